// The chain of steps as pure decisions: a job and what happened to it in, the next state out; null where nothing changes.
// No clock, no queue, no store: the object around it (object.ts) has those.
import type { Json } from "../shared/json";
import type { Counts } from "./kind";
import { LEASE_MS, REST_MS, TAKEN_WITHIN_MS } from "./schedule";
import { hasEnded, type Dispatch, type JobState, type Stage } from "./state";

/** What a worker says of the step that it took. */
export type Report =
  | {
      kind: "done";
      cursor: Json;
      counts: Partial<Counts>;
      parts: Record<string, { rows: number; bytes: number }>;
      percent: number | null;
      failed: string | null;
      /** When the next step goes out; absent: at once. */
      notBefore?: number;
    }
  /** Tried again, after a rest. */
  | { kind: "threw" }
  /** It must not go on. */
  | { kind: "stopped"; message: string };

/** The job's turn has come: its first step goes out. */
export function admitted(state: JobState, now: number): JobState | null {
  if (state.state !== "WAITING") return null;
  return { ...state, state: "RUNNING", started: now, dispatch: sent(1, 0, now) };
}

const sent = (number: number, tries: number, now: number): Dispatch => ({
  number,
  phase: "sent",
  dueAt: now + TAKEN_WITHIN_MS,
  tries,
});

/** A worker takes a dispatch; nobody else can. */
export function taken(state: JobState, number: number, now: number): JobState | null {
  const { dispatch } = state;
  if (dispatch?.number !== number || dispatch.phase !== "sent") return null;
  return { ...state, dispatch: { ...dispatch, phase: "taken", dueAt: now + LEASE_MS } };
}

/** The worker is still there. */
export function kept(state: JobState, number: number, now: number): JobState | null {
  const { dispatch } = state;
  if (dispatch?.number !== number || dispatch.phase !== "taken") return null;
  return { ...state, dispatch: { ...dispatch, dueAt: now + LEASE_MS } };
}

/** The worker says what came of it; what is not the current dispatch says nothing any more. */
export function reported(state: JobState, number: number, report: Report, now: number): JobState | null {
  const { dispatch } = state;
  if (dispatch?.number !== number || dispatch.phase !== "taken") return null;
  if (report.kind === "threw") return inVain(state, dispatch, REST_MS[dispatch.tries] ?? 0, now);
  if (report.kind === "stopped") return ended({ ...state, message: report.message }, "FAILED", now);
  const accepted: JobState = {
    ...state,
    step: state.step + 1,
    through: number,
    cursor: report.cursor,
    counts: added(state.counts, report.counts),
    parts: withParts(state.parts, report.parts),
    percent: report.percent ?? state.percent,
  };
  if (report.failed !== null) return ended({ ...accepted, message: report.failed }, "FAILED", now);
  if (report.cursor === null) return ended(accepted, "DONE", now);
  if (state.cancelling) return ended(accepted, "CANCELLED", now);
  const next = sent(number + 1, 0, now);
  const { notBefore = 0 } = report;
  if (notBefore <= now) return { ...accepted, dispatch: next };
  return { ...accepted, dispatch: { ...next, phase: "resting", dueAt: notBefore } };
}

/**
 * Somebody wants it to end. A step that has begun is finished first, so that every row that was touched has its result:
 * one that is under way, and one of which a run came to nothing on the way. That one rests no longer.
 */
export function cancelled(state: JobState, now: number): JobState | null {
  if (hasEnded(state) || state.cancelling) return null;
  const { dispatch } = state;
  if (dispatch === null || !hasBegun(dispatch)) return ended(state, "CANCELLED", now);
  const isResting = dispatch.phase === "resting";
  return {
    ...state,
    cancelling: true,
    dispatch: isResting ? sent(dispatch.number, dispatch.tries, now) : dispatch,
  };
}

const hasBegun = ({ phase, tries }: Dispatch): boolean => phase === "taken" || tries > 0;

/** Time has passed: what was lost or has rested goes out again. */
export function due(state: JobState, now: number): JobState | null {
  const { dispatch } = state;
  if (dispatch === null || dispatch.dueAt > now) return null;
  switch (dispatch.phase) {
    case "sent":
    case "resting":
      return { ...state, dispatch: sent(dispatch.number, dispatch.tries, now) };
    case "taken":
      // Once may be a deploy; a step that takes its worker along every time gets its rest.
      return inVain(state, dispatch, dispatch.tries === 0 ? 0 : (REST_MS[dispatch.tries] ?? 0), now);
  }
}

/** A run of a step came to nothing: another follows after a rest, unless there were enough. */
function inVain(state: JobState, { number, tries }: Dispatch, restMs: number, now: number): JobState {
  const abandoned = [...state.abandoned, number];
  if (tries >= REST_MS.length) return ended({ ...state, abandoned, message: gaveUp(state) }, "FAILED", now);
  const next = sent(number + 1, tries + 1, now);
  const resting: Dispatch = { ...next, phase: "resting", dueAt: now + restMs };
  return { ...state, abandoned, dispatch: restMs > 0 ? resting : next };
}

const gaveUp = ({ step, counts }: JobState): string =>
  `Something went wrong on our side in step ${step + 1}, behind row ${counts.read}, ${REST_MS.length + 1} times in a row. What was done before stands, and the results show it.`;

const ended = (state: JobState, how: Stage, now: number): JobState => ({
  ...state,
  state: how,
  ended: now,
  cursor: null,
  dispatch: null,
  cancelling: false,
});

function added(counts: Counts, { read = 0, done = 0, outcomes = {} }: Partial<Counts>): Counts {
  const sums = { ...counts.outcomes };
  for (const [name, count] of Object.entries(outcomes)) sums[name] = (sums[name] ?? 0) + count;
  return { read: counts.read + read, done: counts.done + done, outcomes: sums };
}

function withParts(known: JobState["parts"], parts: JobState["parts"]): JobState["parts"] {
  const sums = { ...known };
  for (const [name, { rows, bytes }] of Object.entries(parts)) {
    const before = sums[name] ?? { rows: 0, bytes: 0 };
    sums[name] = { rows: before.rows + rows, bytes: before.bytes + bytes };
  }
  return sums;
}
