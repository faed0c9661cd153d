// Operations whose outcome nobody knows, and waits that nobody ended: asked again, and dropped in the end.
import type { Operation, State, Step } from "../state";
import { isProvisional } from "../state";
import { commit, signUpFailed, type Stamp } from "./changes";
import { closing, type Completion } from "./completion";
import { revokedAnyway } from "./revoke";
import { INTERVALS, nextTry } from "./schedule";

/** No clear answer: a create becomes `FAILED`, another verb stays open in doubt, a wait is dropped. */
export function notSettled(
  state: State,
  operation: Operation,
  now: number,
  stamp: Stamp,
  { notFound = false } = {},
): Completion {
  if (operation.verb === "revoke") return closing(revokedAnyway(state, operation, true, stamp));
  if (operation.verb === "activationInfo")
    return closing({ state: { ...state, operation: null }, event: null });
  if (operation.phase === "accepted") return closing(droppedWait(state, operation, stamp));
  if (notFound && seenTwice(operation, now))
    return closing(signUpFailed({ ...state, operation: null }, "NOT_FOUND_AT_MERCHANT", null, stamp));
  const doubtful = { ...state, operation: inDoubt(operation, now, notFound) };
  if (operation.verb === "create" && isProvisional(state))
    return closing(commit(doubtful, { status: "FAILED" }, stamp, null));
  return closing({ state: doubtful, event: null });
}

/** Gives up a wait, visibly: one version, no notification. A revoke takes effect without the confirmation. */
export function droppedWait(state: State, operation: Operation, stamp: Stamp): Step {
  if (operation.verb === "revoke") return revokedAnyway(state, operation, true, stamp);
  const note = `${operation.verb} was not confirmed by the merchant; the wait is dropped`;
  return commit(state, { operation: null }, { ...stamp, note }, null);
}

const seenTwice = ({ notFoundSince }: Operation, now: number): boolean =>
  notFoundSince !== null && now - notFoundSince >= INTERVALS.notFoundApartMs;

function inDoubt(operation: Operation, now: number, notFound: boolean): Operation {
  const first = operation.phase === "calling";
  const attempt = first ? 0 : operation.attempt;
  const doubtSince = operation.doubtSince ?? now;
  return {
    ...operation,
    phase: "doubt",
    epoch: operation.epoch + 1,
    attempt,
    doubtSince,
    notFoundSince: notFound ? (operation.notFoundSince ?? now) : null,
    // Nobody can be asked: it is the operator's at once.
    dueAt: operation.resolves === false ? null : nextTry(attempt, doubtSince, now),
  };
}
