// The key of an operation: when the answer that it remembers is known, and what that is where nobody knows.
import { refusalAnswer, type RefusalAnswer } from "./answer";
import { outcomeUnknown } from "./machine/refusal";
import type { Side, State } from "./state";

type Open = State["operation"];

/** Whether the call of a keyed operation is over, so that its answer is to be remembered. */
export function answeredKey(before: Open, { operation }: State): boolean {
  if (!before?.idempotency || before.phase !== "calling") return false;
  const superseded = operation !== null && operation.requestId !== before.requestId;
  return !superseded && operation?.phase !== "calling";
}

/** What the key of an operation in doubt remembers: that nobody knows, and not the record as it happens to be. */
export function doubtOf(state: State, side: Side, now: number): RefusalAnswer | null {
  const { operation } = state;
  return operation?.phase === "doubt" ? refusalAnswer(outcomeUnknown(operation), state, side, now) : null;
}

export function withoutKey(state: State): State {
  return state.operation ? { ...state, operation: { ...state.operation, idempotency: null } } : state;
}
