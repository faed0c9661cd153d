// The test clock of a sandbox entitlement, as far as it is decided and not done: where a move may lead, and whether
// somebody is at work for the entitlement, because then real time has to pass first. The steps from one due time to the
// next are in ../moving.ts.
import type { Refusal, State, TestClock } from "../state";
import type { HandOver } from "./time";

const DAY_MS = 86_400_000;

/** Two years, a leap day included: longer than any subscription's period. */
export const MOST_AHEAD_MS = 731 * DAY_MS;

/** A merchant that has queued something confirms it in real time; a move waits so long for it before it passes by. */
const CONFIRMATION_PATIENCE_MS = 10_000;

/** How far and by which field; `to` in the entitlement's time. */
export interface ClockMove {
  by: number | null;
  to: number | null;
}

const UNMOVED: TestClock = { aheadMs: 0, movingTo: null, handed: [] };

export const aheadOf = (state: State | undefined): number => state?.clock?.aheadMs ?? 0;

/** Where a move leads from a time, or why nowhere. `now` is the clock's own time, `aheadMs` of it is not real. */
export function targetOf({ by, to }: ClockMove, now: number, aheadMs: number): number | Refusal {
  const target = to ?? now + (by ?? 0);
  if (target <= now) return refused(to, "A clock only moves forward: it is later than that already.");
  if (target - (now - aheadMs) > MOST_AHEAD_MS)
    return refused(to, "A clock can be at most two years (731 days) ahead of the real time.");
  return target;
}

function refused(to: number | null, message: string): Refusal {
  const path = to === null ? "advanceSeconds" : "advanceTo";
  return { reason: "VALIDATION", message: `${path}: ${message}`, issues: [{ path, message }] };
}

/** The state with its clock on its way; a clock that is being moved goes on from where it is moved to. */
export function setOff(state: State, move: ClockMove, now: number): { state: State } | { refusal: Refusal } {
  const clock = state.clock ?? UNMOVED;
  const from = clock.movingTo ?? now;
  const target = targetOf(move, from, clock.aheadMs + (from - now));
  if (typeof target !== "number") return { refusal: target };
  return { state: { ...state, clock: { ...clock, movingTo: target } } };
}

/** Notes what was handed over on the way; elsewhere the lease alone says enough. */
export function withHanded(state: State, handed: HandOver[]): State {
  const { clock, operation, tasks } = state;
  if (!clock || clock.movingTo === null) return state;
  const out = handed.map(({ requestId, epoch }) => {
    const task = tasks.find((one) => one.requestId === requestId);
    const until = operation?.requestId === requestId ? operation.dueAt : task?.dueAt;
    return { requestId, epoch, until: until ?? 0 };
  });
  return { ...state, clock: { ...clock, handed: out } };
}

/** Until when real time has to pass because somebody outside is at work for this entitlement; null when nobody is. */
export function awaitedUntil({ operation, tasks, clock }: State, now: number): number | null {
  if (operation?.phase === "calling") return operation.dueAt;
  if (operation?.phase === "accepted" && now < operation.startedAt + CONFIRMATION_PATIENCE_MS)
    return operation.startedAt + CONFIRMATION_PATIENCE_MS;
  const out = clock?.handed.find(({ requestId, epoch, until }) => {
    const asked =
      operation?.requestId === requestId && operation.epoch === epoch && operation.dueAt === until;
    const owed = tasks.some(
      (task) => task.requestId === requestId && task.attempt === epoch && task.dueAt === until,
    );
    return now < until && (asked || owed);
  });
  return out?.until ?? null;
}
