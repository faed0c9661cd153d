// What is owed to the reseller for one version: pure functions over the notification in its entry. The schedule
// itself is in callbacks/; here is what a dispatch, a report or a new change does to it.
import type { Hold } from "../callbacks/gate";
import { leaseMs, nextStep } from "../callbacks/schedule";
import { withAttempt, type AttemptMade, type AttemptReport } from "./attempts";
import type { Actor, NotificationReason } from "./state";

/** A repetition of what is settled, beside the order of first arrivals; pending until its attempt is reported. */
export interface Replay {
  dispatchId: string | null;
  /** Dispatches without a report. */
  dispatches: number;
  /** When to act next: send, or take the dispatch for lost. */
  dueAt: number;
  /** Why its endpoint holds it; null while it does not. */
  heldBecause?: string | null;
}

/** Who asked for a repetition, and why. */
export interface ReplayRequest {
  at: number;
  actor: Actor;
  reason: string;
}

export interface Notification {
  id: string;
  reason: NotificationReason;
  previousVersion: number | null;
  state: "waiting" | "in_flight" | "held" | "exhausted" | "delivered";
  stateReason: string | null;
  attempts: AttemptMade[];
  /** Tries of the schedule made; tries hurried by a new change do not count. */
  attempt: number;
  /** When to act next: send, or take the dispatch for lost. */
  dueAt: number;
  /** Where the schedule stood when a new change hurried it. */
  plannedAt: number | null;
  underRetryAfter: boolean;
  /** W3C trace context of the command that led to it, to be passed on. */
  traceparent: string | null;
  dispatchId: string | null;
  /** Dispatches since the last report. */
  dispatches: number;
  /** The endpoint that has been holding it since the last attempt; absent in entries of release 0.1.0. */
  hold?: { endpointId: string; since: number } | null;
  /** Since when it has been in trouble, and once it is exhausted since when it is that. */
  troubledSince?: number | null;
  /** What the query store has been told of its trouble. */
  told?: string | null;
  replay?: Replay | null;
  replays?: ReplayRequest[];
}

export function owed(
  id: string,
  reason: NotificationReason,
  previousVersion: number | null,
  traceparent: string | null,
  now: number,
): Notification {
  return {
    id,
    reason,
    previousVersion,
    traceparent,
    state: "waiting",
    stateReason: null,
    attempts: [],
    attempt: 0,
    dueAt: now,
    plannedAt: null,
    underRetryAfter: false,
    dispatchId: null,
    dispatches: 0,
  };
}

export const isSettled = ({ state }: Notification): boolean => state === "delivered" || state === "exhausted";

/** On its way, under a lease: without a report by then it is sent again. */
export function dispatched(notification: Notification, dispatchId: string, now: number): Notification {
  const dispatches = notification.dispatches + 1;
  const stateReason = dispatches > 1 ? "no report from the last dispatch; sent again" : null;
  return {
    ...notification,
    state: "in_flight",
    stateReason,
    dispatchId,
    dispatches,
    dueAt: now + leaseMs(dispatches),
  };
}

/** Whether it was tried or held before: such a one travels with the retries. */
export const isAgain = ({ attempt, attempts, hold }: Notification): boolean =>
  attempt > 0 || attempts.length > 0 || (hold ?? null) !== null;

/** The endpoint takes nothing now: no attempt was made and none is counted; it looks again by itself. */
export function held(notification: Notification, dispatchId: string, hold: Hold, now: number): Notification {
  const current = notification.state === "in_flight" && notification.dispatchId === dispatchId;
  return current ? heldOn(notification, hold, now) : notification;
}

/** It may not come before a time: since now, or since that endpoint began to hold it. */
export function heldOn(notification: Notification, hold: Hold, now: number): Notification {
  const { endpointId, until, because } = hold;
  const { plannedAt } = notification;
  const since = notification.hold?.endpointId === endpointId ? notification.hold.since : now;
  return {
    ...notification,
    state: "held",
    stateReason: because,
    dueAt: until,
    plannedAt: plannedAt !== null && plannedAt > until ? plannedAt : null,
    dispatchId: null,
    dispatches: 0,
    hold: { endpointId, since },
  };
}

/** A held one looks again by then at the latest. */
export function woken(notification: Notification, at: number): Notification {
  return notification.state === "held" && notification.dueAt > at
    ? { ...notification, dueAt: at }
    : notification;
}

/** A new change retries the waiting one at once; the schedule goes on from where it was. */
export function hurried(notification: Notification, now: number): Notification {
  if (notification.state !== "waiting" || notification.underRetryAfter || notification.dueAt <= now)
    return notification;
  return { ...notification, plannedAt: notification.dueAt, dueAt: now };
}

/** What an attempt's result makes of it. Success always counts; a failure only from the current dispatch. */
export function reported(
  notification: Notification,
  dispatchId: string,
  report: AttemptReport,
  now: number,
  random: number,
): Notification {
  if (notification.state === "delivered") return notification;
  if (!report.ok && notification.dispatchId !== dispatchId) return notification;
  const attempts = withAttempt(notification.attempts, report);
  const base = { ...notification, attempts, dispatches: 0, dispatchId: null, plannedAt: null, hold: null };
  const early = notification.plannedAt !== null;
  const attempt = notification.attempt + (early ? 0 : 1);
  const step = nextStep({ attempt: Math.max(attempt, 1), result: report, now, random });
  switch (step.kind) {
    case "delivered":
      return { ...base, attempt, state: "delivered", stateReason: null };
    case "gone":
      return exhausted({ ...base, attempt }, "the endpoint answered 410 Gone", now);
    case "exhausted":
      return exhausted({ ...base, attempt }, step.because, now);
    case "retry": {
      const planned = early && !step.underRetryAfter ? Math.max(notification.plannedAt ?? now, now) : step.at;
      const troubledSince = notification.troubledSince ?? now;
      return waiting({ ...base, troubledSince }, attempt, planned, report, step.underRetryAfter);
    }
  }
}

/** Given up: it no longer holds the next one, and can be replayed. */
export const exhausted = (notification: Notification, why: string | null, now: number): Notification => ({
  ...notification,
  state: "exhausted",
  stateReason: why,
  troubledSince: now,
});

function waiting(
  base: Notification,
  attempt: number,
  dueAt: number,
  report: AttemptReport,
  underRetryAfter: boolean,
): Notification {
  const why = report.error ?? `status ${report.status}`;
  return {
    ...base,
    attempt,
    state: "waiting",
    stateReason: `last attempt failed: ${why}`,
    dueAt,
    underRetryAfter,
  };
}

/** Hurried by a new change; what is held waits for its endpoint, unless it goes to another one now. */
export const sooner = (notification: Notification, elsewhere: boolean, now: number): Notification =>
  elsewhere ? woken(hurried(notification, now), now) : hurried(notification, now);
