// The customer whom a read is about. In a header and not in the address, because addresses are logged on the way.
import { Failure } from "./reasons";

const NAME = "X-CustomerIdentifier";

/** The customer that a request names, or null. Throws `VALIDATION` for a name that no customer can have. */
export function customerIn({ headers }: Request): string | null {
  const customer = headers.get(NAME);
  if (customer === null || (customer.length >= 1 && customer.length <= 255)) return customer;
  const message = "Must be 1 to 255 characters.";
  throw new Failure("VALIDATION", `${NAME}: ${message}`, { issues: [{ path: NAME, message }] });
}
