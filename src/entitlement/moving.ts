// A move of the test clock, step by step: from where it is to what falls due next, until it has arrived. Each step is a
// turn of its own at its own time, so everything happens in the order and with the dates that it would have had.
//
// While a notification is being posted or a merchant asked the clock stands by for the result, and goes on with the
// report's turn; a report that never comes is given up at its lease, in real time. So a move is over only some time after
// it began, and survives whatever dies in between: it is in the state, and the alarm looks after it.
import type { Journal } from "./journal";
import { awaitedUntil, setOff, type ClockMove } from "./machine/clock";
import { nextDue } from "./machine/time";
import { woken } from "./outbox";
import { replayWoken } from "./replay";
import type { Refusal, State } from "./state";

/** Where a clock stands; times in its own. */
export interface ClockReading {
  kind: "clock";
  now: number;
  aheadMs: number;
  movingTo: number | null;
}

export const readingOfClock = ({ clock }: State, now: number): ClockReading => ({
  kind: "clock",
  now,
  aheadMs: clock?.aheadMs ?? 0,
  movingTo: clock?.movingTo ?? null,
});

/** What falls due next: of the state, of what is owed, of what is repeated. */
export function dueTimes(journal: Journal, state: State): number[] {
  const times = [
    nextDue(state),
    journal.owed()[0]?.notification?.dueAt ?? null,
    journal.replaying()[0]?.notification?.replay?.dueAt ?? null,
  ];
  return times.filter((at) => at !== null);
}

/** Sends the clock on its way, or says why not. What an endpoint holds is tried on the way instead: see `isMoving`. */
export function beginMove(journal: Journal, move: ClockMove, now: number): Refusal | null {
  const { head } = journal;
  if (head === null) throw new Error("nothing can be moved here");
  const begun = setOff(head.state, move, now);
  if ("refusal" in begun) return begun.refusal;
  journal.put({ ...head, state: begun.state });
  for (const { version } of [...journal.owed().slice(0, 1), ...journal.replaying().slice(0, 1)]) {
    const entry = journal.current(version);
    if (entry?.notification)
      journal.put({ ...entry, notification: replayWoken(woken(entry.notification, now), now) });
  }
  return null;
}

/**
 * Whether the clock is on its way. Posts of that time neither ask nor tell the endpoint's breaker: it lives in real time,
 * where a schedule of days that fails within a second is evidence of nothing.
 */
export const isMoving = ({ clock }: State): boolean => (clock?.movingTo ?? null) !== null;

/** The next step of a move: the time to go on at, or null when it has arrived, is not moved, or has to wait. */
export function stepOn(journal: Journal, now: number): number | null {
  const { head } = journal;
  const clock = head?.state.clock;
  if (!head || !clock || clock.movingTo === null || waitsUntil(journal, now) !== null) return null;
  const due = Math.min(...dueTimes(journal, head.state));
  // What is due and has not run by now is for the alarm.
  if (due <= now) return null;
  const to = Math.max(now, Math.min(due, clock.movingTo));
  const arrived = due > clock.movingTo;
  const moved = {
    ...clock,
    aheadMs: clock.aheadMs + to - now,
    ...(arrived && { movingTo: null, handed: [] }),
  };
  journal.put({ ...head, state: { ...head.state, clock: moved } });
  return arrived ? null : to;
}

/** Until when a move has to wait, and at the latest; null when it can go on. */
export function waitsUntil(journal: Journal, now: number): number | null {
  const state = journal.head?.state;
  if (!state || !isMoving(state)) return null;
  const posted = journal.owed()[0]?.notification;
  if (posted?.state === "in_flight") return posted.dueAt;
  const replay = journal.replaying()[0]?.notification?.replay;
  if (replay && replay.dispatchId !== null) return replay.dueAt;
  return awaitedUntil(state, now);
}
