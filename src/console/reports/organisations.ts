// Keys to choose from in the forms of the page: suggestions, so none are fine where the catalogue cannot be read.
import { ask } from "../ask";
import { partyOf } from "../care/record";
import type { SignedIn } from "../page";
import type { FileShown } from "./answers";

export interface Organisations {
  resellers: readonly string[];
  merchants: readonly string[];
}

interface Catalogue {
  catalogue: { resellers?: { resellerKey: string }[] | null; merchants?: Merchant[] | null };
}
interface Merchant {
  merchantAccountKey: string;
}

/** More than that is no help to somebody who types, and weighs on every page. */
const MOST = 200;

/** What the catalogue says, as far as this party may read it: operators all, resellers what they sell. */
export async function organisationsOf(visit: SignedIn): Promise<Organisations> {
  switch (partyOf(visit)) {
    case "OPERATOR": {
      const found = await ask<Catalogue>(visit, "GET", "/admin/v1/catalogue");
      const { resellers, merchants } = found.ok ? found.body.catalogue : {};
      return {
        resellers: keys((resellers ?? []).map(({ resellerKey }) => resellerKey)),
        merchants: keysOfMerchants(merchants ?? []),
      };
    }
    case "RESELLER": {
      const found = await ask<{ products: Merchant[] }>(visit, "GET", "/v1/product");
      return { resellers: [], merchants: found.ok ? keysOfMerchants(found.body.products) : [] };
    }
    case "MERCHANT":
      return { resellers: [], merchants: [] };
  }
}

/** With those that the listed files are about. */
export const withListed = (known: readonly string[], files: readonly FileShown[]): string[] =>
  keys([...known, ...files.map((file) => file.merchantAccountKey ?? file.resellerKey ?? "")]);

const keysOfMerchants = (merchants: readonly Merchant[]): string[] =>
  keys(merchants.map(({ merchantAccountKey }) => merchantAccountKey));

const keys = (all: readonly string[]): string[] => [...new Set(all)].sort().slice(0, MOST);
