// Whether an endpoint as a whole can be expected to take a notification: a circuit breaker as a pure function. The
// clock and chance are arguments; it does not know how an attempt is made or who keeps its state.
//
// It hears failures and transitions, never successes while all is well. So a failure carries when its reporter last saw
// a success, and older failures then no longer count. When what is held comes back is in ramp.ts. All times are epoch
// milliseconds.
import { windowMs, type BreakerState, type Health } from "./ramp";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A first batch of six of one dead endpoint is enough; a hiccup of one notification is not. */
export const FAILURES_TO_OPEN = 5;

/** Successes in other isolates are not heard of, so failures further apart than this prove nothing together. */
const FAILURES_COUNT_FOR_MS = HOUR_MS;

/** Wait before probe 1, 2, …: quick while it may be a restart, then bounded, so that a return is soon noticed. */
export const PROBE_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
];

/** Longer than an attempt with its timeout: a probe that nobody reports by then is given to another dispatch. */
export const PROBE_LEASE_MS = 30 * SECOND_MS;

/** So many URLs of one origin gone, and no success in between: the whole integration was taken down. */
export const GONE_TO_PAUSE = 10;

/** Longer than the whole schedule of a notification with all its jitter: whoever is back within it need not ask. */
export const FAILING_TO_PAUSE_MS = 5 * DAY_MS;

export interface Breaker {
  state: BreakerState;
  /** When it closed, opened (probes that fail do not count), was paused or resumed. */
  since: number;
  reason: string | null;
  /** Failures since the last success that is known. */
  failures: number;
  /** While closed: when they came. */
  recent: number[];
  failingSince: number | null;
  openedAt: number | null;
  /** Failures and holds reported since it opened. */
  reported: number;
  failedProbes: number;
  /** Before this nobody probes. */
  probeAt: number | null;
  /** The one dispatch that probes, and until when it may take. */
  probe: { dispatchId: string; until: number } | null;
  /** Distinct URLs that answered 410, as hashes. */
  gone: string[];
  goneAt: number | null;
}

/** What happens to a breaker. `holds` are held dispatches that were not reported before. */
export type BreakerEvent =
  | { type: "asked"; dispatchId: string; mayProbe: boolean; holds: number }
  | { type: "failed"; dispatchId: string; lastSuccessAt: number | null; what: string; holds: number }
  | { type: "gone"; dispatchId: string; lastSuccessAt: number | null; urlHash: string }
  | { type: "alive"; dispatchId: string; startedAt: number }
  | { type: "unused"; dispatchId: string }
  | { type: "resumed" };

export const closed = (now: number): Breaker => ({
  state: "CLOSED",
  since: now,
  reason: null,
  failures: 0,
  recent: [],
  failingSince: null,
  openedAt: null,
  reported: 0,
  failedProbes: 0,
  probeAt: null,
  probe: null,
  gone: [],
  goneAt: null,
});

/** The breaker after an event. */
export function step(breaker: Breaker, event: BreakerEvent, now: number): Breaker {
  switch (event.type) {
    case "asked":
      return asked(breaker, event, now);
    case "failed":
      return failed(breaker, event, now);
    case "gone":
      return gone(breaker, event, now);
    case "alive":
      return alive(breaker, event, now);
    case "unused":
      return holdsProbe(breaker, event.dispatchId) ? { ...breaker, probe: null } : breaker;
    case "resumed":
      return resumed(breaker, now);
  }
}

/** What a dispatch may do once its question was heard. */
export function permitOf(breaker: Breaker, dispatchId: string): "go" | "probe" | "held" {
  if (breaker.state === "CLOSED") return "go";
  return holdsProbe(breaker, dispatchId) ? "probe" : "held";
}

export const healthOf = (breaker: Breaker, now: number): Health => ({
  state: breaker.state,
  reason: breaker.reason,
  probeAt: breaker.probeAt,
  probing: breaker.probe !== null && breaker.probe.until > now,
  probe: breaker.probe?.dispatchId ?? null,
  windowMs: windowMs(breaker.reported),
});

const holdsProbe = ({ probe }: Breaker, dispatchId: string): boolean => probe?.dispatchId === dispatchId;

function asked(
  breaker: Breaker,
  { dispatchId, mayProbe, holds }: { dispatchId: string; mayProbe: boolean; holds: number },
  now: number,
): Breaker {
  if (breaker.state === "CLOSED" || holdsProbe(breaker, dispatchId)) return breaker;
  const reported = breaker.reported + holds;
  const due =
    breaker.state === "OPEN"
      ? now >= (breaker.probeAt ?? now)
      : breaker.state === "HALF_OPEN" && (breaker.probe === null || breaker.probe.until <= now);
  if (!due || !mayProbe) return { ...breaker, reported: reported + 1 };
  const probe = { dispatchId, until: now + PROBE_LEASE_MS };
  return { ...breaker, reported, state: "HALF_OPEN", probe };
}

function failed(
  breaker: Breaker,
  event: { dispatchId: string; lastSuccessAt: number | null; what: string; holds: number },
  now: number,
): Breaker {
  if (breaker.state === "CLOSED") return failedWhileClosed(breaker, event, now);
  const reported = breaker.reported + event.holds + 1;
  const more = { ...breaker, failures: breaker.failures + 1, reported };
  if (breaker.state === "PAUSED" || !holdsProbe(breaker, event.dispatchId)) return more;
  if (now - (breaker.failingSince ?? now) >= FAILING_TO_PAUSE_MS)
    return paused(more, `failing for ${FAILING_TO_PAUSE_MS / DAY_MS} days, the last: ${event.what}`, now);
  const failedProbes = breaker.failedProbes + 1;
  return {
    ...more,
    ...opened(failedProbes, now),
    reason: `${more.failures} failures, the last: ${event.what}`,
  };
}

function failedWhileClosed(
  breaker: Breaker,
  { lastSuccessAt, what, holds }: { lastSuccessAt: number | null; what: string; holds: number },
  now: number,
): Breaker {
  const counting = Math.max(lastSuccessAt ?? 0, now - FAILURES_COUNT_FOR_MS);
  const recent = [...breaker.recent.filter((at) => at > counting), now];
  const failures = recent.length;
  const failingSince = recent[0] ?? now;
  if (failures < FAILURES_TO_OPEN) return { ...breaker, recent, failures, failingSince };
  const reason = `${failures} failures in a row, the last: ${what}`;
  const reported = failures + holds;
  return {
    ...breaker,
    ...opened(0, now),
    since: now,
    openedAt: now,
    recent: [],
    failures,
    failingSince,
    reported,
    reason,
  };
}

const opened = (failedProbes: number, now: number) => ({
  state: "OPEN" as const,
  probe: null,
  failedProbes,
  probeAt: now + (PROBE_DELAYS_MS[failedProbes] ?? PROBE_DELAYS_MS.at(-1) ?? 0),
});

/** A URL that is gone is that notification's own affair, and an answer; many of them are the end of an integration. */
function gone(
  breaker: Breaker,
  event: { dispatchId: string; lastSuccessAt: number | null; urlHash: string },
  now: number,
): Breaker {
  if (breaker.state === "PAUSED") return breaker;
  const stale = breaker.goneAt !== null && (event.lastSuccessAt ?? 0) > breaker.goneAt;
  const urls = [...new Set([...(stale ? [] : breaker.gone), event.urlHash])];
  const noted = { ...breaker, gone: urls, goneAt: now };
  if (urls.length >= GONE_TO_PAUSE)
    return paused(
      { ...noted, openedAt: breaker.openedAt ?? now },
      `${urls.length} URLs answered 410 Gone`,
      now,
    );
  if (!holdsProbe(breaker, event.dispatchId)) return noted;
  return { ...closed(now), gone: urls, goneAt: now };
}

/** Closes by the probe, or by a post that began after the breaker opened and was taken all the same. */
function alive(
  breaker: Breaker,
  { dispatchId, startedAt }: { dispatchId: string; startedAt: number },
  now: number,
): Breaker {
  if (breaker.state === "PAUSED") return breaker;
  if (breaker.state === "CLOSED")
    return { ...breaker, failures: 0, recent: [], failingSince: null, gone: [], goneAt: null };
  const proves = holdsProbe(breaker, dispatchId) || startedAt >= (breaker.openedAt ?? 0);
  return proves ? closed(now) : breaker;
}

const paused = (breaker: Breaker, reason: string, now: number): Breaker => ({
  ...breaker,
  state: "PAUSED",
  since: now,
  reason,
  probe: null,
  probeAt: null,
});

/** The next dispatch is the probe; what led to the pause is forgotten, the window is kept. */
function resumed(breaker: Breaker, now: number): Breaker {
  if (breaker.state !== "PAUSED" && breaker.state !== "OPEN") return breaker;
  const fresh = { failedProbes: 0, failingSince: now, gone: [], goneAt: null };
  return { ...breaker, ...fresh, state: "HALF_OPEN", since: now, probe: null, probeAt: now };
}
