// What a command may only ask for while it lies ahead. It depends on the clock, so it is decided after the idempotency key
// was looked up: a repetition is answered as it was, however late it comes.
import type { Refusal } from "../state";

/** Why an expiry is refused, or null where it lies ahead or is none. */
export function expiryPassed(dateExpiry: number | null | undefined, now: number): Refusal | null {
  if (dateExpiry === null || dateExpiry === undefined || dateExpiry > now) return null;
  const [path, message] = ["dateExpiry", "Must lie in the future."];
  return { reason: "VALIDATION", message: `${path}: ${message}`, issues: [{ path, message }] };
}
