// Repetitions on request: pure functions over one notification. What is settled is sent once more, beside the order of
// first arrivals, and neither holds nor overtakes what has never arrived. What is still owed is only hurried.
import type { Hold } from "../callbacks/gate";
import { leaseMs } from "../callbacks/schedule";
import { withAttempt, type AttemptReport } from "./attempts";
import { isSettled, type Notification, type ReplayRequest } from "./outbox";

/** Requests kept of one notification; the oldest go first. */
const MAX_REQUESTS = 20;

/** What a request makes of it. One that is pending already is not sent twice for being asked for twice. */
export function replayed(notification: Notification, request: ReplayRequest): Notification {
  const replays = [...(notification.replays ?? []), request].slice(-MAX_REQUESTS);
  const asked = { ...notification, replays };
  if (!isSettled(notification)) return retriedAtOnce(asked, request.at);
  return { ...asked, replay: notification.replay ?? { dispatchId: null, dispatches: 0, dueAt: request.at } };
}

/** Somebody wants it now: not even a `Retry-After` stands against that. The schedule goes on from where it was. */
export function retriedAtOnce(notification: Notification, now: number): Notification {
  if (notification.state !== "waiting" || notification.dueAt <= now) return notification;
  const plannedAt = notification.plannedAt ?? notification.dueAt;
  return { ...notification, plannedAt, dueAt: now, underRetryAfter: false };
}

/** On its way, under a lease like any other dispatch. */
export function replayDispatched(notification: Notification, dispatchId: string, now: number): Notification {
  const dispatches = (notification.replay?.dispatches ?? 0) + 1;
  return { ...notification, replay: { dispatchId, dispatches, dueAt: now + leaseMs(dispatches) } };
}

/** Its endpoint takes nothing now: the one attempt is still to come. */
export function replayHeld(notification: Notification, { until, because }: Hold): Notification {
  return { ...notification, replay: { dispatchId: null, dispatches: 0, dueAt: until, heldBecause: because } };
}

/** A held repetition looks again by then at the latest. */
export function replayWoken(notification: Notification, at: number): Notification {
  const { replay } = notification;
  const sleeps = replay && replay.dispatchId === null && replay.dueAt > at;
  return sleeps ? { ...notification, replay: { ...replay, dueAt: at } } : notification;
}

/** One attempt and no schedule: a success delivers, a failure leaves it as it was and says so. */
export function replayReported(notification: Notification, report: AttemptReport): Notification {
  const done = { ...notification, attempts: withAttempt(notification.attempts, report, true), replay: null };
  if (report.ok) return { ...done, state: "delivered", stateReason: null };
  const why = report.status === null ? (report.error ?? "no answer") : `HTTP ${report.status}`;
  const before = notification.state === "delivered" ? "delivered before" : "exhausted";
  return { ...done, stateReason: `${before}; the last replay failed: ${why}` };
}
