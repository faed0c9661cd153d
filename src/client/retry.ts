// Whether a call is made once more, and after how long. Everything is safe to repeat: reads change nothing, and writes
// carry the same idempotency key each time.

/** What one try came to, as far as that matters here. */
export interface Try {
  /** Null where no answer came. */
  status: number | null;
  /** Of an answer that has one. */
  reason: string | null;
  /** The `Retry-After` header as it came. */
  retryAfter: string | null;
}

/** Nothing happened and nothing was left behind, or the first try is still under way. */
const TEMPORARY: readonly string[] = [
  "RATE_LIMITED",
  "REQUEST_IN_PROGRESS",
  "MERCHANT_UNAVAILABLE",
  "CATALOGUE_UNAVAILABLE",
  "MAINTENANCE",
  "INTERNAL_ERROR",
];
/** Of whatever stands in between: no answer of ours. */
const TEMPORARY_STATUSES = [429, 500, 502, 503, 504];

const FIRST_WAIT_MS = 250;
const GROWTH = 3;
const LONGEST_WAIT_MS = 10_000;

/** Milliseconds to wait before try `made + 1`, or null to leave it. `random` is between 0 and 1. */
export function waitBefore(
  { status, reason, retryAfter }: Try,
  { made, tries, longestRetryAfterMs }: { made: number; tries: number; longestRetryAfterMs: number },
  random: number,
  now: number,
): number | null {
  const temporary =
    status === null || (reason === null ? TEMPORARY_STATUSES.includes(status) : TEMPORARY.includes(reason));
  if (!temporary || made >= tries) return null;
  const planned = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** (made - 1)) * (0.5 + random);
  const asked = retryAfter === null ? 0 : afterOf(retryAfter, now);
  return asked > longestRetryAfterMs ? null : Math.max(planned, asked);
}

/** Seconds or a date (RFC 9110 §10.2.3), in milliseconds from now; 0 for anything else. */
function afterOf(header: string, now: number): number {
  const at = /^\d+$/.test(header.trim()) ? now + Number(header) * 1_000 : Date.parse(header);
  return Number.isFinite(at) ? Math.max(0, at - now) : 0;
}
