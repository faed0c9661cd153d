// Terms follow the catalogue. Every call to an entitlement says which revision this edge has; an entitlement whose terms
// are older asks for those of today, and is called again with them. While the catalogue rests there is no second call.
import { currentCatalogue } from "../catalogue/cache";
import { currentTerms } from "../catalogue/sale";
import type { Answer, OutdatedAnswer } from "../entitlement/answer";
import type { Current } from "../entitlement/machine/terms";
import type { Context } from "./context";

/** An entitlement whose product changes in between asks once more; more often than this it is a bug. */
const MOST_CALLS = 4;

/** Calls an entitlement under the current catalogue. */
export async function underCurrentTerms(
  { env, seed }: Pick<Context, "env" | "seed">,
  call: (current: Current) => Promise<Answer>,
): Promise<Exclude<Answer, OutdatedAnswer>> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const { revision } = catalogue;
  let current: Current = { revision };
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const answer = await call(current);
    if (answer.kind !== "outdated") return answer;
    current = { revision, productKey: answer.productKey, terms: currentTerms(catalogue, answer) };
  }
  throw new Error("the entitlement asks for terms again and again");
}
