// The changes an entitlement can undergo, each one step: the next state, and the event that says what happened.
// Whether a change is allowed is decided before; here is only what it does to the record.
import type { ScalarRecord } from "../../shared/scalars";
import {
  hasEnded,
  type Activation,
  type Actor,
  type Change,
  type Completed,
  type NotificationReason,
  type Side,
  type State,
  type Step,
  type TerminationReason,
} from "../state";

/** Who did it, when, by which command. */
export interface Stamp {
  now: number;
  actor: Actor;
  command: string;
  note?: string | null;
}

/** Fields a merchant may hand over with any confirmation. */
export type Handover = Partial<
  Pick<Completed, "merchantEntitlementId" | "activationCode" | "merchantExtensionData">
>;

/** One version further. Ending drops every wait: nothing is left to wait for. */
export function commit(
  state: State,
  patch: Partial<State>,
  stamp: Stamp,
  notifies: NotificationReason | null,
): Step {
  const next: State = { ...state, ...patch, version: state.version + 1, dateLastUpdated: stamp.now };
  if (hasEnded(next))
    Object.assign(next, { operation: null, activation: null, lapsesAt: null, previous: null });
  const from = state.version === 0 ? null : state.status;
  const { actor, command, note = null } = stamp;
  return { state: next, event: { command, actor, from, to: next.status, notifies, note } };
}

/** What the merchant hands over, where nothing was known yet; blanks of an erased record stay blank. */
export function blanksFilled(state: State, given: Handover): Partial<State> {
  const patch: Partial<State> = {};
  if (state.erased) return patch;
  if (state.merchantEntitlementId === null && given.merchantEntitlementId)
    patch.merchantEntitlementId = given.merchantEntitlementId;
  if (state.activationCode === null && given.activationCode) patch.activationCode = given.activationCode;
  if (state.merchantExtensionData === null && given.merchantExtensionData)
    patch.merchantExtensionData = given.merchantExtensionData;
  return patch;
}

const handedOver = (state: State, given: Handover): Partial<State> => ({
  merchantEntitlementId: given.merchantEntitlementId ?? state.merchantEntitlementId,
  activationCode: given.activationCode ?? state.activationCode,
  merchantExtensionData: given.merchantExtensionData ?? state.merchantExtensionData,
});

export function activated(state: State, given: Handover, stamp: Stamp): Step {
  const patch = {
    ...handedOver(state, given),
    status: "ACTIVE",
    dateActivated: state.dateActivated ?? stamp.now,
    activation: null,
    lapsesAt: null,
    previous: null,
  } as const;
  return commit(state, patch, stamp, "ACTIVATION_SUCCESS");
}

/** Waits for the customer at a merchant's page. `notifies` is null where the caller learns the URL in the answer. */
export function pending(
  state: State,
  activation: Activation | null,
  patch: Partial<State>,
  stamp: Stamp,
  notifies: NotificationReason | null,
): Step {
  const ttl = (patch.terms ?? state.terms).signUpTtlMs;
  const lapsesAt = state.lapsesAt ?? (ttl === null ? null : stamp.now + ttl);
  return commit(state, { lapsesAt, ...patch, status: "PENDING", activation }, stamp, notifies);
}

export function suspended(state: State, by: Side, given: Handover, stamp: Stamp): Step {
  const patch = {
    ...handedOver(state, given),
    status: "SUSPENDED",
    suspendedBy: by,
    dateSuspended: stamp.now,
  } as const;
  return commit(state, patch, stamp, "SUSPENSION_SUCCESS");
}

export function resumed(state: State, given: Handover, stamp: Stamp): Step {
  const patch = {
    ...handedOver(state, given),
    status: "ACTIVE",
    suspendedBy: null,
    dateResumed: stamp.now,
  } as const;
  return commit(state, patch, stamp, "RESUMPTION_SUCCESS");
}

/** Access until `dateEnded`. */
export function ending(
  state: State,
  dateEnded: number,
  by: Side,
  reason: TerminationReason,
  patch: Partial<State>,
  stamp: Stamp,
): Step {
  const next = {
    ...patch,
    status: "ACTIVE-ENDING",
    dateEnded,
    endingBy: by,
    terminationReason: reason,
  } as const;
  return commit(state, next, stamp, "TERMINATION_PENDING");
}

export function ended(
  state: State,
  status: "CANCELLED" | "REVOKED",
  reason: TerminationReason | null,
  patch: Partial<State>,
  stamp: Stamp,
): Step {
  const next = { dateEnded: stamp.now, terminationReason: reason, ...patch, status };
  return commit(state, next, stamp, "TERMINATION_SUCCESS");
}

/** A sign-up that came to nothing: the end of a new entitlement, the old product of one that was active. */
export function signUpFailed(state: State, code: string, description: string | null, stamp: Stamp): Step {
  if (state.previous !== null)
    return commit(
      state,
      { ...state.previous, previous: null, status: "ACTIVE", activation: null, lapsesAt: null },
      stamp,
      "PRODUCT_UPDATE",
    );
  const terminationReason = { category: "ACTIVATION_ROLLBACK", code, description };
  const patch = { status: "CANCELLED", dateEnded: stamp.now, terminationReason } as const;
  return commit(state, patch, stamp, "ACTIVATION_FAILURE");
}

export function reversed(state: State, given: Handover, stamp: Stamp): Step {
  const patch = {
    ...handedOver(state, given),
    status: "ACTIVE",
    dateEnded: null,
    endingBy: null,
    terminationReason: null,
  } as const;
  return commit(state, patch, stamp, "TERMINATION_REVERSED");
}

/** A change of product or offer, and whatever fields came with it, as one version. */
export function productChanged(state: State, change: Change, given: Handover, stamp: Stamp): Step {
  const patch = { ...handedOver(state, given), ...changePatch(state, change, stamp.now) };
  return commit(state, patch, stamp, "PRODUCT_UPDATE");
}

/** The same, waiting for the customer; the previous product is kept for a way back. */
export function productChangePending(
  state: State,
  change: Change,
  activation: Activation,
  stamp: Stamp,
): Step {
  const { productKey, offerKey, entitlementDisplayName, terms } = state;
  const previous = state.previous ?? { productKey, offerKey, entitlementDisplayName, terms };
  return pending(state, activation, { ...changePatch(state, change, stamp.now), previous }, stamp, null);
}

export function fieldsChanged(state: State, change: Change, given: Handover, stamp: Stamp): Step {
  const patch = { ...handedOver(state, given), ...changePatch(state, change, stamp.now) };
  return commit(state, patch, stamp, "METADATA_UPDATE");
}

function changePatch(state: State, change: Change, now: number): Partial<State> {
  const moved = change.customerIdentifier !== undefined;
  if (!moved) return change;
  const release = {
    kind: "release",
    customerIdentifier: state.customerIdentifier,
    requestId: `${state.entitlementId}:release:${state.version + 1}`,
    attempt: 0,
    since: now,
    dueAt: now,
  } as const;
  return { ...change, tasks: [...state.tasks, release] };
}

/** Extension data with a verb's additions, or null where there is none. */
export function mergedExtensionData(state: State, added: ScalarRecord | null): ScalarRecord | null {
  return added === null ? state.extensionData : { ...state.extensionData, ...added };
}
