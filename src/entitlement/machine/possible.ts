// `dryRun`: the statuses a verb can lead to, found by running it through every answer a merchant can give.
import type { Outcome } from "../../connectors/contract";
import type { Operation, State, Status } from "../state";
import { complete } from "./complete";

/** The settled statuses after an operation; a queued or unclear answer leaves the status and adds nothing. */
export function possibleAfter(state: State, operation: Operation, now: number): Status[] {
  const answers: Outcome[] = [{ kind: "completed" }];
  const { userStepOnChange = true } = operation.change?.terms ?? state.terms;
  if (operation.verb === "create" || (operation.verb === "update" && userStepOnChange))
    answers.push({ kind: "actionRequired", url: "https://sign-up.invalid" });
  if (operation.verb === "create") answers.push({ kind: "unknown", cause: "TIMEOUT" });
  if (operation.verb === "cancel" && state.terms.endOfPeriodCancel)
    answers.push({ kind: "completed", terminationDate: now + 1 });
  const statuses = answers.flatMap((answer) => {
    const result = complete({ ...state, operation }, operation, answer, now);
    return result.kind === "closed" ? [result.step.state.status] : [];
  });
  return [...new Set(statuses)];
}
