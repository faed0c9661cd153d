// Refusals in the words callers read. One function per reason, so that the same reason always says the same.
import type { Operation, Refusal, State } from "../state";

export const alreadyEnded = (state: State): Refusal => ({
  reason: "ALREADY_ENDED",
  message: `The entitlement has ended: it is ${state.status}. Create a new one instead.`,
});

export const incompatible = (state: State, what: string): Refusal => ({
  reason: "INCOMPATIBLE_STATE",
  message: `${what} is not possible while the entitlement is ${state.status}.`,
});

export const inProgress = (state: State): Refusal => ({
  reason: "OPERATION_IN_PROGRESS",
  message: `Another operation (${state.operation?.verb ?? "revoke"}) is still in progress at the merchant. Try again when it has ended.`,
});

/** Of an acknowledgement: nothing of that id is open, or ever was. */
export const notOpen = ({ operation, tasks }: State): Refusal => {
  const open = [
    ...(operation ? [`${operation.verb} (${operation.requestId})`] : []),
    ...tasks.flatMap(({ kind, requestId }) => (kind === "terminate" ? [`terminate (${requestId})`] : [])),
  ];
  const what = open.length === 0 ? "Nothing is open." : `Open: ${open.join(", ")}.`;
  return {
    reason: "INCOMPATIBLE_STATE",
    message: `There is no operation with this operationId here. ${what}`,
  };
};

export const customerAwaited = (): Refusal => ({
  reason: "INCOMPATIBLE_STATE",
  message: "This operation is closed, and the entitlement is still PENDING: activate or reject it.",
});

export const closedAs = (ending: string): Refusal => ({
  reason: "INCOMPATIBLE_STATE",
  message: `This operation is closed already, as ${ending}.`,
});

export const notSupported = (verb: string): Refusal => ({
  reason: "OPERATION_NOT_SUPPORTED",
  message: `This merchant's product does not support ${verb}.`,
});

export const notSuspendedByYou = (state: State): Refusal => ({
  reason: "NOT_SUSPENDED_BY_YOU",
  message: `The entitlement was suspended by the ${(state.suspendedBy ?? "other side").toLowerCase()}; only that side can resume it.`,
});

export const versionMismatch = (state: State): Refusal => ({
  reason: "VERSION_MISMATCH",
  message: `The entitlement is at version ${state.version}, not at the one named in If-Match.`,
});

export const outcomeUnknown = ({ dueAt }: Operation): Refusal => ({
  reason: "OUTCOME_UNKNOWN",
  message:
    dueAt === null
      ? "The merchant did not give a clear answer, and the platform cannot find it out. An operator will settle it; the outcome will be notified."
      : "The merchant did not give a clear answer. The platform keeps asking and will notify the outcome.",
});

export const unknownEntitlement = (): Refusal => ({
  reason: "UNKNOWN_ENTITLEMENT",
  message: "There is no such entitlement.",
});

export const requestInProgress = (): Refusal => ({
  reason: "REQUEST_IN_PROGRESS",
  message: "The first request with this idempotency key is still under way.",
});

export const keyReused = (): Refusal => ({
  reason: "IDEMPOTENCY_KEY_REUSED",
  message: "This idempotency key was used before with another verb or body.",
});

export const tooManyKeys = (): Refusal => ({
  reason: "RATE_LIMITED",
  message: "Too many idempotency keys were used on this entitlement within 48 hours.",
});
