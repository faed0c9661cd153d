// What a merchant says of an operation that it queued, by the request id that it was sent: done or not done. It closes
// the operation in whatever phase it is, as the answer to the call would have; here the merchant is the actor.
import type { Outcome } from "../../connectors/contract";
import type { ScalarRecord } from "../../shared/scalars";
import type { Actor, Operation, State, Step } from "../state";
import { commit, signUpFailed, type Stamp } from "./changes";
import { complete } from "./complete";
import type { Closed } from "./completion";
import { revokedAnyway } from "./revoke";
import { taskAnswered } from "./time";

export interface Acknowledgement {
  operationId: string;
  outcome: "DONE" | "NOT_DONE";
  merchantEntitlementId: string | null;
  activationCode: string | null;
  /** Epoch milliseconds. */
  terminationDate: number | null;
  merchantExtensionData: ScalarRecord | null;
  reasonCode: "CUSTOMER_NOT_ELIGIBLE" | "MERCHANT_REJECTED";
  reasonDescription: string | null;
}

/** The answer that an acknowledgement stands for. */
export const answerOf = (word: Acknowledgement): Outcome =>
  word.outcome === "DONE"
    ? {
        kind: "completed",
        merchantEntitlementId: word.merchantEntitlementId,
        activationCode: word.activationCode,
        terminationDate: word.terminationDate,
        merchantExtensionData: word.merchantExtensionData,
      }
    : { kind: "rejected", reason: word.reasonCode, message: word.reasonDescription };

/** Closes the operation or the owed termination of that id; null where none is open. */
export function acknowledge(
  state: State,
  word: Acknowledgement,
  { actor, now }: { actor: Actor; now: number },
): Pick<Closed, "step" | "contradiction"> | null {
  const { operation } = state;
  if (operation?.requestId === word.operationId)
    return word.outcome === "DONE"
      ? done(state, operation, word, actor, now)
      : {
          step: declined(state, operation, word, { actor, now, command: "acknowledge" }),
          contradiction: false,
        };
  const owed = state.tasks.some((task) => task.kind === "terminate" && task.requestId === word.operationId);
  if (!owed) return null;
  return {
    step: { state: taskAnswered(state, word.operationId, true, now), event: null },
    contradiction: false,
  };
}

function done(
  state: State,
  operation: Operation,
  word: Acknowledgement,
  actor: Actor,
  now: number,
): Pick<Closed, "step" | "contradiction"> | null {
  const completion = complete(state, operation, answerOf(word), now, { actor, command: "acknowledge" });
  return completion.kind === "closed" ? completion : null;
}

/** A create ends as by the merchant's rejection, a revoke stands, any other wait is dropped visibly. */
function declined(
  state: State,
  operation: Operation,
  { reasonCode, reasonDescription }: Acknowledgement,
  stamp: Stamp,
): Step {
  const closed = { ...state, operation: null };
  switch (operation.verb) {
    case "create":
      return signUpFailed(closed, reasonCode, reasonDescription, stamp);
    case "revoke":
      return revokedAnyway(state, operation, false, stamp);
    case "activationInfo":
      return { state: closed, event: null };
    case "update":
    case "suspend":
    case "resume":
    case "cancel":
    case "undo": {
      const why = reasonDescription === null ? "" : `: ${reasonDescription}`;
      return commit(
        closed,
        {},
        { ...stamp, note: `${operation.verb} was declined by the merchant${why}` },
        null,
      );
    }
  }
}
