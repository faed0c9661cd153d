/** Base64 of the UTF-8 of a text, as RFC 7617 has it for credentials. */
export const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
