// Base64 (RFC 4648 §4) of texts and bytes.

/** `btoa` takes bytes only, so a text goes through UTF-8 first, as RFC 7617 has it for credentials. */
export const base64 = (text: string): string => base64OfBytes(new TextEncoder().encode(text));

export const base64OfBytes = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Throws where the text is not Base64. */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Base64url (RFC 4648 §5) without padding. */
export const base64url = (bytes: Uint8Array): string =>
  base64OfBytes(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Throws where the text is not Base64url. */
export const bytesOfBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  bytesOfBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
