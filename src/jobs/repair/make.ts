// Makes the calls about one entitlement, one after the other. Each leads to where the next begins, so after one that came
// to nothing the others are not made.
import { outcomeIn, patiently, type Outcome } from "../answered";
import type { StepContext } from "../kind";
import type { Group, SuggestedCall } from "./calls";

/** A merchant's calls have no dry run of their own. */
const LISTED: Outcome = {
  isDone: false,
  word: "NOT_ASKED",
  responseCode: "",
  reason: "",
  message: "Would be called; a merchant's calls have no dry run.",
  status: "",
};
const NOT_MADE: Outcome = {
  ...LISTED,
  word: "NOT_MADE",
  message: "Not made, because the call before it came to nothing.",
};
const DEPENDS: Outcome = {
  ...LISTED,
  message: "Would be called after the call before it, which decides what is possible then.",
};

/** One outcome per call. */
export async function makeCalls(context: StepContext, group: Group): Promise<Outcome[]> {
  const { job } = context;
  if (job.dryRun && job.owner.party === "MERCHANT") return group.map(() => LISTED);
  const outcomes: Outcome[] = [];
  for (const call of group) {
    const last = outcomes.at(-1);
    if (last === undefined) outcomes.push(await made(context, call));
    else if (!last.isDone) outcomes.push(last.word === DEPENDS.word ? DEPENDS : NOT_MADE);
    else outcomes.push(job.dryRun ? DEPENDS : await made(context, call));
  }
  return outcomes;
}

async function made(
  context: StepContext,
  { number, method, path, body, ifMatch }: SuggestedCall,
): Promise<Outcome> {
  const { job, call, keyOf } = context;
  const headers = ifMatch === undefined ? {} : { "If-Match": ifMatch };
  const [target, key] = job.dryRun ? [`${path}?dryRun=true`, null] : [path, keyOf(number)];
  return outcomeIn(await patiently(context, () => call(method, target, body, key, headers)));
}
