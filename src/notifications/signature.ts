// Signatures of Standard Webhooks, verified with WebCrypto: `v1` is HMAC-SHA-256 with a secret that both sides have
// (`whsec_…`), `v1a` ed25519 with the public half of a key of the platform's (`whpk_…`). WebCrypto compares in constant
// time; nothing is compared here.
import { bytesOfBase64 } from "../shared/base64";

const SECRET = "whsec_";
const PUBLIC_KEY = "whpk_";

interface Verifier {
  version: "v1" | "v1a";
  fits: (signature: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>) => Promise<boolean>;
}

/** Whether one of the signatures in a `webhook-signature` header is one of these keys'. Throws for what is no key. */
export async function fitsAny(header: string, content: string, keys: readonly string[]): Promise<boolean> {
  const signed = Uint8Array.from(new TextEncoder().encode(content));
  const verifiers = await Promise.all(keys.map(verifierOf));
  const signatures = header.split(" ").map((part) => part.split(","));
  for (const { version, fits } of verifiers)
    for (const [given, value = ""] of signatures) {
      const signature = given === version ? decoded(value) : null;
      if (signature !== null && (await fits(signature, signed))) return true;
    }
  return false;
}

async function verifierOf(key: string): Promise<Verifier> {
  if (key.startsWith(PUBLIC_KEY)) {
    const raw = keyBytes(key, PUBLIC_KEY);
    const imported = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return {
      version: "v1a",
      fits: (signature, signed) => crypto.subtle.verify({ name: "Ed25519" }, imported, signature, signed),
    };
  }
  const raw = keyBytes(key, SECRET);
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", raw, hmac, false, ["verify"]);
  return {
    version: "v1",
    fits: (signature, signed) => crypto.subtle.verify(hmac, imported, signature, signed),
  };
}

/** A key that is none is a mistake of the receiver's configuration; the message does not repeat it. */
function keyBytes(key: string, prefix: string): Uint8Array<ArrayBuffer> {
  const bytes = key.startsWith(prefix) ? decoded(key.slice(prefix.length)) : null;
  if (bytes === null || bytes.length === 0)
    throw new TypeError(`A key must be ${SECRET}… (HMAC) or ${PUBLIC_KEY}… (ed25519), and Base64.`);
  return bytes;
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return bytesOfBase64(base64);
  } catch {
    return null;
  }
}
