// When the chain of steps looks again: how long a worker may be silent, how long a failing step rests, how long a job is kept.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DAY_MS = 24 * 60 * MINUTE;

/** A worker that is silent for so long is dead, and its step is given to another; it speaks three times as often. */
export const LEASE_MS = 30 * SECOND;
export const HEARTBEAT_MS = 10 * SECOND;

/** A message that nobody has taken by then may be lost; it is sent again, which costs nothing where it was not. */
export const TAKEN_WITHIN_MS = 30 * SECOND;

/** How long a step works before it hands on; one row, call or query may follow. */
export const STEP_MS = 20 * SECOND;

/** A step that is not over by then hangs, and is given to another: a call may take most of a minute, and follow a query. */
export const LONGEST_STEP_MS = 3 * MINUTE;

/** How long behind its time a step still asks again for an answer, so that it is over by then. */
export const PATIENCE_MS = LONGEST_STEP_MS - STEP_MS - MINUTE;

/** How long a step rests after it failed for the first time, the second time and so on; then the job has failed. */
export const REST_MS: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];

/** How often a waiting job asks for its turn, should the one that ended before it not have told it. */
export const ASK_AGAIN_MS = MINUTE;

/** When the list hears again what it did not hear. */
export const TELL_AGAIN_MS = 30 * SECOND;

/** Everything of a job is deleted then, counted from its beginning. */
export const KEPT_MS = 30 * DAY_MS;

/** What was uploaded for a job that never began is deleted then. */
export const UNBEGUN_MS = 24 * 60 * MINUTE;

/** Jobs of one owner that run at a time; the others wait in their order. */
export const MOST_RUNNING = 3;
