// The idempotency key of a request: `X-RequestIdentifier`, the reference's name, or `Idempotency-Key`, which may be
// quoted as a structured string (RFC 9651 §3.3.3) or bare.
import { Failure } from "./reasons";

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** The key, or null where none was sent. Throws `VALIDATION` for one that is malformed, or two that differ. */
export function idempotencyKey(headers: Headers): string | null {
  const reference = headers.get("X-RequestIdentifier");
  const alias = unquoted(headers.get("Idempotency-Key"));
  if (reference !== null && alias !== null && reference !== alias)
    throw invalid("Idempotency-Key", "Differs from X-RequestIdentifier; send one of them.");
  const key = reference ?? alias;
  if (key === null) return null;
  if (!PRINTABLE.test(key))
    throw invalid(
      reference === null ? "Idempotency-Key" : "X-RequestIdentifier",
      "Must be 1 to 255 printable ASCII characters.",
    );
  return key;
}

function unquoted(header: string | null): string | null {
  const inside = header === null ? undefined : QUOTED.exec(header)?.[1];
  return inside === undefined ? header : inside.replaceAll(/\\(["\\])/g, "$1");
}

function invalid(path: string, message: string): Failure {
  return new Failure("VALIDATION", `${path}: ${message}`, { issues: [{ path, message }] });
}
