// What a verb does once the merchant has done it, from the status that the record has by then.
import type { Outcome } from "../../connectors/contract";
import { hasEnded, type Operation, type State, type Step } from "../state";
import { transition } from "../transitions";
import {
  activated,
  ended,
  ending,
  mergedExtensionData,
  productChanged,
  resumed,
  reversed,
  suspended,
  type Stamp,
} from "./changes";

type Completed = Extract<Outcome, { kind: "completed" }>;

/** Applies an accepted or completed verb from the status the record has by now; null where it no longer fits. */
export function effect(
  state: State,
  { verb, actor, change, reason, extensionData }: Operation,
  outcome: Completed,
  stamp: Stamp,
): Step | null {
  const closed = { ...state, operation: null };
  const extended = { extensionData: mergedExtensionData(state, extensionData) };
  switch (verb) {
    case "create":
      return state.status === "PENDING" || state.status === "FAILED"
        ? activated(closed, outcome, stamp)
        : null;
    case "update":
      return state.status === "ACTIVE" && change ? productChanged(closed, change, outcome, stamp) : null;
    case "suspend":
      return state.status === "ACTIVE" ? suspended(closed, actor.side, outcome, stamp) : null;
    case "resume":
      return state.status === "SUSPENDED" ? resumed(closed, outcome, stamp) : null;
    case "undo":
      return state.status === "ACTIVE-ENDING" ? reversed(closed, outcome, stamp) : null;
    case "cancel": {
      if (!transition("cancel", "RESELLER", state.status) || reason === null) return null;
      const date = outcome.terminationDate ?? 0;
      if (state.status === "ACTIVE" && date > stamp.now)
        return ending(closed, date, actor.side, reason, extended, stamp);
      return ended(closed, "CANCELLED", reason, extended, stamp);
    }
    case "revoke":
      return hasEnded(state) ? null : ended(closed, "REVOKED", reason, extended, stamp);
    case "activationInfo":
      return { state: closed, event: null };
  }
}
