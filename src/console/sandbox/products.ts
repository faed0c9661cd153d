// The merchant's products in the sandbox, to choose from.
import { currentCatalogue } from "../../catalogue/cache";
import type { Product } from "../../catalogue/schema";
import type { SignedIn } from "../page";

export async function productsOf({ env, seed, who }: SignedIn): Promise<Product[]> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  return catalogue
    .all("product")
    .filter((one) => one.environment === "sandbox" && one.merchantAccountKey === who.caller.name);
}

/** As choices of a form. */
export const choicesOf = (products: readonly Product[]) =>
  products.map(({ productKey, productName }) => ({
    value: productKey,
    label: `${productName} (${productKey})`,
  }));
