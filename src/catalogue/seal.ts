// Secrets that the platform has to present to others: encrypted before they are stored, with a key that only the
// Worker has. AES-256-GCM (NIST SP 800-38D); what a secret belongs to is authenticated with it, so that a row copied
// elsewhere in the database opens nothing.

import { base64url, bytesOfBase64url } from "../shared/base64";
import { SEALED } from "./schema";

const PREFIX = "sealed:1:";
const NONCE_BYTES = 12;
const encoder = new TextEncoder();

/** One derived key per Worker secret and isolate. */
const keys = new Map<string, CryptoKey>();

/** Encrypts a secret; `owner` names the item and field that it belongs to. */
export async function seal(worker: string, owner: string, clear: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(owner) };
  const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(worker), encoder.encode(clear));
  return PREFIX + base64url(new Uint8Array([...nonce, ...new Uint8Array(sealed)]));
}

/** The secret behind a stored text; text that is not sealed is in clear. Throws where key or owner are others. */
export async function unseal(worker: string, owner: string, stored: string): Promise<string> {
  if (!SEALED.test(stored)) return stored;
  const bytes = bytesOfBase64url(stored.slice(PREFIX.length));
  const algorithm = {
    name: "AES-GCM",
    iv: bytes.subarray(0, NONCE_BYTES),
    additionalData: encoder.encode(owner),
  };
  const clear = await crypto.subtle.decrypt(algorithm, await keyOf(worker), bytes.subarray(NONCE_BYTES));
  return new TextDecoder().decode(clear);
}

async function keyOf(worker: string): Promise<CryptoKey> {
  const known = keys.get(worker);
  if (known) return known;
  const key = await derive(worker);
  keys.set(worker, key);
  return key;
}

/** HKDF (RFC 5869) with SHA-256: the Worker's secret may be any text of enough entropy. */
async function derive(worker: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encoder.encode(worker), "HKDF", false, ["deriveKey"]);
  const info = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode("catalogue") };
  const algorithm = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(info, material, algorithm, false, ["encrypt", "decrypt"]);
}
