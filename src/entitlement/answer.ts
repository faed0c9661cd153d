// Answers as values: what an object tells its caller, composed from the record, never from a merchant's answer.
import type { MerchantRequest } from "../connectors/contract";
import type { Entry, Parameters, Replayed, StoredAnswer, SuccessCode } from "./entry";
import { outcomeUnknown } from "./machine/refusal";
import { etagOf, parametersOf, viewFor, waiting, type EntitlementView } from "./record";
import type { Environment, Refusal, Side, State, Status } from "./state";

export interface RecordAnswer {
  kind: "record";
  code: SuccessCode;
  record: EntitlementView;
  parameters: Parameters | null;
  etag: string | null;
  replayed: boolean;
}

export interface RefusalAnswer {
  kind: "refusal";
  refusal: Refusal;
  /** Beside the refusal where the record is the point of it: `OUTCOME_UNKNOWN`. */
  record: EntitlementView | null;
  allowedActions: string[] | null;
  replayed: boolean;
}

/** A record answer whose record is a JSON text: handing over a text costs a fraction of what its value does. */
export interface Reading extends Pick<RecordAnswer, "code" | "parameters" | "etag"> {
  kind: "reading";
  text: string;
  /** What a list has to know of the record. */
  version: number;
  customerIdentifier: string | null;
  waits: boolean;
}

/** Something to ask a merchant before the answer is known. */
export interface CallAnswer {
  kind: "call";
  entitlementId: string;
  connector: string;
  connectorVersion: number;
  request: MerchantRequest;
  phase: "calling" | "accepted" | "doubt" | "task";
  /** The question after an operation that is not sure; null for a fresh one. */
  status: MerchantRequest | null;
  /** The operation or task this belongs to, and its owner's number. */
  requestId: string;
  epoch: number;
  traceparent: string | null;
}

export type Answer =
  | RecordAnswer
  | Reading
  | RefusalAnswer
  | CallAnswer
  /** The same create is pending already: give it a fresh URL. */
  | { kind: "identical"; entitlementId: string; replayed: boolean }
  | { kind: "dryRun"; possible: Status[] }
  | OutdatedAnswer
  | ReplayAnswer;

/** Nothing was done: the catalogue has moved on. To be asked again with what it says of this product now. */
export interface OutdatedAnswer {
  kind: "outdated";
  environment: Environment;
  resellerKey: string;
  merchantAccountKey: string;
  productKey: string;
}

/** How many notifications are sent once more. */
export interface ReplayAnswer extends Replayed {
  kind: "sentAgain";
  /** Of the answer: the same request was answered before. */
  again: boolean;
}

/** The record as it is, for a read or after a verb. */
export function recordAnswer(state: State, side: Side, now: number, code?: SuccessCode): RecordAnswer {
  const parameters = side === "MERCHANT" ? null : parametersOf(state, now);
  return {
    kind: "record",
    code: code ?? codeOf(state, now),
    record: viewFor(state, side, now),
    parameters,
    etag: etagOf(state),
    replayed: false,
  };
}

export function readingOf({ code, record, parameters, etag }: RecordAnswer): Reading {
  const { version, customerIdentifier, waitingOn } = record;
  const text = JSON.stringify(record);
  return {
    kind: "reading",
    code,
    text,
    parameters,
    etag,
    version,
    customerIdentifier,
    waits: waitingOn !== null,
  };
}

/** 200 when it is final, 202 when the customer or the merchant has to do something first. */
export function codeOf(state: State, now: number): SuccessCode {
  if (waiting(state, now).on === "MERCHANT" && state.operation?.phase === "accepted") return "ACCEPTED";
  return parametersOf(state, now) === null ? "OK" : "CLIENT_ACTION_REQUIRED";
}

export function refusalAnswer(refusal: Refusal, state: State | null, side: Side, now: number): RefusalAnswer {
  const view = state === null ? null : viewFor(state, side, now);
  const conflict = refusal.reason !== "UNKNOWN_ENTITLEMENT" && refusal.reason !== "IDEMPOTENCY_KEY_REUSED";
  return {
    kind: "refusal",
    refusal,
    record: refusal.reason === "OUTCOME_UNKNOWN" ? view : null,
    allowedActions: conflict ? (view?.allowedActions ?? null) : null,
    replayed: false,
  };
}

/** Computed afresh each time instead of being remembered. */
const NOT_STORED = ["MERCHANT_UNAVAILABLE", "OPERATION_IN_PROGRESS", "REQUEST_IN_PROGRESS", "RATE_LIMITED"];

/** What to remember of an answer under a key; null where the contract wants it computed afresh. */
export function toStore(
  answer: RecordAnswer | RefusalAnswer,
  key: { key: string; hash: string },
  version: number,
  at: number,
): StoredAnswer | null {
  const base = { ...key, at };
  if (answer.kind === "record") {
    const { code, parameters, etag } = answer;
    const { version: answered, waitingOn, waitingUntil, allowedActions } = answer.record;
    const derived = { waitingOn, waitingUntil, allowedActions, etag };
    return { ...base, result: { kind: "record", code, version: answered, parameters, derived } };
  }
  const { refusal, allowedActions } = answer;
  if (refusal.reason === "OUTCOME_UNKNOWN") return { ...base, result: { kind: "unknown" } };
  return NOT_STORED.includes(refusal.reason)
    ? null
    : { ...base, result: { kind: "refusal", refusal, version, allowedActions } };
}

/** The stored answer again, composed from the entry of its version and what was derived then. */
export function replay({ result, at }: StoredAnswer, entry: Entry | null, head: State, side: Side): Answer {
  // Without an operation that began on this version afterwards.
  const then: State = { ...(entry?.state ?? head), operation: null };
  switch (result.kind) {
    case "refusal": {
      const answer = refusalAnswer(result.refusal, then, side, at);
      const { allowedActions = answer.allowedActions } = result;
      return { ...answer, allowedActions, replayed: true };
    }
    case "replayed":
      return { ...result, kind: "sentAgain", again: true };
    case "unknown":
      return head.operation?.phase === "doubt"
        ? { ...refusalAnswer(outcomeUnknown(head.operation), head, side, at), replayed: true }
        : { ...recordAnswer(head, side, at), replayed: true };
    case "record": {
      const answer = recordAnswer(then, side, at, result.code);
      const { etag = answer.etag, ...derived } = result.derived ?? {};
      const parameters = side === "MERCHANT" ? null : result.parameters;
      return { ...answer, record: { ...answer.record, ...derived }, etag, parameters, replayed: true };
    }
  }
}
