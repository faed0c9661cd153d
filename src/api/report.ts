// POST /v1/entitlement/report: with a customer each record is asked of its own object, so that writes are read back;
// without one the query store answers, normally under a second behind.
import { currentCatalogue } from "../catalogue/cache";
import type { Catalogue } from "../catalogue/store";
import type { Terms } from "../catalogue/terms";
import { customerName } from "../customer/locate";
import { isOutdated, renewed } from "../entitlement/machine/terms";
import { viewFor, type EntitlementView } from "../entitlement/record";
import type { State } from "../entitlement/state";
import { entitlementStub } from "../entitlement/locate";
import { decodeCursor, encodeCursor, ListPosition } from "../projection/cursor";
import { listPage } from "../projection/list";
import { clock } from "../shared/clock";
import { readAsText } from "./carry";
import { environmentOf, type Context } from "./context";
import { currentTerms } from "./current";
import { listed } from "./envelope";
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
  const { texts, next } =
    body.customerIdentifier === undefined
      ? await fromQueryStore(context, after)
      : await fromCustomer(context, body.customerIdentifier, after);
  return listed("entitlements", texts, { nextCursor: next && encodeCursor({ ...next }) });
}

interface Page {
  /** Records, as JSON. */
  texts: string[];
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
  const upToDate = under(catalogue);
  const texts = bodies.map((text) => JSON.stringify(viewFor(upToDate(JSON.parse(text)), "RESELLER", now)));
  return { texts, next };
}

/** What can be done with a record follows the catalogue, whenever the record itself was written. */
function under(catalogue: Catalogue): (state: State) => State {
  const { revision } = catalogue;
  const known = new Map<string, Terms | null>();
  return (state) => {
    if (!isOutdated(state, { revision })) return state;
    const product = `${state.merchantAccountKey}\n${state.productKey}`;
    const terms = known.get(product) ?? currentTerms(catalogue, state);
    known.set(product, terms);
    return renewed(state, { revision, terms });
  };
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
  const read = await Promise.all(
    slots.map(({ entitlementId }) => readAsText(context, entitlementStub(env, entitlementId))),
  );
  const texts = read.flatMap((one) => {
    const listedHere =
      one.kind === "reading" && one.version > 0 && one.customerIdentifier === customerIdentifier;
    return listedHere && (!filters(body) || fits(JSON.parse(one.text), body)) ? [one.text] : [];
  });
  const last = slots.at(-1);
  return { texts, next: more && last ? { created: last.dateCreated, id: last.entitlementId } : null };
}

const filters = ({
  merchantAccountKey,
  productKey,
  externalEntitlementId,
  status,
  updatedSince,
}: ReportBody) =>
  [merchantAccountKey, productKey, externalEntitlementId, status, updatedSince].some(
    (one) => one !== undefined,
  );

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
