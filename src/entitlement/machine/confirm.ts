// What merchants tell on their own account. A confirmation may come before the answer to the call it confirms;
// it is an ordinary command, takes effect at once, and closes the operation it answers. Repeating one that
// already took effect changes nothing, or fills blanks.
import type { ScalarRecord } from "../../shared/scalars";
import {
  hasEnded,
  isProvisional,
  type Activation,
  type Actor,
  type Change,
  type Refusal,
  type State,
  type Step,
  type TerminationReason,
} from "../state";
import { transition, type CommandName } from "../transitions";
import {
  activated,
  blanksFilled,
  changesProduct,
  commit,
  effective,
  ended,
  ending,
  fieldsChanged,
  mergedExtensionData,
  pending,
  productChanged,
  resumed,
  sameValue,
  signUpFailed,
  suspended,
  type Handover,
  type Stamp,
} from "./changes";
import * as refuse from "./refusal";

export type Confirmation =
  | ({ type: "activate" } & Handover)
  | { type: "reject"; reasonCode: string; reasonDescription: string | null }
  | {
      type: "terminate";
      immediate: boolean;
      terminationDate: number | null;
      reason: Partial<TerminationReason>;
    }
  | { type: "suspend" | "resume"; reasonDescription: string | null }
  | { type: "update"; change: Change; merchantExtensionData: ScalarRecord | null }
  | {
      type: "notify";
      activation: Activation | null;
      merchantExtensionData: ScalarRecord | null;
      message: string | null;
    };

/** A confirmation's effect: a refusal, a step, or null when everything it says is so already. */
export type Confirmed = { refusal: Refusal } | { step: Step } | null;

export const DEFAULT_REASONS = {
  CANCELLED: { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null },
  REVOKED: { category: "REVOKED", code: "IMMEDIATE_CANCELLATION", description: null },
} as const;

export function confirm(
  state: State,
  command: Confirmation,
  { actor, now, ifMatch }: { actor: Actor; now: number; ifMatch: number[] | null },
): Confirmed {
  if (ifMatch !== null && !ifMatch.includes(state.version)) return { refusal: refuse.versionMismatch(state) };
  const stamp = { actor, now, command: command.type };
  switch (command.type) {
    case "activate":
      return activate(state, command, stamp);
    case "reject":
      return reject(state, command, stamp);
    case "terminate":
      return terminate(state, command, stamp);
    case "suspend":
      return suspend(state, { ...stamp, note: command.reasonDescription });
    case "resume":
      return resume(state, { ...stamp, note: command.reasonDescription });
    case "update":
      return update(state, command, stamp);
    case "notify":
      return notify(state, command, stamp);
  }
}

function row(state: State, command: CommandName, stamp: Stamp) {
  const found = transition(command, stamp.actor.side, state.status);
  const refusal = hasEnded(state) ? refuse.alreadyEnded(state) : refuse.incompatible(state, stamp.command);
  return { found, refusal: { refusal } };
}

/** The state without the operation that this confirmation answers. */
const answered = (state: State, ...verbs: string[]): State =>
  state.operation && verbs.includes(state.operation.verb) ? { ...state, operation: null } : state;

function activate(state: State, command: Handover, stamp: Stamp): Confirmed {
  const { found, refusal } = row(state, "activate", stamp);
  if (!found) return refusal;
  if (!found.repeat) return { step: activated(answered(state, "create"), command, stamp) };
  return filled(state, command, stamp);
}

/** Hands over what was not known yet, as one version; null where nothing is new. */
export function filled(state: State, given: Handover, stamp: Stamp): { step: Step } | null {
  const blanks = blanksFilled(state, given);
  return Object.keys(blanks).length === 0 ? null : { step: commit(state, blanks, stamp, "METADATA_UPDATE") };
}

function reject(state: State, command: Extract<Confirmation, { type: "reject" }>, stamp: Stamp): Confirmed {
  const { found, refusal } = row(state, "reject", stamp);
  if (!found) return refusal;
  return {
    step: signUpFailed(answered(state, "create"), command.reasonCode, command.reasonDescription, stamp),
  };
}

function terminate(
  state: State,
  command: Extract<Confirmation, { type: "terminate" }>,
  stamp: Stamp,
): Confirmed {
  const { immediate } = command;
  const { found, refusal } = row(state, immediate ? "terminateNow" : "terminate", stamp);
  if (!found) return refusal;
  if (found.repeat) return state.endedByMerchant?.immediate === immediate ? null : refusal;
  const waiting =
    state.operation?.verb === "cancel" || state.operation?.verb === "revoke" ? state.operation : null;
  const status = waiting
    ? waiting.verb === "revoke"
      ? "REVOKED"
      : "CANCELLED"
    : immediate
      ? "REVOKED"
      : "CANCELLED";
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

function reasonOf(
  state: State,
  { reason }: Extract<Confirmation, { type: "terminate" }>,
  status: "CANCELLED" | "REVOKED",
): TerminationReason {
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

function suspend(state: State, stamp: Stamp): Confirmed {
  const { found, refusal } = row(state, "suspend", stamp);
  if (!found) return refusal;
  if (found.repeat) return null;
  const by = state.operation?.verb === "suspend" ? state.operation.actor.side : stamp.actor.side;
  return { step: suspended(answered(state, "suspend"), by, {}, stamp) };
}

function resume(state: State, stamp: Stamp): Confirmed {
  const { found, refusal } = row(state, "resume", stamp);
  if (!found) return refusal;
  if (found.repeat) return state.dateResumed === null ? refusal : null;
  if (state.operation?.verb !== "resume" && state.suspendedBy !== stamp.actor.side)
    return { refusal: refuse.notSuspendedByYou(state) };
  return { step: resumed(answered(state, "resume"), {}, stamp) };
}

function update(state: State, command: Extract<Confirmation, { type: "update" }>, stamp: Stamp): Confirmed {
  const handover = { merchantExtensionData: command.merchantExtensionData };
  const change = effective(state, command.change);
  if (changesProduct(change)) {
    const { found, refusal } = row(state, "changeProduct", stamp);
    if (!found) return refusal;
    const waiting = confirmedChange(state, change);
    return {
      step: productChanged(
        waiting ? { ...state, operation: null } : state,
        waiting ?? change,
        handover,
        stamp,
      ),
    };
  }
  const { found, refusal } = row(state, "changeFields", stamp);
  if (!found) return refusal;
  if (isProvisional(state)) return { refusal: refuse.inProgress(state) };
  return extended(state, command.merchantExtensionData, stamp);
}

/** The reseller's open change, where the merchant's word is about the same product and offer. */
function confirmedChange(state: State, change: Change): Change | null {
  const open = state.operation?.verb === "update" ? state.operation.change : null;
  if (open === null) return null;
  const product = change.productKey ?? state.productKey;
  const offer = change.offerKey === undefined ? state.offerKey : change.offerKey;
  const openOffer = open.offerKey === undefined ? state.offerKey : open.offerKey;
  return product === (open.productKey ?? state.productKey) && offer === openOffer ? open : null;
}

function notify(state: State, command: Extract<Confirmation, { type: "notify" }>, stamp: Stamp): Confirmed {
  if (command.activation !== null) {
    const { found, refusal } = row(state, "notify", stamp);
    if (!found) return refusal;
    const merchantExtensionData = command.merchantExtensionData ?? state.merchantExtensionData;
    const base = answered(state, "create", "activationInfo");
    return {
      step: pending(base, command.activation, { merchantExtensionData }, stamp, "ACTIVATION_PENDING"),
    };
  }
  const { found, refusal } = row(state, "changeFields", stamp);
  if (!found) return refusal;
  if (isProvisional(state)) return { refusal: refuse.inProgress(state) };
  return extended(state, command.merchantExtensionData, stamp);
}

function extended(state: State, data: ScalarRecord | null, stamp: Stamp): Confirmed {
  if (data === null || sameValue(data, state.merchantExtensionData)) return null;
  return { step: fieldsChanged(state, {}, { merchantExtensionData: data }, stamp) };
}
