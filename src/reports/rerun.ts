// An operator has a day's files written again: the progress goes back to the day before, and what follows is written like
// everything else. Books and later files come out the same where nothing has changed.
import { dayOf, DAY_MS } from "./period";
import { leaseOf, readProgress, Superseded } from "./progress";
import type { Scope } from "./scope";

/** `nothing`: there are no reports yet; `early`: that day is not written; `busy`: they are being written now. */
export type Rerun =
  | { kind: "nothing" | "busy" }
  | { kind: "early"; day: number }
  | { kind: "set"; days: number };

/** Takes the reports of a reseller back, so that everything from a day on is due. */
export async function rerunFrom(files: R2Bucket, scope: Scope, day: number): Promise<Rerun> {
  const { progress, etag, isLeased } = await readProgress(files, scope);
  if (progress === null) return { kind: "nothing" };
  if (isLeased) return { kind: "busy" };
  if (day > progress.day) return { kind: "early", day: progress.day };
  try {
    const before = { day: dayOf(day) - DAY_MS, through: progress.through, doing: null };
    await leaseOf(files, scope, etag).release(before);
  } catch (error) {
    if (error instanceof Superseded) return { kind: "busy" };
    throw error;
  }
  return { kind: "set", days: (progress.day - day) / DAY_MS + 1 };
}
