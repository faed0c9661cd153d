// The customer whom a read is about. In a header and not in the address, because addresses are logged on the way.
import { Failure } from "./reasons";

const NAME = "X-CustomerIdentifier";

/** What the runtime has for bytes that are no UTF-8; looked for, it would be somebody else. */
const NO_UTF8 = "\u{fffd}";

/** The customer that a request names, or null. Throws `VALIDATION` for a name that no customer can have. */
export function customerIn({ headers }: Request): string | null {
  const customer = headers.get(NAME);
  if (customer === null) return null;
  if (customer.length < 1 || customer.length > 255) throw unfit("Must be 1 to 255 characters.");
  if (customer.includes(NO_UTF8)) throw unfit("Must be UTF-8.");
  return customer;
}

const unfit = (message: string): Failure =>
  new Failure("VALIDATION", `${NAME}: ${message}`, { issues: [{ path: NAME, message }] });
