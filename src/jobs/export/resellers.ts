// Whose entitlements a party's export goes through: a reseller's own, or those of every reseller that sells, or has sold, for
// a merchant.
import { currentCatalogue } from "../../catalogue/cache";
import { sellersOf } from "../../projection/sellers";
import type { Owner } from "../kind";

/** Keys of resellers, sorted. */
export async function resellersOf(env: Env, owner: Owner, environment: string): Promise<string[]> {
  if (owner.party === "RESELLER") return [owner.key];
  const catalogue = await currentCatalogue(env.CATALOGUE);
  const all = catalogue.all("reseller").filter((one) => one.environment === environment);
  const routes = catalogue
    .all("route")
    .filter((route) => route.environment === environment && route.merchantAccountKey === owner.key);
  const keys = all.map(({ resellerKey }) => resellerKey);
  const sold = await sellersOf(env, environment, keys, owner.key);
  return [...new Set([...routes.map(({ resellerKey }) => resellerKey), ...sold])].sort();
}
