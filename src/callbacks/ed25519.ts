// Keys of the signatures `v1a` of Standard Webhooks: `whsk_` is the private key (RFC 8032: a seed of 32 bytes), `whpk_`
// the public one, both in Base64.
import { base64OfBytes, bytesOfBase64 } from "../shared/base64";

export const PRIVATE_PREFIX = "whsk_";
const PUBLIC_PREFIX = "whpk_";
const SEED_BYTES = 32;

/** PKCS #8 around a seed (RFC 8410 §7): WebCrypto takes no bare one. */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/** Imported once per isolate: every notification needs its key. Values, never promises. */
const keys = new Map<string, CryptoKey>();
const MOST_KEPT = 1_000;

/** Signs a text with a `whsk_…` key; the signature in Base64. */
export async function signEd25519(secret: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign("Ed25519", await keyOf(secret), new TextEncoder().encode(text));
  return base64OfBytes(new Uint8Array(signature));
}

/** The public half of a `whsk_…` key, as receivers configure it. */
export async function publicKeyOf(secret: string): Promise<string> {
  const exported = await crypto.subtle.exportKey("jwk", await keyOf(secret));
  const x = "x" in exported ? exported.x : undefined;
  if (x === undefined) throw new Error("an ed25519 key without a public half");
  return PUBLIC_PREFIX + base64OfBytes(bytesOfBase64(x.replaceAll("-", "+").replaceAll("_", "/")));
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known) return known;
  const seed = bytesOfBase64(secret.slice(PRIVATE_PREFIX.length)).subarray(0, SEED_BYTES);
  const pkcs8 = new Uint8Array([...PKCS8_HEAD, ...seed]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const [oldest] = keys.keys();
  if (keys.size >= MOST_KEPT && oldest !== undefined) keys.delete(oldest);
  keys.set(secret, key);
  return key;
}
