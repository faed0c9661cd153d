// Everything that happened to one entitlement, from its entries. No secrets, no bodies, no personal data of others.
import { iso } from "../shared/clock";
import type {
  History,
  HistoryAttempt,
  HistoryEvent,
  HistoryNotification,
  HistoryOperation,
} from "../wire/history";
import type { Entry } from "./entry";
import type { AttemptMade } from "./attempts";
import { isSettled, type Notification } from "./outbox";
import type { Side } from "./state";

export type {
  History,
  HistoryAttempt,
  HistoryEvent,
  HistoryNotification,
  HistoryOperation,
} from "../wire/history";

export function historyOf(entries: Entry[], side: Side): History {
  const front = entries.find(({ notification }) => notification && !isSettled(notification))?.version ?? null;
  return {
    events: entries.flatMap(eventOf),
    notifications: side === "MERCHANT" ? [] : entries.flatMap((entry) => notificationOf(entry, front)),
    operations: entries.flatMap(operationsOf),
    notes: entries.flatMap(({ notes = [] }) => notes.map(({ at, ...note }) => ({ ...note, date: iso(at) }))),
  };
}

function eventOf({ event, version, at, notification, state }: Entry): HistoryEvent[] {
  if (event === null) return [];
  const { actor, command, from, to, note } = event;
  const reason = notification?.reason ?? null;
  const terminationReason = to === "CANCELLED" || to === "REVOKED" ? state.terminationReason : null;
  return [
    {
      version,
      date: iso(at),
      actor: { side: actor.side, name: actor.name },
      command,
      from,
      to,
      reason,
      terminationReason,
      note,
    },
  ];
}

function notificationOf({ notification, version }: Entry, front: number | null): HistoryNotification[] {
  if (notification === null) return [];
  const { id, reason, previousVersion, state, attempts, dueAt, replays = [] } = notification;
  return [
    {
      notificationId: id,
      reason,
      version,
      previousVersion,
      state,
      stateReason: withReplay(notification, whyOf(notification, version, front)),
      nextAttempt: (state === "waiting" && version === front) || state === "held" ? iso(dueAt) : null,
      attempts: attempts.map(attemptOf),
      replays: replays.map(({ at, ...by }) => ({ date: iso(at), ...by })),
    },
  ];
}

function withReplay({ replay }: Notification, why: string | null): string | null {
  if (!replay) return why;
  const where = replay.heldBecause ? `a replay waits, ${replay.heldBecause}` : "a replay is on its way";
  return [why, where].filter(Boolean).join("; ");
}

/** Why it is where it is; `front` is the version of the oldest one that is owed. */
function whyOf(notification: Notification, version: number, front: number | null): string | null {
  const { state, stateReason, attempts, underRetryAfter, plannedAt } = notification;
  if (state === "waiting" && version !== front)
    return `waits for version ${front}, which has to arrive first`;
  if (state === "waiting" && underRetryAfter)
    return `${stateReason}; the endpoint asked to wait (Retry-After)`;
  if (state === "waiting" && plannedAt !== null) return `${stateReason}; tried again ahead of its schedule`;
  if (stateReason !== null) return stateReason;
  switch (state) {
    case "waiting":
      return "about to be sent";
    case "in_flight":
      return "an attempt is under way";
    case "delivered":
      return `the endpoint answered ${attempts.findLast(({ ok }) => ok)?.status ?? "with a success"}`;
    case "held":
    case "exhausted":
      return null;
  }
}

function attemptOf({ at, durationMs, status, error, answer, url, replay }: AttemptMade): HistoryAttempt {
  return { date: iso(at), durationMs, status, error, answer: answer ?? null, url, replay: replay ?? false };
}

function operationsOf({ calls }: Entry): HistoryOperation[] {
  return calls.map(({ at, ...call }) => ({ ...call, date: iso(at) }));
}
