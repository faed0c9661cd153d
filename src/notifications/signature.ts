// Signatures of Standard Webhooks, verified with WebCrypto: `v1` is HMAC-SHA-256 with a secret that both sides have
// (`whsec_…`), `v1a` ed25519 with the public half of a key of the platform's (`whpk_…`). WebCrypto compares in constant
// time; nothing is compared here.
import { bytesOfBase64 } from "../shared/base64";

const SECRET = "whsec_";
const PUBLIC_KEY = "whpk_";

/** An ed25519 public key has no other length (RFC 8032). */
const PUBLIC_KEY_BYTES = 32;

interface Key {
  version: "v1" | "v1a";
  raw: Uint8Array<ArrayBuffer>;
}

/**
 * The keys of a receiver. What is none is a mistake of its configuration and throws: the message says which one it is, and
 * does not repeat it.
 */
export function readKeys(keys: string | readonly string[]): Key[] {
  if (!Array.isArray(keys)) return [keyOf(keys, "keys")];
  if (keys.length === 0) throw new TypeError("keys is empty.");
  return keys.map((key, index) => keyOf(key, `keys[${index}]`));
}

/** `key` is looked at as if it were anything: what is not set in an environment is undefined, whatever its type says. */
function keyOf(key: unknown, place: string): Key {
  const text = typeof key === "string" ? key : "";
  const isPublic = text.startsWith(PUBLIC_KEY);
  const raw = isPublic || text.startsWith(SECRET) ? decoded(text.slice(text.indexOf("_") + 1)) : null;
  const fits = isPublic ? raw?.length === PUBLIC_KEY_BYTES : raw !== null && raw.length > 0;
  if (raw === null || !fits)
    throw new TypeError(
      `${place} must be ${SECRET}… (HMAC) or ${PUBLIC_KEY}… (ed25519, ${PUBLIC_KEY_BYTES} bytes), and Base64.`,
    );
  return { version: isPublic ? "v1a" : "v1", raw };
}

/** Whether one of the signatures in a `webhook-signature` header is one of these keys'. Throws for what is no key. */
export async function fitsAny(
  header: string,
  content: string,
  keys: string | readonly string[],
): Promise<boolean> {
  const signed = Uint8Array.from(new TextEncoder().encode(content));
  const signatures = header.split(" ").map((part) => part.split(","));
  for (const key of readKeys(keys)) {
    const fits = await verifierOf(key);
    for (const [given, value = ""] of signatures) {
      const signature = given === key.version ? decoded(value) : null;
      if (signature !== null && (await fits(signature, signed))) return true;
    }
  }
  return false;
}

type Bytes = Uint8Array<ArrayBuffer>;

async function verifierOf({
  version,
  raw,
}: Key): Promise<(signature: Bytes, signed: Bytes) => Promise<boolean>> {
  const algorithm = version === "v1a" ? { name: "Ed25519" } : { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  return (signature, signed) => crypto.subtle.verify(algorithm, key, signature, signed);
}

function decoded(base64: string): Bytes | null {
  try {
    return bytesOfBase64(base64);
  } catch {
    return null;
  }
}
