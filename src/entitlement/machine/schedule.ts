// When the platform asks again on its own account: operations in doubt, and what is owed to a merchant.

export const INTERVALS = {
  /** 10 s for the call with its retries, 30 s for a Worker that outlives its client, 5 s for clocks. */
  callDeadlineMs: 45_000,
  /** The same for a try of the resolver: after this it is taken for lost. */
  tryLeaseMs: 45_000,
  /** A merchant's "not found" settles a create only when it is said twice, so far apart. */
  notFoundApartMs: 5 * 60_000,
  /** Afterwards an operator has to look. */
  giveUpAfterMs: 48 * 3_600_000,
} as const;

/** Contract §3, rule 5: after 5 s, 30 s, 2 min, 10 min, 30 min, then hourly; each counted from the try before. */
const DELAYS_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000];
const HOURLY_MS = 3_600_000;
const DAILY_MS = 86_400_000;

const delayMs = (attempt: number): number => DELAYS_MS[attempt] ?? HOURLY_MS;

/** When a try that nobody reports is taken for lost: no sooner than the schedule would have come round to it. */
export const leaseUntil = (attempt: number, now: number): number =>
  now + Math.max(INTERVALS.tryLeaseMs, delayMs(attempt));

/** The next try after `attempt` tries of an operation in doubt since `since`, or null when it is the operator's. */
export function nextTry(attempt: number, since: number, now: number): number | null {
  const at = now + delayMs(attempt);
  return at - since > INTERVALS.giveUpAfterMs ? null : at;
}

/** The next try of something owed: the same schedule, but it never gives up. */
export function nextTaskTry(attempt: number, since: number, now: number): number {
  return nextTry(attempt, since, now) ?? now + DAILY_MS;
}
