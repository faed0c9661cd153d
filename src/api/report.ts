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
  const after = body.cursor === undefined ? null : decodeCursor(body.cursor, ListPosition);
  if (body.cursor !== undefined && after === null)
    throw new Failure("INVALID_CURSOR", "cursor: not a cursor of a report.", {
      issues: [{ path: "cursor", message: "Not a cursor of a report." }],
    });
  const { entitlements, next } =
    body.customerIdentifier === undefined
      ? await fromQueryStore(context, after)
      : await fromCustomer(context, body.customerIdentifier, after);
  return success({ entitlements, nextCursor: next && encodeCursor({ ...next }) });
}

interface Page {
  entitlements: EntitlementView[];
  next: ListPosition | null;
}

const statusesOf = ({ status }: ReportBody): string[] | null =>
  status === undefined ? null : Array.isArray(status) ? status : [status];

async function fromQueryStore(context: Context<ReportBody>, after: ListPosition | null): Promise<Page> {
  const { body, caller, env } = context;
  const filter = {
    environment: environmentOf(context),
    resellerKey: caller.name,
    merchantAccountKey: body.merchantAccountKey ?? null,
    productKey: body.productKey ?? null,
    externalEntitlementId: body.externalEntitlementId ?? null,
    statuses: statusesOf(body),
    updatedSince: body.updatedSince ?? null,
  };
  const { bodies, next } = await listPage(env, filter, after, body.limit);
  const now = clock.now();
  const catalogue = await currentCatalogue(env.CATALOGUE, context.seed);
  const states: State[] = bodies.map((text) => JSON.parse(text));
  const entitlements = states.map((state) => viewFor(upToDate(state, catalogue), "RESELLER", now));
  return { entitlements, next };
}

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
  const { body, caller, env } = context;
  const name = await customerName(environmentOf(context), caller.name, customerIdentifier);
  const customer = env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
  const position = after && { dateCreated: after.created, entitlementId: after.id };
  const { slots, more } = await customer.list(position, Math.min(body.limit, MAX_CURRENT));
  const views = await Promise.all(
    slots.map(({ entitlementId }) => viewed(context, entitlementStub(env, entitlementId))),
  );
  const records = views.flatMap((view) => (view.kind === "record" ? [view.record] : []));
  const entitlements = records.filter(
    (record) => record.version > 0 && record.customerIdentifier === customerIdentifier && fits(record, body),
  );
  const last = slots.at(-1);
  return { entitlements, next: more && last ? { created: last.dateCreated, id: last.entitlementId } : null };
}

function fits(record: EntitlementView, body: ReportBody): boolean {
  const { merchantAccountKey, productKey, externalEntitlementId, updatedSince } = body;
  return (
    (merchantAccountKey === undefined || record.merchantAccountKey === merchantAccountKey) &&
    (productKey === undefined || record.productKey === productKey) &&
    (externalEntitlementId === undefined || record.externalEntitlementId === externalEntitlementId) &&
    (statusesOf(body)?.includes(record.status) ?? true) &&
    (updatedSince === undefined || Date.parse(record.dateLastUpdated) >= updatedSince)
  );
}
