// An operator who knows the truth closes what the platform could not find out.
import type { Actor, Refusal, State, Step } from "../state";
import { activated, commit, pending, signUpFailed, type Stamp } from "./changes";
import { effect } from "./effect";
import { revokedAnyway } from "./revoke";
import * as refuse from "./refusal";

export const SETTLE_OUTCOMES = ["ACTIVE", "PENDING", "CANCELLED", "DONE", "NOT_DONE"] as const;
export type SettleOutcome = (typeof SETTLE_OUTCOMES)[number];

/** Settles a `FAILED` create (`ACTIVE`, `PENDING`, `CANCELLED`) or another verb in doubt (`DONE`, `NOT_DONE`). */
export function settle(
  state: State,
  outcome: SettleOutcome,
  merchantEntitlementId: string | null,
  { actor, now, reason }: { actor: Actor; now: number; reason: string },
): { refusal: Refusal } | { step: Step } {
  const stamp: Stamp = { actor, now, command: "settle", note: reason };
  // A revoke may have superseded the create; it still wants its answer.
  const base = state.operation?.verb === "revoke" ? state : { ...state, operation: null };
  const create = state.status === "FAILED";
  const operation = state.operation?.phase === "doubt" ? state.operation : null;
  if (create && outcome === "ACTIVE") return { step: activated(base, { merchantEntitlementId }, stamp) };
  if (create && outcome === "PENDING") {
    const patch = merchantEntitlementId === null ? {} : { merchantEntitlementId };
    return { step: pending(base, null, patch, stamp, "ACTIVATION_PENDING") };
  }
  if (create && outcome === "CANCELLED")
    return { step: signUpFailed(base, "OPERATOR_SETTLED", reason, stamp) };
  if (!create && operation && outcome === "NOT_DONE") return { step: commit(base, {}, stamp, null) };
  if (!create && operation && outcome === "DONE") {
    if (operation.verb === "revoke") return { step: revokedAnyway(state, operation, false, stamp) };
    const step = effect(state, operation, { kind: "completed", merchantEntitlementId }, stamp);
    if (step) return { step };
  }
  return { refusal: { ...refuse.incompatible(state, "settle"), message: settleHint(state) } };
}

function settleHint(state: State): string {
  if (state.status === "FAILED") return "Settle a FAILED create as ACTIVE, PENDING or CANCELLED.";
  if (state.operation?.phase === "doubt") return "Settle a verb in doubt as DONE or NOT_DONE.";
  return "Nothing is in doubt here: there is nothing to settle.";
}
