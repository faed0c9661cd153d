// A sale as a caller asks for it: route, product and offer, or the failure that says why there is none.
import { currentCatalogue, findItem } from "../catalogue/cache";
import { findSale, type Sale, type SaleKeys } from "../catalogue/sale";
import type { Reseller } from "../catalogue/schema";
import { refuseTarget } from "../shared/target";
import type { Context } from "./context";
import { environmentOf } from "./context";
import { Failure } from "./reasons";

/** Route before product before offer: each failure names the field that is wrong. */
export async function saleOf(
  { env, seed }: Pick<Context, "env" | "seed">,
  environment: "sandbox" | "live",
  resellerKey: string,
  what: Pick<SaleKeys, "merchantAccountKey" | "productKey" | "offerKey">,
): Promise<Sale> {
  const { merchantAccountKey, productKey, offerKey } = what;
  const keys = { environment, resellerKey, merchantAccountKey, productKey, offerKey };
  const sale = await findSale(env.CATALOGUE, seed, keys);
  if (!("reason" in sale)) return sale;
  const issues = [{ path: sale.path, message: "Not in the catalogue for you." }];
  throw new Failure(sale.reason, sale.message, { issues });
}

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
