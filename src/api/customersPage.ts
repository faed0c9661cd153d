// What a reseller's customer holds: the customer's object lists it, each entitlement's own object says how it is now.
import { customerName } from "../customer/locate";
import { entitlementStub } from "../entitlement/locate";
import type { ListPosition } from "../projection/cursor";
import { readAsText } from "./carry";
import type { Context } from "./context";

/** Each record of a customer's page is a call to an object of its own. */
const MAX_CURRENT = 25;

export interface Page {
  /** Records, as JSON. */
  texts: string[];
  next: ListPosition | null;
}

/** A customer's entitlements, each record as it is now; a page may be short while there is more. */
export async function customersPage(
  context: Pick<Context, "env" | "seed" | "caller">,
  whose: { environment: string; resellerKey: string; customerIdentifier: string },
  after: ListPosition | null,
  limit: number,
): Promise<Page> {
  const { env } = context;
  const { environment, resellerKey, customerIdentifier } = whose;
  const name = await customerName(environment, resellerKey, customerIdentifier);
  const customer = env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
  const position = after && { dateCreated: after.created, entitlementId: after.id };
  const { slots, more } = await customer.list(position, Math.min(limit, MAX_CURRENT));
  const read = await Promise.all(
    slots.map(({ entitlementId }) => readAsText(context, entitlementStub(env, entitlementId))),
  );
  const texts = read.flatMap((one) =>
    one.kind === "reading" && one.version > 0 && one.customerIdentifier === customerIdentifier
      ? [one.text]
      : [],
  );
  const last = slots.at(-1);
  return { texts, next: more && last ? { created: last.dateCreated, id: last.entitlementId } : null };
}
