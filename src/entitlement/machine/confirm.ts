// What merchants tell on their own account. A confirmation may come before the answer to the call it confirms;
// it is an ordinary command, takes effect at once, and closes the operation it answers. Repeating one that
// already took effect changes nothing, or fills blanks.
import type { ScalarRecord } from "../../shared/scalars";
import { isProvisional, type Activation, type Actor, type Change, type State, type Step } from "../state";
import {
  activated,
  blanksFilled,
  commit,
  fieldsChanged,
  pending,
  productChanged,
  resumed,
  signUpFailed,
  suspended,
  type Handover,
  type Stamp,
} from "./changes";
import { changesProduct, effective, sameValue } from "./difference";
import * as refuse from "./refusal";
import { row, type Confirmed } from "./row";
import { terminate, type Termination } from "./termination";

export type Confirmation =
  | ({ type: "activate" } & Handover)
  | { type: "reject"; reasonCode: string; reasonDescription: string | null }
  | Termination
  | { type: "suspend" | "resume"; reasonDescription: string | null }
  | { type: "update"; change: Change; merchantExtensionData: ScalarRecord | null }
  | {
      type: "notify";
      activation: Activation | null;
      merchantExtensionData: ScalarRecord | null;
      message: string | null;
    };

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
