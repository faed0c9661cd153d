// Merchant calls as the object sees them: what to hand out, and what to make of an answer that nobody waits for.
import type { MerchantOperation, Outcome } from "../connectors/contract";
import type { CallAnswer } from "./answer";
import type { CallRecord } from "./entry";
import { OPERATION_OF, requestFor, requestForTask, statusRequestFor } from "./request";
import { hasEnded, type Operation, type State } from "./state";

/** How a merchant call went, for the history. */
export interface CallMeta {
  operation: MerchantOperation;
  at: number;
  durationMs: number;
}

/** The call for an open operation or a task; for one in doubt also the question after it. Null when it is over. */
export function callFor(state: State, requestId: string, epoch: number): CallAnswer | null {
  const { operation } = state;
  const terms = operation?.change?.terms ?? state.terms;
  const base = {
    kind: "call",
    entitlementId: state.entitlementId,
    connector: terms.connector,
    connectorVersion: terms.connectorVersion,
    requestId,
    epoch,
  } as const;
  if (operation?.requestId === requestId && operation.epoch === epoch) {
    const request = requestFor(state, operation);
    const { phase, traceparent } = operation;
    return {
      ...base,
      request,
      phase,
      status: phase === "calling" ? null : statusRequestFor(state, operation),
      traceparent,
    };
  }
  const task = state.tasks.find((one) => one.requestId === requestId && one.attempt === epoch);
  if (task?.kind !== "terminate") return null;
  return { ...base, request: requestForTask(state, task), phase: "task", status: null, traceparent: null };
}

export function callRecord(
  requestId: string,
  { operation, at, durationMs }: CallMeta,
  outcome: Outcome,
  contradiction: boolean,
): CallRecord {
  return {
    requestId,
    operation,
    outcome: outcome.kind,
    detail: detailOf(outcome),
    at,
    durationMs,
    contradiction,
  };
}

/** A call whose Worker never came back with an answer. */
export function interrupted({ requestId, verb, startedAt }: Operation, now: number): CallRecord {
  const meta = { operation: OPERATION_OF[verb], at: startedAt, durationMs: now - startedAt };
  return callRecord(requestId, meta, { kind: "unknown", cause: "INTERRUPTED" }, false);
}

function detailOf(outcome: Outcome): string | null {
  if (outcome.kind === "rejected") return [outcome.reason, outcome.merchantCode].filter(Boolean).join(" ");
  if (outcome.kind !== "unknown") return null;
  return outcome.detail ? `${outcome.cause}: ${outcome.detail}` : outcome.cause;
}

/** An answer to a closed operation that cannot be true of the record as it became. */
export function isLateContradiction(state: State, operation: string, outcome: Outcome): boolean {
  if (outcome.kind === "rejected") return !hasEnded(state) || operation === "terminate";
  if (outcome.kind !== "completed") return false;
  if (operation === "undo") return state.status === "CANCELLED";
  return operation === "create" && (hasEnded(state) || state.dateActivated === null);
}

/** Only a definitive answer ends what is owed. */
export function taskIsDone(outcome: Outcome): boolean {
  if (outcome.kind === "rejected") return outcome.reason !== "MERCHANT_UNAVAILABLE";
  return outcome.kind === "completed" || outcome.kind === "accepted";
}
