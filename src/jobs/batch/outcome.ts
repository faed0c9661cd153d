// What comes of a row: the call that it stands for, and another try where the first was in doubt and nothing had happened.
import { mayAskIn, outcomeIn, patiently, type Outcome } from "../answered";
import type { Called, StepContext } from "../kind";
import type { Row } from "../rows";
import { commandOf, type Read } from "./command";
import { hasHappened } from "./happened";

/** How often a row begins anew after it is certain that the merchant did not do it. */
const MOST_ATTEMPTS = 3;

/**
 * Never throws for what a row says; a row that cannot be read is refused like a bad request. `isAlone`: no other row of the
 * same portion is about its entitlement, so what is seen of it afterwards is this row's doing.
 */
export async function outcomeOf(context: StepContext, row: Row, isAlone: boolean): Promise<Outcome> {
  if (!row.ok) return refused(row.message);
  const read: Read = commandOf(row.value);
  if (!read.ok) return refused(read.message);
  const { method, path, body, reached } = read.command;
  if (context.job.dryRun)
    return outcomeIn(await patiently(context, () => context.call(method, `${path}?dryRun=true`, body, null)));
  for (let attempt = 1; ; attempt++) {
    const key = attempt === 1 ? context.keyOf(row.row) : `${context.keyOf(row.row)}:${attempt}`;
    const called = await patiently(context, () => context.call(method, path, body, key));
    if (called.status !== 200 || reached(called.body)) return outcomeIn(called);
    // The first try was in doubt, and the record does not show it: it did not happen, or somebody has changed it since.
    const happened = isAlone ? await hasHappened(context, row.value, read.command) : null;
    if (happened === true) return since(called);
    if (happened === null || attempt === MOST_ATTEMPTS || !mayAskIn(0, context)) return undone(called);
  }
}

const since = (called: Called): Outcome => ({
  ...outcomeIn(called),
  message: "It was done after a doubt, and somebody has changed it since.",
});

const undone = (called: Called): Outcome => ({
  ...outcomeIn(called),
  isDone: false,
  word: "NOT_DONE",
  responseCode: "NOT_AVAILABLE",
  reason: "NOT_DONE",
  message: "Whether the merchant had done it was in doubt; it had not. Order it again.",
});

const refused = (message: string): Outcome => ({
  isDone: false,
  word: "VALIDATION",
  responseCode: "BAD_REQUEST",
  reason: "VALIDATION",
  message,
  status: "",
});
