// POST /admin/v1/entitlement/find: an operator looks for an entitlement by what a caller on the telephone knows. Both
// environments and every party, unless the question names them.
import { currentCatalogue } from "../catalogue/cache";
import type { Catalogue } from "../catalogue/store";
import { entitlementStub } from "../entitlement/locate";
import { encodeCursor } from "../projection/cursor";
import { findByIdOf } from "../projection/list";
import { readAsText } from "./carry";
import type { Context } from "./context";
import { listed } from "./envelope";
import type { FindBody } from "./operatorSchemas";
import { customersPage } from "./customersPage";
import { positionOf } from "./report";

/** Each record is a call to an object of its own; an id that more entitlements share is no name any more. */
const MOST_FOUND = 50;

export async function find(context: Context<FindBody>): Promise<Response> {
  const { customerIdentifier, environment, resellerKey, cursor } = context.body;
  if (customerIdentifier === undefined)
    return listed("entitlements", await byId(context), { nextCursor: null });
  const whose = { environment: environment ?? "", resellerKey: resellerKey ?? "", customerIdentifier };
  const { texts, next } = await customersPage(context, whose, positionOf(cursor), MOST_FOUND);
  return listed("entitlements", texts, { nextCursor: next && encodeCursor({ ...next }) });
}

/** By the id that a reseller or a merchant gave. */
async function byId(context: Context<FindBody>): Promise<string[]> {
  const { env, seed, body } = context;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const { externalEntitlementId, merchantEntitlementId = "" } = body;
  const ids =
    externalEntitlementId === undefined
      ? await findByIdOf(env, "merchant", merchantsIn(catalogue, body), merchantEntitlementId, MOST_FOUND)
      : await findByIdOf(env, "reseller", resellersIn(catalogue, body), externalEntitlementId, MOST_FOUND);
  const read = await Promise.all(ids.map((id) => readAsText(context, entitlementStub(env, id))));
  return read.flatMap((one) => (one.kind === "reading" ? [one.text] : []));
}

const resellersIn = (catalogue: Catalogue, { environment, resellerKey }: FindBody) =>
  catalogue
    .all("reseller")
    .filter((one) => environment === undefined || one.environment === environment)
    .filter((one) => resellerKey === undefined || one.resellerKey === resellerKey)
    .map((one) => ({ environment: one.environment, key: one.resellerKey }));

const merchantsIn = (catalogue: Catalogue, { environment }: FindBody) =>
  catalogue
    .all("merchant")
    .filter((one) => environment === undefined || one.environment === environment)
    .map((one) => ({ environment: one.environment, key: one.merchantAccountKey }));
