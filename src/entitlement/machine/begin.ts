// The beginning of a verb: refused, done at once, or recorded as the open operation that the merchant is asked for.
import type { Terms } from "../../catalogue/terms";
import type { ScalarRecord } from "../../shared/scalars";
import {
  hasEnded,
  isProvisional,
  type Actor,
  type Change,
  type IdempotencyKey,
  type Operation,
  type Refusal,
  type State,
  type Step,
  type TerminationReason,
  type Verb,
} from "../state";
import { transition, type CommandName } from "../transitions";
import { fieldsChanged, mergedExtensionData } from "./changes";
import { changesProduct, effective } from "./difference";
import * as refuse from "./refusal";
import { INTERVALS } from "./schedule";
import { canResolve, pinOf } from "./terms";

/** A verb after create, with what it carries. */
export type VerbCommand =
  | { verb: "update"; change: Change }
  | { verb: "suspend" | "resume" | "undo" | "activationInfo"; note?: string }
  | { verb: "cancel" | "revoke"; reason: TerminationReason; extensionData: ScalarRecord | null };

/** Who asks, when, and how to recognise it again. */
export interface Asking {
  actor: Actor;
  now: number;
  requestId: string;
  idempotency: IdempotencyKey | null;
  magicNumber: string | null;
  traceparent: string | null;
  /** Versions from `If-Match`; null when it was not sent or is `*`. */
  ifMatch: number[] | null;
}

export type Beginning =
  | { kind: "refused"; refusal: Refusal }
  | { kind: "unchanged" }
  | { kind: "done"; step: Step }
  | { kind: "queued"; step: Step }
  | { kind: "call"; step: Step; operation: Operation };

/** Extension data of a record: contract §2. */
export const MAX_EXTENSION_KEYS = 50;
export const MAX_EXTENSION_BYTES = 8 * 1024;

/** Decides a verb against the state as it is now. No effect, no merchant call, no id of its own. */
export function begin(state: State, command: VerbCommand, asking: Asking): Beginning {
  const change = command.verb === "update" ? effective(state, command.change) : null;
  const refusal = refusalOf(state, command, change, asking);
  if (refusal) return { kind: "refused", refusal };
  if (change && Object.keys(change).length === 0) return { kind: "unchanged" };
  const { actor, now } = asking;
  if (change && !changesProduct(change))
    return { kind: "done", step: fieldsChanged(state, change, {}, { actor, now, command: "update" }) };
  if (isProvisional(state) && command.verb === "revoke") return queued(state, command, actor);
  const operation = open(command, change, asking, change?.terms ?? state.terms);
  return { kind: "call", step: { state: { ...state, operation }, event: null }, operation };
}

/** The open operation of a verb, under the terms that it begins with. */
export function open(
  command: VerbCommand | { verb: "create" },
  change: Change | null,
  { actor, now, requestId, idempotency, magicNumber, traceparent }: Asking,
  terms: Terms,
): Operation {
  return {
    requestId,
    verb: command.verb,
    actor,
    phase: "calling",
    epoch: 1,
    startedAt: now,
    dueAt: now + INTERVALS.callDeadlineMs,
    attempt: 0,
    doubtSince: null,
    notFoundSince: null,
    change,
    reason: "reason" in command ? command.reason : null,
    extensionData: "extensionData" in command ? command.extensionData : null,
    magicNumber,
    traceparent,
    idempotency,
    note: "note" in command ? (command.note ?? null) : null,
    connector: pinOf(terms),
    resolves: canResolve(terms, command.verb),
  };
}

function queued(
  state: State,
  command: Extract<VerbCommand, { verb: "cancel" | "revoke" }>,
  actor: Actor,
): Beginning {
  const { reason, extensionData } = command;
  return {
    kind: "queued",
    step: { state: { ...state, revokeNext: { actor, reason, extensionData } }, event: null },
  };
}

/** Why a verb cannot begin now, or null; for a change the fields that it really changes. */
export function refusalOf(
  state: State,
  command: VerbCommand,
  change: Change | null,
  { actor, ifMatch, now }: Pick<Asking, "actor" | "ifMatch" | "now">,
): Refusal | null {
  const { verb } = command;
  if (ifMatch !== null && (isProvisional(state) || !ifMatch.includes(state.version)))
    return refuse.versionMismatch(state);
  if (hasEnded(state)) return refuse.alreadyEnded(state);
  if (isProvisional(state))
    return verb === "revoke" && state.revokeNext === null ? null : refuse.inProgress(state);
  const fieldsOnly = change !== null && !changesProduct(change);
  if (fieldsOnly) return null;
  if (verb !== "revoke" && !state.terms.verbs.includes(verb)) return refuse.notSupported(verb);
  const busy = busyWith(state, verb);
  if (busy && state.status !== "FAILED") return busy;
  if (!transition(commandOf(verb), actor.side, state.status)) return refuse.incompatible(state, verb);
  return busy ?? sideCondition(state, command, actor, now);
}

/** Revoke supersedes whatever is open, except another revoke. */
function busyWith(state: State, verb: Verb): Refusal | null {
  if (state.operation === null) return null;
  return verb === "revoke" && state.operation.verb !== "revoke" ? null : refuse.inProgress(state);
}

function sideCondition(state: State, command: VerbCommand, actor: Actor, now: number): Refusal | null {
  if (command.verb === "resume" && actor.side !== "OPERATOR" && state.suspendedBy !== actor.side)
    return refuse.notSuspendedByYou(state);
  if (command.verb === "undo" && (state.endingBy !== actor.side || now >= (state.dateEnded ?? 0)))
    return {
      ...refuse.incompatible(state, "undo"),
      message: "Only your own cancellation can be undone, before it takes effect.",
    };
  if ("extensionData" in command && command.extensionData !== null)
    return extensionRefusal(mergedExtensionData(state, command.extensionData));
  return null;
}

function extensionRefusal(data: ScalarRecord | null): Refusal | null {
  const tooMany = Object.keys(data ?? {}).length > MAX_EXTENSION_KEYS;
  const tooLarge = new TextEncoder().encode(JSON.stringify(data)).length > MAX_EXTENSION_BYTES;
  if (!tooMany && !tooLarge) return null;
  const message = `Together with these properties extensionData would exceed ${MAX_EXTENSION_KEYS} keys or ${MAX_EXTENSION_BYTES} bytes.`;
  return { reason: "VALIDATION", message, issues: [{ path: "extensionData", message }] };
}

function commandOf(verb: VerbCommand["verb"]): CommandName {
  return verb === "update" ? "changeProduct" : verb;
}
