// Everything that happened to one entitlement, as callers see it.
import type { MerchantOutcome, MerchantRequest } from "../connectors/merchantWorker";
import type { Actor, NotificationReason, Status, TerminationReason } from "./record";

export interface HistoryEvent {
  version: number;
  date: string;
  actor: Actor;
  command: string;
  from: Status | null;
  to: Status;
  /** Of the notification, if there was one. */
  reason: NotificationReason | null;
  terminationReason: TerminationReason | null;
  note: string | null;
}

export interface HistoryNotification {
  notificationId: string;
  reason: NotificationReason;
  version: number;
  previousVersion: number | null;
  state: string;
  stateReason: string | null;
  nextAttempt: string | null;
  attempts: HistoryAttempt[];
  /** Who had it sent again, and why. */
  replays: { date: string; actor: Actor; reason: string }[];
}

export interface HistoryAttempt {
  date: string;
  durationMs: number;
  status: number | null;
  error: string | null;
  /** The beginning of what the endpoint said; of the last failures only. */
  answer: string | null;
  url: string;
  replay: boolean;
}

/** One call to the merchant. */
export interface HistoryOperation {
  requestId: string;
  operation: MerchantRequest["operation"];
  outcome: MerchantOutcome["kind"] | "superseded";
  /** Reason or cause of an answer that was not a success. */
  detail: string | null;
  durationMs: number;
  /** It says something that cannot be true any more; kept, and reported to the operator. */
  contradiction: boolean;
  date: string;
}

export interface History {
  events: HistoryEvent[];
  notifications: HistoryNotification[];
  operations: HistoryOperation[];
  /** Messages that the merchant left. */
  notes: { date: string; actor: Actor; text: string }[];
}
