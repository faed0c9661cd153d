// What the catalogue says about a sale: route, product and offer with their terms, or which of them it does not have.
import { currentCatalogue, findItem, type Seed } from "./cache";
import type { Product } from "./schema";
import type { Catalogue } from "./store";
import { termsOf, type Terms } from "./terms";

export interface Sale {
  product: Product;
  terms: Terms;
}

/** What is sold, by whom. */
export interface SaleKeys {
  environment: "sandbox" | "live";
  resellerKey: string;
  merchantAccountKey: string;
  productKey: string;
  offerKey: string | null;
}

/** Why there is no such sale, and which field says so. */
export interface NoSale {
  reason: "NO_ROUTE" | "UNKNOWN_PRODUCT" | "UNKNOWN_OFFER";
  path: "merchantAccountKey" | "productKey" | "offerKey";
  message: string;
}

/** Route before product before offer. Throws `CatalogueUnavailable`. */
export async function findSale(
  database: D1Database,
  seed: Seed | null,
  { environment, resellerKey, merchantAccountKey, productKey, offerKey }: SaleKeys,
): Promise<Sale | NoSale> {
  const catalogue = await currentCatalogue(database, seed);
  const [merchant, route, product] = await Promise.all([
    findItem(database, catalogue, "merchant", environment, merchantAccountKey),
    findItem(database, catalogue, "route", environment, resellerKey, merchantAccountKey),
    findItem(database, catalogue, "product", environment, merchantAccountKey, productKey),
  ]);
  if (merchant === null || route === null) {
    const message = `There is no route to merchant ${merchantAccountKey} in ${environment}.`;
    return { reason: "NO_ROUTE", path: "merchantAccountKey", message };
  }
  if (product === null) {
    const message = `Merchant ${merchantAccountKey} has no product ${productKey}.`;
    return { reason: "UNKNOWN_PRODUCT", path: "productKey", message };
  }
  if (offerKey !== null && !product.offerKeys.includes(offerKey)) {
    const message = `Product ${productKey} has no offer ${offerKey}.`;
    return { reason: "UNKNOWN_OFFER", path: "offerKey", message };
  }
  return { product, terms: termsOf(merchant, product, route, catalogue.revision) };
}

/** What a copy of the catalogue says of a sale today; null where merchant, route or product are not in it any more. */
export function currentTerms(
  catalogue: Catalogue,
  { environment, resellerKey, merchantAccountKey, productKey }: Omit<SaleKeys, "offerKey">,
): Terms | null {
  const merchant = catalogue.get("merchant", environment, merchantAccountKey);
  const route = catalogue.get("route", environment, resellerKey, merchantAccountKey);
  const product = catalogue.get("product", environment, merchantAccountKey, productKey);
  if (merchant === null || route === null || product === null) return null;
  return termsOf(merchant, product, route, catalogue.revision);
}
