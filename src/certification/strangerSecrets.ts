// Signing secrets that nobody has: what a forger signs with, and what the other side of a rotation looks like to a
// receiver that knows one of the two.
import { kindOf } from "../callbacks/sign";
import { base64OfBytes } from "../shared/base64";

const SECRET_BYTES = 32;

const PREFIXES = { v1: "whsec_", v1a: "whsk_" } as const;

/** A fresh secret of each kind that a reseller has. */
export function strangerSecrets(own: readonly string[]): string[] {
  const kinds = [...new Set(own.map(kindOf))];
  return kinds.map(
    (kind) => PREFIXES[kind] + base64OfBytes(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))),
  );
}
