// POST /v1/entitlement/report: with a customer each record is asked of its own object, so that writes are read back;
// without one the query store answers, normally under a second behind.
import { currentCatalogue } from "../catalogue/cache";
import type { Catalogue } from "../catalogue/store";
import { customerName } from "../customer/locate";
import { isOutdated, renewed } from "../entitlement/machine/terms";
import { viewFor, type EntitlementView } from "../entitlement/record";
import type { State } from "../entitlement/state";
import { entitlementStub } from "../entitlement/locate";
import { decodeCursor, encodeCursor, ListPosition } from "../projection/cursor";
import { listPage } from "../projection/list";
import { scopeOf } from "../projection/project";
import { clock } from "../shared/clock";
import { viewed } from "./carry";
import { environmentOf, type Context } from "./context";
import { currentTerms } from "./current";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { ReportBody } from "./schemas";

/** Each record of a customer's page is a call to an object of its own. */
const MAX_CURRENT = 25;

export async function report(context: Context<ReportBody>): Promise<Response> {
  const { body } = context;
  const after = positionOf(body.cursor);
  const { entitlements, next } =
    body.customerIdentifier === undefined
      ? await fromQueryStore(context, after)
      : await fromCustomer(context, body.customerIdentifier, after);
  return success({ entitlements, nextCursor: next && encodeCursor({ ...next }) });
}

/** Where a cursor of such a list leads to; null for the beginning. */
export function positionOf(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  const position = decodeCursor(cursor, ListPosition);
  if (position !== null) return position;
  throw new Failure("INVALID_CURSOR", "cursor: not a cursor of a report.", {
    issues: [{ path: "cursor", message: "Not a cursor of a report." }],
  });
}

interface Page {
  entitlements: EntitlementView[];
  next: ListPosition | null;
}

const statusesOf = ({ status }: ReportBody): string[] | null =>
  status === undefined ? null : Array.isArray(status) ? status : [status];

async function fromQueryStore(context: Context<ReportBody>, after: ListPosition | null): Promise<Page> {
  const { body, caller, env } = context;
  const environment = environmentOf(context);
  const catalogue = await currentCatalogue(env.CATALOGUE, context.seed);
  const ofMerchant = body.merchantEntitlementId;
  const filter = {
    environment,
    resellerKey: caller.name,
    merchantAccountKey: body.merchantAccountKey ?? null,
    productKey: body.productKey ?? null,
    externalEntitlementId: body.externalEntitlementId ?? null,
    merchantEntitlementId:
      ofMerchant === undefined
        ? null
        : { id: ofMerchant, merchants: merchantScopes(catalogue, environment, caller.name) },
    statuses: statusesOf(body),
    updatedSince: body.updatedSince ?? null,
  };
  const { bodies, next } = await listPage(env, filter, after, body.limit);
  const now = clock.now();
  const states: State[] = bodies.map((text) => JSON.parse(text));
  const entitlements = states.map((state) => viewFor(upToDate(state, catalogue), "RESELLER", now));
  return { entitlements, next };
}

/** The merchants that a reseller has a route to, as the query store names them. */
const merchantScopes = (catalogue: Catalogue, environment: string, resellerKey: string): string[] =>
  catalogue
    .all("route")
    .filter((route) => route.environment === environment && route.resellerKey === resellerKey)
    .map(({ merchantAccountKey }) => scopeOf(environment, merchantAccountKey));

/** What can be done with a record follows the catalogue, whenever the record itself was written. */
function upToDate(state: State, catalogue: Catalogue): State {
  const { revision } = catalogue;
  if (!isOutdated(state, { revision })) return state;
  return renewed(state, { revision, terms: currentTerms(catalogue, state) });
}

async function fromCustomer(
  context: Context<ReportBody>,
  customerIdentifier: string,
  after: ListPosition | null,
): Promise<Page> {
  const { body, caller } = context;
  const whose = { environment: environmentOf(context), resellerKey: caller.name, customerIdentifier };
  const { entitlements, next } = await customersPage(context, whose, after, body.limit);
  return { entitlements: entitlements.filter((record) => fits(record, body)), next };
}

/** What a reseller's customer holds, each record as it is now; a page may be short while there is more. */
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
  const views = await Promise.all(
    slots.map(({ entitlementId }) => viewed(context, entitlementStub(env, entitlementId))),
  );
  const records = views.flatMap((view) => (view.kind === "record" ? [view.record] : []));
  const entitlements = records.filter(
    (record) => record.version > 0 && record.customerIdentifier === customerIdentifier,
  );
  const last = slots.at(-1);
  return { entitlements, next: more && last ? { created: last.dateCreated, id: last.entitlementId } : null };
}

function fits(record: EntitlementView, body: ReportBody): boolean {
  const { merchantAccountKey, productKey, externalEntitlementId, merchantEntitlementId, updatedSince } = body;
  return (
    (merchantAccountKey === undefined || record.merchantAccountKey === merchantAccountKey) &&
    (productKey === undefined || record.productKey === productKey) &&
    (externalEntitlementId === undefined || record.externalEntitlementId === externalEntitlementId) &&
    (merchantEntitlementId === undefined || record.merchantEntitlementId === merchantEntitlementId) &&
    (statusesOf(body)?.includes(record.status) ?? true) &&
    (updatedSince === undefined || Date.parse(record.dateLastUpdated) >= updatedSince)
  );
}
