// A merchant's termination: its own, or the word that a cancel or revoke has been waiting for.
import type { State, TerminationReason } from "../state";
import { ended, ending, mergedExtensionData, type Stamp } from "./changes";
import { row, type Confirmed } from "./row";

export interface Termination {
  type: "terminate";
  immediate: boolean;
  /** In the future: access lasts until then. Epoch milliseconds. */
  terminationDate: number | null;
  reason: Partial<TerminationReason>;
}

export const DEFAULT_REASONS = {
  CANCELLED: { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null },
  REVOKED: { category: "REVOKED", code: "IMMEDIATE_CANCELLATION", description: null },
} as const;

/** Ends it now or at a date; where a cancel or revoke waits for this word, with the status and reason of that verb. */
export function terminate(state: State, command: Termination, stamp: Stamp): Confirmed {
  const { immediate } = command;
  const { found, refusal } = row(state, immediate ? "terminateNow" : "terminate", stamp);
  if (!found) return refusal;
  if (found.repeat) return state.endedByMerchant?.immediate === immediate ? null : refusal;
  const waiting =
    state.operation?.verb === "cancel" || state.operation?.verb === "revoke" ? state.operation : null;
  const hard = waiting ? waiting.verb === "revoke" : immediate;
  const status = hard ? "REVOKED" : "CANCELLED";
  const reason = waiting?.reason ?? reasonOf(state, command, status);
  const extensionData = mergedExtensionData(state, waiting?.extensionData ?? null);
  const base = waiting ? { ...state, operation: null } : state;

  const date = !immediate && status === "CANCELLED" ? (command.terminationDate ?? 0) : 0;
  const datable = state.status === "ACTIVE" || state.status === "ACTIVE-ENDING";
  if (datable && date > stamp.now) {
    if (state.status === "ACTIVE-ENDING" && date === state.dateEnded) return null;
    const by = waiting?.actor.side ?? state.endingBy ?? stamp.actor.side;
    return { step: ending(base, date, by, reason, { extensionData }, stamp) };
  }
  return { step: ended(base, status, reason, { extensionData, endedByMerchant: { immediate } }, stamp) };
}

function reasonOf(state: State, { reason }: Termination, status: "CANCELLED" | "REVOKED"): TerminationReason {
  const given = reason.category !== undefined && reason.code !== undefined;
  const known = state.status === "ACTIVE-ENDING" && status === "CANCELLED" ? state.terminationReason : null;
  const base = given
    ? { category: reason.category ?? "", code: reason.code ?? "" }
    : (known ?? DEFAULT_REASONS[status]);
  return {
    category: base.category,
    code: base.code,
    description: reason.description ?? known?.description ?? null,
  };
}
