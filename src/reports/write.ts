// Writes what there is of one reseller and period: pair after pair, each complete before the next begins.
import { shelfBefore } from "./books";
import type { Positions } from "./log";
import { movementsOf } from "./movements";
import { openPair, type OpenPair } from "./pair";
import type { Period } from "./period";
import type { Scope } from "./scope";

export interface Writing {
  scope: Scope;
  period: Period;
  through: Positions;
  /** The last day whose books are complete. */
  complete: number;
  /** Pairs up to this merchant are written already. */
  behind: string;
}

/**
 * Writes the files of a period. After each pair `done` is told the merchant, and says whether there is time to go on;
 * answers whether everything is written.
 */
export async function writePeriod(
  env: Env,
  { scope, period, through, complete, behind }: Writing,
  done: (merchantAccountKey: string) => Promise<boolean>,
): Promise<boolean> {
  const { from, to } = period;
  const shelf = await shelfBefore(env.FILES, scope, from, complete);
  const question = { scope, from, to, through, shelf, merchantAccountKey: null, behind };
  let pair: OpenPair | null = null;
  try {
    for await (const found of movementsOf(env, question)) {
      const { merchantAccountKey } = found;
      if (pair !== null && pair.merchantAccountKey !== merchantAccountKey) {
        const last: OpenPair = pair;
        await last.finish();
        pair = null;
        if (!(await done(last.merchantAccountKey))) return false;
      }
      pair ??= await openPair(env, { scope, merchantAccountKey, period, through });
      await pair.take(found);
    }
    await pair?.finish();
    return true;
  } catch (error) {
    await pair?.abandon();
    throw error;
  }
}
