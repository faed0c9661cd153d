// POST /v1/entitlement/report: with a customer each record is asked of its own object, so that writes are read back;
// without one the query store answers, normally under a second behind.
import { currentCatalogue } from "../catalogue/cache";
import type { Catalogue } from "../catalogue/store";
import { viewFor, type EntitlementView } from "../entitlement/record";
import { ownId } from "../entitlement/id";
import { entitlementStub } from "../entitlement/locate";
import { under } from "../entitlement/under";
import { decodeCursor, encodeCursor, ListPosition } from "../projection/cursor";
import { listPage } from "../projection/list";
import { scopeOf } from "../projection/project";
import { leaveTrace } from "../projection/traces";
import { clock } from "../shared/clock";
import { readAsText } from "./carry";
import { environmentOf, type Context } from "./context";
import { customersPage, type Page } from "./customersPage";
import { listed } from "./envelope";
import { Failure } from "./reasons";
import type { ReportBody } from "./schemas";

export async function report(context: Context<ReportBody>): Promise<Response> {
  const { body } = context;
  const after = positionOf(body.cursor);
  const { texts, next } =
    body.customerIdentifier === undefined
      ? await fromQueryStore(context, after)
      : await fromCustomer(context, body.customerIdentifier, after);
  leaveTrace(context, "REPORT");
  return listed("entitlements", texts, { nextCursor: next && encodeCursor({ ...next }) });
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

const statusesOf = ({ status }: ReportBody): string[] | null =>
  status === undefined ? null : Array.isArray(status) ? status : [status];

async function fromQueryStore(context: Context<ReportBody>, after: ListPosition | null): Promise<Page> {
  const { body, caller, env } = context;
  const environment = environmentOf(context);
  const catalogue = await currentCatalogue(env.CATALOGUE, context.seed);
  const ofMerchant = body.merchantEntitlementId;
  const ours = ofMerchant === undefined ? null : await underOurId(context, ofMerchant);
  if (ours !== null) return { texts: [ours], next: null };
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
  const upToDate = under(catalogue);
  const texts = bodies.map((text) => JSON.stringify(viewFor(upToDate(JSON.parse(text)), "RESELLER", now)));
  return { texts, next };
}

/** The record whose merchant gave no id of its own, so that ours stands for it. */
async function underOurId(
  context: Context<ReportBody>,
  merchantEntitlementId: string,
): Promise<string | null> {
  const id = ownId(merchantEntitlementId);
  if (id === null) return null;
  const read = await readAsText(context, entitlementStub(context.env, id));
  const found = read.kind === "reading" && read.version > 0 && fits(JSON.parse(read.text), context.body);
  return found ? read.text : null;
}

/** The merchants that a reseller has a route to, as the query store names them. */
const merchantScopes = (catalogue: Catalogue, environment: string, resellerKey: string): string[] =>
  catalogue
    .all("route")
    .filter((route) => route.environment === environment && route.resellerKey === resellerKey)
    .map(({ merchantAccountKey }) => scopeOf(environment, merchantAccountKey));

async function fromCustomer(
  context: Context<ReportBody>,
  customerIdentifier: string,
  after: ListPosition | null,
): Promise<Page> {
  const { body, caller } = context;
  const whose = { environment: environmentOf(context), resellerKey: caller.name, customerIdentifier };
  const { texts, next } = await customersPage(context, whose, after, body.limit);
  return { texts: filters(body) ? texts.filter((text) => fits(JSON.parse(text), body)) : texts, next };
}

const filters = ({
  merchantAccountKey,
  productKey,
  externalEntitlementId,
  merchantEntitlementId,
  status,
  updatedSince,
}: ReportBody): boolean =>
  [merchantAccountKey, productKey, externalEntitlementId, merchantEntitlementId, status, updatedSince].some(
    (one) => one !== undefined,
  );

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
