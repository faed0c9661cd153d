// When what an endpoint holds comes back. Nobody keeps a list: each held notification looks again by itself, spread over
// a window that grows with everything reported since the breaker opened. The window is the ramp: an endpoint that
// returns meets a trickle and not a stampede. Pure; all times are epoch milliseconds.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * Ten notifications a second come back to an endpoint that returns, and ten look whether it has: five times as many looks
 * were felt by the deliveries of others.
 */
const WINDOW_PER_REPORT_MS = 100;

/** Beyond this a return would be noticed too late; more come back per second instead. */
export const LONGEST_WINDOW_MS = 5 * MINUTE_MS;

/** What is held because a probe is out looks again soon: most probes are answered at once. */
const DURING_PROBE_MS = 5 * SECOND_MS;

/** A paused endpoint waits for a person; what it holds only looks whether one came by without waking it. */
const PAUSED_LOOK_MS = 60 * MINUTE_MS;
const PAUSED_JITTER = 0.5;

export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN" | "PAUSED";

/** What consumers keep of a breaker for a few seconds. */
export interface Health {
  state: BreakerState;
  reason: string | null;
  /** Before this nobody probes. */
  probeAt: number | null;
  /** A probe is out. */
  probing: boolean;
  /** The dispatch that it is; absent where an object of release 0.2.0 says it. */
  probe?: string | null;
  windowMs: number;
}

/** Over how long held notifications come back, by what was reported since the breaker opened. */
export const windowMs = (reported: number): number =>
  Math.min(reported * WINDOW_PER_REPORT_MS, LONGEST_WINDOW_MS);

/** When a held one looks again; `random` is in [0, 1), `more` are holds that the health does not know of yet. */
export function heldUntil(health: Health, more: number, now: number, random: number): number {
  if (health.state === "PAUSED") return Math.round(now + PAUSED_LOOK_MS * (1 + PAUSED_JITTER * random));
  const first = health.probing ? now + DURING_PROBE_MS : Math.max(now, health.probeAt ?? now);
  const spread = Math.min(health.windowMs + windowMs(more), LONGEST_WINDOW_MS);
  return Math.round(first + spread * random);
}

/** Somebody says that the endpoint is back: fifty a second, and none of them looks in vain. */
const WOKEN_APART_MS = 20;

/** When those wake that a resumption wakes, one after the other. */
export const wakeAt = (from: number, place: number): number => from + place * WOKEN_APART_MS;
