// Secrets of callers: kept as salted SHA-256, compared in constant time. They are long and random when we make
// them, so a slow hash would only slow every request down.
import { sameDigest, sha256, hex } from "../shared/hash";

export interface SecretHash {
  salt: string;
  hash: string;
}

export async function hashSecret(secret: string): Promise<SecretHash> {
  const salt = hex(crypto.getRandomValues(new Uint8Array(16)));
  return { salt, hash: await sha256(`${salt}:${secret}`) };
}

/** Compared with every live secret, so that the time tells nothing about which one it was. */
export async function matchesSecret(secret: string, hashes: readonly SecretHash[]): Promise<boolean> {
  const matches = await Promise.all(
    hashes.map(async ({ salt, hash }) => sameDigest(await sha256(`${salt}:${secret}`), hash)),
  );
  return matches.includes(true);
}
