// Everything that happened to one entitlement, from its entries. No secrets, no bodies, no personal data of others.
import { iso } from "../shared/clock";
import type { CallRecord, Entry } from "./entry";
import type { Actor, NotificationReason, Side, Status, TerminationReason } from "./state";

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
  attempts: { date: string; durationMs: number; status: number | null; error: string | null; url: string }[];
}

export type HistoryOperation = Omit<CallRecord, "at"> & { date: string };

export interface History {
  events: HistoryEvent[];
  notifications: HistoryNotification[];
  operations: HistoryOperation[];
  /** Messages that the merchant left. */
  notes: { date: string; actor: Actor; text: string }[];
}

export function historyOf(entries: Entry[], side: Side): History {
  return {
    events: entries.flatMap(eventOf),
    notifications: side === "MERCHANT" ? [] : entries.flatMap(notificationOf),
    operations: entries.flatMap(operationsOf),
    notes: entries.flatMap(({ notes = [] }) => notes.map(({ at, ...note }) => ({ ...note, date: iso(at) }))),
  };
}

function eventOf({ event, version, at, notification, state }: Entry): HistoryEvent[] {
  if (event === null) return [];
  const { actor, command, from, to, note } = event;
  const reason = notification?.reason ?? null;
  const terminationReason = to === "CANCELLED" || to === "REVOKED" ? state.terminationReason : null;
  return [{ version, date: iso(at), actor, command, from, to, reason, terminationReason, note }];
}

function notificationOf({ notification, version }: Entry): HistoryNotification[] {
  if (notification === null) return [];
  const { id, reason, previousVersion, state, stateReason, attempts, dueAt } = notification;
  const nextAttempt = state === "waiting" || state === "held" ? iso(dueAt) : null;
  const tries = attempts.map(({ at, durationMs, status, error, url }) => ({
    date: iso(at),
    durationMs,
    status,
    error,
    url,
  }));
  return [
    {
      notificationId: id,
      reason,
      version,
      previousVersion,
      state,
      stateReason,
      nextAttempt,
      attempts: tries,
    },
  ];
}

function operationsOf({ calls }: Entry): HistoryOperation[] {
  return calls.map(({ at, ...call }) => ({ ...call, date: iso(at) }));
}
