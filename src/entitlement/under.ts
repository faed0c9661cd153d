// States as the query store keeps them, read under the catalogue of today: what can be done with a record, and what of it a
// party may see, follows the catalogue whenever the record itself was written.
import { currentTerms } from "../catalogue/sale";
import type { Catalogue } from "../catalogue/store";
import type { Terms } from "../catalogue/terms";
import { isOutdated, renewed } from "./machine/terms";
import type { State } from "./state";

/** Brings states of any sale under the terms of today; those of a product are put together once. */
export function under(catalogue: Catalogue): (state: State) => State {
  const { revision } = catalogue;
  const known = new Map<string, Terms | null>();
  return (state) => {
    if (!isOutdated(state, { revision })) return state;
    const { environment, resellerKey, merchantAccountKey, productKey } = state;
    const sale = JSON.stringify([environment, resellerKey, merchantAccountKey, productKey]);
    const terms = known.get(sale) ?? currentTerms(catalogue, state);
    known.set(sale, terms);
    return renewed(state, { revision, terms });
  };
}
