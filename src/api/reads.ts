// Reads of resellers: echo, one record, history, products, the feed.
import { currentCatalogue } from "../catalogue/cache";
import type { Product, Route } from "../catalogue/schema";
import type { Catalogue } from "../catalogue/store";
import { capabilitiesOf } from "../catalogue/terms";
import { customerName } from "../customer/locate";
import { decodeCursor, encodeCursor } from "../projection/cursor";
import { FeedPosition, readFeed } from "../projection/feed";
import { scopeOf } from "../projection/project";
import { leaveTrace } from "../projection/traces";
import { clock } from "../shared/clock";
import type { ListedProduct } from "../wire/answers";
import { carry, entitlementOf, readAsText } from "./carry";
import { customerIn } from "./customerHeader";
import { environmentOf, matchesEtag, type Context } from "./context";
import { answered, listed, success } from "./envelope";
import { Failure } from "./reasons";

/** GET /v1/echo/{echoRequestId} */
export const echo = ({ params }: Context): Response => success({ echo: params["echoRequestId"] });

/** GET /v1/entitlement/{entitlementId}, for every party */
export async function getEntitlement(context: Context): Promise<Response> {
  const read = await readAsText(context, entitlementOf(context.env, context.params["entitlementId"]));
  if (read.kind !== "reading") return answered(await carry(context, read), context.requestId);
  const { etag, waits } = read;
  const unchanged =
    etag !== null && !waits && matchesEtag(context.request.headers.get("If-None-Match"), etag);
  return unchanged
    ? new Response(null, { status: 304, headers: { ETag: etag } })
    : answered(read, context.requestId);
}

/** GET /v1/entitlement/history/{entitlementId} */
export async function getHistory(context: Context): Promise<Response> {
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const history = await entitlement.history(context.caller);
  if (history === null) throw new Failure("UNKNOWN_ENTITLEMENT", "There is no such entitlement.");
  return success({ entitlementId: context.params["entitlementId"], ...history });
}

/** GET /v1/product */
export async function listProducts(context: Context): Promise<Response> {
  const { env, seed, caller, request } = context;
  const environment = environmentOf(context);
  const customer = customerIn(request);
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const routes = catalogue
    .all("route")
    .filter((route) => route.environment === environment && route.resellerKey === caller.name);
  const products = routes.flatMap((route) =>
    catalogue
      .all("product")
      .filter(
        (product) =>
          product.environment === environment && product.merchantAccountKey === route.merchantAccountKey,
      )
      .map(async (product): Promise<ListedProduct> => ({
        ...shown(product),
        capabilities: capabilitiesShown(catalogue, product, route),
        ...(customer !== null && { eligible: await isEligible(context, customer, route) }),
      })),
  );
  return success({ products: await Promise.all(products) });
}

/** What a reseller may know of a product beside its capabilities. */
const shown = (product: Product) => ({
  merchantAccountKey: product.merchantAccountKey,
  productKey: product.productKey,
  offerKeys: product.offerKeys,
  productName: product.productName,
  productDescription: product.productDescription,
  productLogoURL: product.productLogoURL,
  productTermsURL: product.productTermsURL,
});

/** Capabilities as contract and integrators know them; how doubt is cleared is our business. */
function capabilitiesShown(catalogue: Catalogue, product: Product, route: Route) {
  const merchant = catalogue.get("merchant", product.environment, product.merchantAccountKey);
  if (merchant === null) return null;
  const { resolves: _, ...capabilities } = capabilitiesOf(merchant, product, route);
  return { ...capabilities, limitPerCustomer: route.limitPerCustomer };
}

/** Whether the customer may take another entitlement at that merchant now. */
async function isEligible(
  context: Context,
  customerIdentifier: string,
  { merchantAccountKey, limitPerCustomer: limit }: { merchantAccountKey: string; limitPerCustomer: number },
): Promise<boolean> {
  const { env, caller } = context;
  const name = await customerName(environmentOf(context), caller.name, customerIdentifier);
  const claimed = await env.CUSTOMER.get(env.CUSTOMER.idFromName(name)).claim({
    entitlementId: "",
    customerIdentifier,
    dateCreated: clock.now(),
    merchantAccountKey,
    productKey: "",
    createHash: null,
    limit,
    dryRun: true,
  });
  return claimed.kind === "claimed";
}

/** GET /v1/events */
export async function listEvents(
  context: Context<unknown, { after?: string | undefined; limit: number }>,
): Promise<Response> {
  const { env, caller, query } = context;
  const environment = environmentOf(context);
  const after = query.after === undefined ? null : decodeCursor(query.after, FeedPosition);
  const foreign = after !== null && after.scope !== scopeOf(environment, caller.name);
  if (query.after !== undefined && (after === null || foreign))
    throw new Failure("INVALID_CURSOR", "after: not a cursor of this feed.", {
      issues: [{ path: "after", message: "Not a cursor of this feed." }],
    });
  const page = await readFeed(env, environment, caller.name, after, query.limit);
  if (page === null)
    throw new Failure(
      "CURSOR_EXPIRED",
      `The feed reaches back ${env.FEED_RETENTION_DAYS} days; start again without a cursor.`,
    );
  leaveTrace(context, "FEED");
  return listed("events", page.bodies, { nextCursor: encodeCursor(page.next), hasMore: page.hasMore });
}
