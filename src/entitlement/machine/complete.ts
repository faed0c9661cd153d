// The end of a verb: a merchant's answer, decided against the state as it is now, not as it was when the call
// left. A closed operation is closed: a late answer fills blanks and changes nothing else.
import type { Outcome } from "../../connectors/contract";
import { isProvisional, type Operation, type Refusal, type State } from "../state";
import { commit, pending, productChangePending, signUpFailed, type Stamp } from "./changes";
import { closing, type Closed, type Completion } from "./completion";
import { droppedWait, notSettled } from "./doubt";
import { effect } from "./effect";
import { revokedAnyway } from "./revoke";

type Answer<K extends Outcome["kind"]> = Extract<Outcome, { kind: K }>;

const RESOLVER = { command: "resolve", actor: { side: "PLATFORM", name: "resolver" } } as const;

/** Closes the open operation with a merchant's answer; the event is by whoever gave the command, unless it is `by` others. */
export function complete(
  state: State,
  operation: Operation,
  outcome: Outcome,
  now: number,
  by: Pick<Stamp, "actor" | "command"> | null = null,
): Completion {
  const { actor, verb: command, note } = operation;
  const stamp = { now, note, ...(by ?? (operation.phase === "calling" ? { actor, command } : RESOLVER)) };
  switch (outcome.kind) {
    case "completed":
      return completed(state, operation, outcome, stamp);
    case "actionRequired":
      return actionRequired(state, operation, outcome, stamp);
    case "accepted":
      return accepted(state, operation, outcome, stamp);
    case "rejected":
      return rejected(state, operation, outcome, stamp);
    case "unknown":
      return notSettled(state, operation, now, stamp);
  }
}

function completed(state: State, operation: Operation, outcome: Answer<"completed">, stamp: Stamp): Closed {
  const step = effect(state, operation, outcome, stamp);
  return step ? closing(step) : contradicted(state, operation, stamp);
}

/** The record became something that the answer does not fit; a wait that others have seen is dropped visibly. */
function contradicted(state: State, operation: Operation, stamp: Stamp): Closed {
  const quiet = { state: { ...state, operation: null }, event: null };
  const silent = operation.phase === "calling" && operation.verb !== "revoke";
  const step = silent ? quiet : droppedWait(state, operation, stamp);
  return { ...closing(step), contradiction: true };
}

function actionRequired(
  state: State,
  operation: Operation,
  outcome: Answer<"actionRequired">,
  stamp: Stamp,
): Closed {
  const base = {
    ...state,
    operation: null,
    merchantEntitlementId: state.merchantEntitlementId ?? outcome.merchantEntitlementId ?? null,
  };
  const activation = { url: outcome.url, expiry: outcome.urlExpiry ?? null };
  if (operation.verb === "activationInfo")
    return closing({ state: base.status === "PENDING" ? { ...base, activation } : base, event: null });
  if (operation.verb === "create" && (state.status === "PENDING" || state.status === "FAILED")) {
    const told = operation.phase === "calling" ? null : "ACTIVATION_PENDING";
    return closing(pending(base, activation, {}, stamp, told));
  }
  if (operation.verb === "update" && operation.change && state.status === "ACTIVE")
    return closing(productChangePending(base, operation.change, activation, stamp));
  return contradicted(base, operation, stamp);
}

/** The merchant queued it: a version in which the record waits for the confirmation. */
function accepted(state: State, operation: Operation, outcome: Answer<"accepted">, stamp: Stamp): Closed {
  if (operation.verb === "activationInfo")
    return closing({ state: { ...state, operation: null }, event: null });
  if (operation.phase === "accepted") return closing(droppedWait(state, operation, stamp));
  const waiting: Operation = {
    ...operation,
    phase: "accepted",
    epoch: operation.epoch + 1,
    attempt: 0,
    dueAt: stamp.now + state.terms.confirmationTtlMs,
  };
  const patch = {
    operation: waiting,
    merchantEntitlementId: state.merchantEntitlementId ?? outcome.merchantEntitlementId ?? null,
  };
  if (operation.verb === "create" && state.status === "FAILED")
    return closing(pending(state, null, patch, stamp, "ACTIVATION_PENDING"));
  return closing(commit(state, patch, stamp, null));
}

function rejected(state: State, operation: Operation, outcome: Answer<"rejected">, stamp: Stamp): Completion {
  const { verb, phase } = operation;
  if (verb === "revoke")
    return closing(revokedAnyway(state, operation, outcome.reason === "MERCHANT_UNAVAILABLE", stamp));
  if (phase !== "calling") {
    if (outcome.reason === "MERCHANT_UNAVAILABLE") return notSettled(state, operation, stamp.now, stamp);
    if (verb === "create" && outcome.reason === "NOT_FOUND")
      return notSettled(state, operation, stamp.now, stamp, { notFound: true });
    if (verb === "create")
      return closing(
        signUpFailed({ ...state, operation: null }, outcome.reason, outcome.message ?? null, stamp),
      );
    return closing(droppedWait(state, operation, stamp));
  }
  const refusal = merchantRefusal(outcome);
  if (verb === "create" && isProvisional(state)) return { kind: "void", refusal };
  return { ...closing({ state: { ...state, operation: null }, event: null }), refusal };
}

function merchantRefusal(outcome: Answer<"rejected">): Refusal {
  const { status = null, merchantCode: code = null, message = null } = outcome;
  const merchant = { status, code, message };
  if (outcome.reason === "MERCHANT_UNAVAILABLE")
    return {
      reason: "MERCHANT_UNAVAILABLE",
      message: "The merchant is unavailable. Nothing happened; try again later.",
      merchant,
    };
  const reason = outcome.reason === "NOT_FOUND" ? "MERCHANT_REJECTED" : outcome.reason;
  const text =
    reason === "CUSTOMER_NOT_ELIGIBLE"
      ? "The merchant says that this customer is not eligible."
      : "The merchant refused the request.";
  return { reason, message: text, merchant };
}
