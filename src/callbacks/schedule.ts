// When a notification is tried again: the whole retry policy as one table and pure functions over it.
//
// The clock and chance are arguments, so a test can name every moment. Nothing here knows how an attempt is made
// or where its result is kept. All times are epoch milliseconds.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Wait before attempt 1, 2, …, counted from the attempt before: quick while it may be a hiccup, then over days. */
export const ATTEMPT_DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** Spreads what failed together, so that an endpoint that comes back is not hit by everything at once. */
export const MAX_JITTER = 0.2;

/** An endpoint may ask for more time, but not push the schedule into next month. */
const MAX_RETRY_AFTER_STRETCH = 2;

/** Longer than one attempt with its timeout and the queue's delay: an earlier second dispatch would be a duplicate. */
const FIRST_LEASE_MS = MINUTE_MS;

/** While nobody reports, the queue is in trouble; asking more often would not help it. */
const LONGEST_LEASE_MS = 15 * MINUTE_MS;

/** What the schedule wants to know of an attempt. */
export interface ScheduledResult {
  ok: boolean;
  status: number | null;
  error: string | null;
  /** The answer's `Retry-After` header as it came. */
  retryAfter: string | null;
}

export type NextStep =
  | { kind: "delivered" }
  | { kind: "retry"; at: number; underRetryAfter: boolean }
  | { kind: "exhausted"; because: string }
  | { kind: "gone" };

/** What follows from a result; `attempt` counts the scheduled attempts made, this one included; `random` is in [0, 1). */
export function nextStep(made: {
  attempt: number;
  result: ScheduledResult;
  now: number;
  random: number;
}): NextStep {
  const { attempt, result, now, random } = made;
  if (result.ok) return { kind: "delivered" };
  if (result.status === 410) return { kind: "gone" };
  const delay = ATTEMPT_DELAYS_MS[attempt];
  if (delay === undefined)
    return { kind: "exhausted", because: `${attempt} attempts failed, the last: ${failure(result)}` };

  const planned = delay * (1 + MAX_JITTER * random);
  const asked = parseRetryAfter(result.retryAfter, now) ?? 0;
  const wait = Math.max(planned, Math.min(asked, delay * MAX_RETRY_AFTER_STRETCH));
  // A wish shorter than the plan is honoured by the plan, and still keeps a new change from retrying at once.
  return { kind: "retry", at: now + Math.round(wait), underRetryAfter: asked > 0 };
}

/** Milliseconds that a `Retry-After` asks for (RFC 9110 §10.2.3: seconds or a date); null when absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS;
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
  // The oldest of the three date forms names no zone and means GMT as well (RFC 9110 §5.6.7).
  const date = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** How long a dispatch may stay without a report: doubles with every dispatch since the last one (the first is 1). */
export function leaseMs(dispatches: number): number {
  return Math.min(FIRST_LEASE_MS * 2 ** Math.max(0, dispatches - 1), LONGEST_LEASE_MS);
}

function failure({ status, error }: ScheduledResult): string {
  return status === null ? (error ?? "no answer") : `HTTP ${status}`;
}
