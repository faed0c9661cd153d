// Merchant calls as the object sees them: what to hand out, and what to keep of them.
import { OPERATION_OF } from "../connectors/capabilities";
import type { MerchantOperation, Outcome } from "../connectors/contract";
import type { CallAnswer } from "./answer";
import type { CallRecord } from "./entry";
import { pinOf } from "./machine/terms";
import { requestFor, requestForTask, statusRequestFor } from "./request";
import type { Operation, Pin, State } from "./state";

/** How a merchant call went, for the history. */
export interface CallMeta {
  operation: MerchantOperation;
  at: number;
  durationMs: number;
  /** What was asked for; absent where the Worker is of release 0.1.0. */
  product?: { productKey: string; offerKey: string | null };
}

/** The call for an open operation or a task; for one in doubt also the question after it. Null when it is over. */
export function callFor(state: State, requestId: string, epoch: number): CallAnswer | null {
  const { operation, entitlementId } = state;
  const base = { kind: "call", entitlementId, requestId, epoch } as const;
  if (operation?.requestId === requestId && operation.epoch === epoch) {
    const request = requestFor(state, operation);
    const { phase, traceparent } = operation;
    return {
      ...base,
      ...pinned(operation.connector ?? pinOf(operation.change?.terms ?? state.terms)),
      request,
      phase,
      status: phase === "calling" ? null : statusRequestFor(state, operation),
      traceparent,
    };
  }
  const task = state.tasks.find((one) => one.requestId === requestId && one.attempt === epoch);
  if (task?.kind !== "terminate") return null;
  return {
    ...base,
    ...pinned(task.connector ?? pinOf(state.terms)),
    request: requestForTask(state, task),
    phase: "task",
    status: null,
    traceparent: null,
  };
}

const pinned = ({ name, version }: Pin) => ({ connector: name, connectorVersion: version });

/** A call for the history, with what it left behind where an operator has to act on it. */
export function callRecord(
  requestId: string,
  { operation, at, durationMs }: CallMeta,
  outcome: Outcome,
  contradiction: boolean,
  after: State,
): CallRecord {
  const detail = detailOf(outcome);
  return {
    requestId,
    operation,
    outcome: outcome.kind,
    detail: awaitsOperator(after, requestId) ? `${detail}; an operator has to settle it` : detail,
    at,
    durationMs,
    contradiction,
  };
}

/** Whether nobody but an operator can tell what became of an operation. */
const awaitsOperator = ({ operation }: State, requestId: string): boolean =>
  operation?.requestId === requestId && operation.phase === "doubt" && operation.dueAt === null;

/** A call whose Worker never came back with an answer. */
export function interrupted(
  { requestId, verb, startedAt }: Operation,
  now: number,
  after: State,
): CallRecord {
  const meta = { operation: OPERATION_OF[verb], at: startedAt, durationMs: now - startedAt };
  return callRecord(requestId, meta, { kind: "unknown", cause: "INTERRUPTED" }, false, after);
}

function detailOf(outcome: Outcome): string | null {
  if (outcome.kind === "rejected") return [outcome.reason, outcome.merchantCode].filter(Boolean).join(" ");
  if (outcome.kind !== "unknown") return null;
  return outcome.detail ? `${outcome.cause}: ${outcome.detail}` : outcome.cause;
}

/** Only a definitive answer ends what is owed. */
export function taskIsDone(outcome: Outcome): boolean {
  if (outcome.kind === "rejected") return outcome.reason !== "MERCHANT_UNAVAILABLE";
  return outcome.kind === "completed" || outcome.kind === "accepted";
}
