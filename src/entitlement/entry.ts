// One entry per version: the snapshot, what happened, what was answered, and what is owed for it. The newest
// entry is the state; there is no other table. Written as JSON; read loosely and written back whole, because the
// release before or after this one may have put more into it.
import type { HistoryOperation } from "../wire/history";
import type { Notification } from "./outbox";
import type { Parameters, SuccessCode, WaitingOn } from "../wire/record";
import type { Actor, Event, Refusal, State } from "./state";

export type { Parameters, SuccessCode, WaitingOn } from "../wire/record";

export const ENTRY_FORMAT = 1;

/** One call to the merchant, as `history` shows it. */
export type CallRecord = Omit<HistoryOperation, "date"> & { at: number };

/** What a caller with an idempotency key was told. */
export interface StoredAnswer {
  /** Side and key, so that two parties never share a key. */
  key: string;
  hash: string;
  at: number;
  result:
    | {
        kind: "record";
        code: SuccessCode;
        version: number;
        parameters: Parameters | null;
        /** What was derived at the time; later operations on the same version would derive otherwise. */
        derived?: Derived;
      }
    | { kind: "refusal"; refusal: Refusal; version: number; allowedActions?: string[] | null }
    | ({ kind: "replayed" } & Replayed)
    /** `OUTCOME_UNKNOWN`: a repetition hears the truth as known by then. */
    | { kind: "unknown" };
}

/** How many notifications are sent again, and how many are held and will be sent when their endpoint is back. */
export interface Replayed {
  replayed: number;
  held: number;
}

/** The unversioned part of an answer. */
export interface Derived {
  waitingOn: WaitingOn | null;
  waitingUntil: string | null;
  allowedActions: string[];
  etag: string | null;
}

export interface Note {
  at: number;
  actor: Actor;
  text: string;
}

export interface Entry {
  format: typeof ENTRY_FORMAT;
  version: number;
  at: number;
  state: State;
  event: Event | null;
  calls: CallRecord[];
  answers: StoredAnswer[];
  notification: Notification | null;
  /** Messages that merchants left while this version was the newest. */
  notes?: Note[];
  /** The version of the newest notification up to here. */
  notified: number | null;
  /** Up to here the query store has acknowledged every version. */
  projected: number;
  /** Up to here every notification is delivered or exhausted, and nothing is left to tell or to repeat. */
  settled: number;
  /** What the query store has been told of an operation in doubt; absent: nothing. */
  toldOfOperation?: { subject: string; digest: string } | null;
  /** How far the entitlement's clock was ahead when this version was committed; absent: it was not. */
  aheadMs?: number;
}

/** What remains of a create that left no entitlement, for as long as its key is remembered. */
export interface Void {
  format: typeof ENTRY_FORMAT;
  hash: string;
  at: number;
  /** Why there is none, or the identical entitlement that the caller got instead. */
  because: { refusal: Refusal } | { entitlementId: string };
}

export const entryKey = (version: number): string => `entry:${String(version).padStart(8, "0")}`;
export const ENTRY_PREFIX = "entry:";
export const VOID_KEY = "void";

/** Entries hold at most so many calls and answers; the oldest calls go first. */
export const MAX_CALLS = 100;
export const MAX_ANSWERS = 256;
export const MAX_NOTES = 20;

export const KEY_TTL_MS = 48 * 3_600_000;

/** A new entry on top of another. */
export function nextEntry(below: Entry | null, state: State, event: Event | null, at: number): Entry {
  return {
    format: ENTRY_FORMAT,
    version: state.version,
    at,
    state,
    event,
    calls: [],
    answers: [],
    notification: null,
    notified: below?.notified ?? null,
    projected: below?.projected ?? 0,
    settled: below?.settled ?? 0,
    ...(below?.toldOfOperation && { toldOfOperation: below.toldOfOperation }),
    ...(state.clock && { aheadMs: state.clock.aheadMs }),
  };
}
