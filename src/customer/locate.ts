// The name of a customer's object: a digest, because names of objects are shown in places where a customer's
// identifier has no business.
import { sha256 } from "../shared/hash";

export async function customerName(
  environment: string,
  resellerKey: string,
  customerIdentifier: string,
): Promise<string> {
  return sha256(JSON.stringify([environment, resellerKey, customerIdentifier]));
}
