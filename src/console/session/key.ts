// The console's own keys, derived from a secret that the Worker has anyway. One per purpose, so that what is good for a
// session is no good for a share link.

const encoder = new TextEncoder();

export type Purpose = "session" | "form" | "mark" | "share";

/** One derived key per Worker secret, purpose and isolate. */
const keys = new Map<string, Promise<CryptoKey>>();

/** The key of a purpose: HKDF (RFC 5869) with SHA-256 for HMAC-SHA-256. */
export function keyOf(secret: string, purpose: Purpose): Promise<CryptoKey> {
  const name = `${purpose}\n${secret}`;
  const known = keys.get(name);
  if (known) return known;
  const key = derive(secret, purpose);
  keys.set(name, key);
  return key;
}

async function derive(secret: string, purpose: Purpose): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode(`console ${purpose}`);
  const from = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const to = { name: "HMAC", hash: "SHA-256", length: 256 };
  return crypto.subtle.deriveKey(from, material, to, false, ["sign", "verify"]);
}
