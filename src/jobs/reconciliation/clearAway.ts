// The very end: what was written on the way, which is most of both books, goes at once and not with the job. A step of its
// own, because the step before may run twice and needs it.
import type { StepResult } from "../kind";
import type { Work } from "./work";

/** Keys of one call, as R2 has it. */
const MOST_DELETED = 1_000;

export async function clearAway({ context }: Work): Promise<StepResult> {
  for (const name of ["book", "ours", "leftBook", "leftOurs", "found"]) {
    const keys = await context.partKeys(name);
    for (let at = 0; at < keys.length; at += MOST_DELETED)
      await context.env.FILES.delete(keys.slice(at, at + MOST_DELETED));
  }
  return { cursor: null, percent: 100 };
}
