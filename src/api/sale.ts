// What the catalogue says about a sale: route, product and offer, or the reason why there is none.
import { currentCatalogue, findItem } from "../catalogue/cache";
import type { Product, Reseller } from "../catalogue/schema";
import { termsOf, type Terms } from "../catalogue/terms";
import { refuseTarget } from "../shared/target";
import type { Context } from "./context";
import { environmentOf } from "./context";
import { Failure } from "./reasons";

export interface Sale {
  product: Product;
  terms: Terms;
}

/** Route before product before offer: each failure names the field that is wrong. */
export async function saleOf(
  { env, seed }: Pick<Context, "env" | "seed">,
  environment: "sandbox" | "live",
  resellerKey: string,
  {
    merchantAccountKey,
    productKey,
    offerKey,
  }: { merchantAccountKey: string; productKey: string; offerKey: string | null },
): Promise<Sale> {
  const database = env.CATALOGUE;
  const catalogue = await currentCatalogue(database, seed);
  const [merchant, route, product] = await Promise.all([
    findItem(database, catalogue, "merchant", environment, merchantAccountKey),
    findItem(database, catalogue, "route", environment, resellerKey, merchantAccountKey),
    findItem(database, catalogue, "product", environment, merchantAccountKey, productKey),
  ]);
  if (merchant === null || route === null)
    throw new Failure(
      "NO_ROUTE",
      `There is no route to merchant ${merchantAccountKey} in ${environment}.`,
      unlisted("merchantAccountKey"),
    );
  if (product === null)
    throw new Failure(
      "UNKNOWN_PRODUCT",
      `Merchant ${merchantAccountKey} has no product ${productKey}.`,
      unlisted("productKey"),
    );
  if (offerKey !== null && !product.offerKeys.includes(offerKey))
    throw new Failure(
      "UNKNOWN_OFFER",
      `Product ${productKey} has no offer ${offerKey}.`,
      unlisted("offerKey"),
    );
  return { product, terms: termsOf(merchant, product, route, catalogue.revision) };
}

const unlisted = (path: string) => ({ issues: [{ path, message: "Not in the catalogue for you." }] });

/** The reseller that calls, as the catalogue has it. */
export async function resellerOf(context: Context): Promise<Reseller | null> {
  const { env, seed, caller } = context;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  return findItem(env.CATALOGUE, catalogue, "reseller", environmentOf(context), caller.name);
}

/** Refuses a notification URL that the guard would not post to; without one there has to be a default. */
export async function checkNotificationUrl(
  context: Context,
  url: string | null,
  path = "notificationUrl",
): Promise<void> {
  if (url === null) {
    if ((await resellerOf(context))?.defaultNotificationUrl) return;
    const issues = [{ path, message: "Required: you have no default." }];
    throw new Failure("NOTIFICATION_URL_REQUIRED", `${path} is required: you have no default one.`, {
      issues,
    });
  }
  const refusal = refuseTarget(url, { allowLoopback: context.env.ALLOW_LOOPBACK_TARGETS === "on" });
  if (refusal === null) return;
  throw new Failure("INVALID_NOTIFICATION_URL", `${path}: ${refusal}`, {
    issues: [{ path, message: refusal }],
  });
}
