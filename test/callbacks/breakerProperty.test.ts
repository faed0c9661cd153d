// What holds for a breaker whatever happens, in any order, with any pauses.
import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  property,
  tuple,
} from "fast-check";
import { expect, it } from "vitest";
import {
  closed,
  FAILURES_TO_OPEN,
  GONE_TO_PAUSE,
  healthOf,
  permitOf,
  PROBE_DELAYS_MS,
  step,
  type Breaker,
  type BreakerEvent,
} from "../../src/callbacks/breaker";
import { heldUntil, LONGEST_WINDOW_MS } from "../../src/callbacks/ramp";

const NOW = Date.UTC(2030, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What may happen, told at a time that the story decides. */
type Happening = (now: number) => BreakerEvent;

const dispatch = constantFrom("a", "b", "c", "d");
const ago = option(integer({ min: 0, max: 10 * MINUTE }), { nil: null });
const earlier = (now: number, ms: number | null): number | null => (ms === null ? null : now - ms);

const asks = tuple(dispatch, boolean(), nat(1_000)).map(([dispatchId, mayProbe, holds]): Happening => () => ({
  type: "asked",
  dispatchId,
  mayProbe,
  holds,
}));
const fails = tuple(dispatch, ago, nat(1_000)).map(([dispatchId, success, holds]): Happening => (now) => ({
  type: "failed",
  dispatchId,
  lastSuccessAt: earlier(now, success),
  what: "TIMEOUT",
  holds,
}));
const goes = tuple(dispatch, ago, nat(12)).map(([dispatchId, success, url]): Happening => (now) => ({
  type: "gone",
  dispatchId,
  lastSuccessAt: earlier(now, success),
  urlHash: `url-${url}`,
}));
const lives = tuple(dispatch, nat(MINUTE)).map(([dispatchId, took]): Happening => (now) => ({
  type: "alive",
  dispatchId,
  startedAt: now - took,
}));
const unused = dispatch.map((dispatchId): Happening => () => ({ type: "unused", dispatchId }));
const resumes = nat().map((): Happening => () => ({ type: "resumed" }));

const happening = oneof(
  { weight: 4, arbitrary: asks },
  { weight: 6, arbitrary: fails },
  { weight: 3, arbitrary: goes },
  { weight: 1, arbitrary: lives },
  { weight: 1, arbitrary: unused },
  { weight: 1, arbitrary: resumes },
);
const pause = oneof(nat(10 * SECOND), nat(HOUR), nat(3 * DAY));
const story = array(tuple(happening, pause), { maxLength: 80 });

interface Turn {
  was: Breaker;
  event: BreakerEvent;
  is: Breaker;
  now: number;
}

/** Plays many stories; each is looked at as a whole. */
function always(check: (turns: Turn[]) => void): void {
  const played = property(story, (happenings) => {
    let [was, now] = [closed(NOW), NOW];
    check(
      happenings.map(([happens, wait]) => {
        now += wait;
        const event = happens(now);
        const turn = { was, event, is: step(was, event, now), now };
        was = turn.is;
        return turn;
      }),
    );
  });
  assert(played, { numRuns: 500 });
}

it("there is never more than one probe at a time", () => {
  always((turns) => {
    let out: { dispatchId: string; until: number } | null = null;
    for (const { event, is, now } of turns) {
      if (event.type === "asked" && permitOf(is, event.dispatchId) === "probe") {
        const another = out !== null && out.until > now && out.dispatchId !== event.dispatchId;
        expect(another).toBe(false);
        out = is.probe;
      }
      // A probe is over when it is reported, or when nothing probes any more.
      if (is.probe === null) out = null;
    }
  });
});

it("a probe is given only after the probe time, and only to what may probe", () => {
  always((turns) => {
    for (const { was, event, is, now } of turns)
      if (is.probe !== null && is.probe !== was.probe) {
        expect(event).toMatchObject({ type: "asked", mayProbe: true });
        expect(now).toBeGreaterThanOrEqual(was.probeAt ?? Number.POSITIVE_INFINITY);
      }
  });
});

it("it closes only by an answer of the endpoint", () => {
  always((turns) => {
    for (const { was, event, is } of turns)
      if (was.state !== "CLOSED" && is.state === "CLOSED") expect(["alive", "gone"]).toContain(event.type);
  });
});

it("what is paused leaves only by a resumption", () => {
  always((turns) => {
    for (const { was, event, is } of turns)
      if (was.state === "PAUSED" && is.state !== "PAUSED") expect(event.type).toBe("resumed");
  });
});

it("what is held always looks again, and within bounds", () => {
  always((turns) => {
    for (const { is, now } of turns.filter((turn) => turn.is.state !== "CLOSED"))
      for (const random of [0, 0.999]) {
        const health = healthOf(is, now);
        expect(health.windowMs).toBeLessThanOrEqual(LONGEST_WINDOW_MS);
        const wait = heldUntil(health, 5_000, now, random) - now;
        expect(wait).toBeGreaterThanOrEqual(0);
        const longest = (PROBE_DELAYS_MS.at(-1) ?? 0) + LONGEST_WINDOW_MS;
        expect(wait).toBeLessThanOrEqual(is.state === "PAUSED" ? 1.5 * HOUR : longest);
      }
  });
});

it("what is kept stays small", () => {
  always((turns) => {
    for (const { is } of turns) {
      expect(is.recent.length).toBeLessThan(FAILURES_TO_OPEN);
      expect(is.gone.length).toBeLessThanOrEqual(GONE_TO_PAUSE);
    }
  });
});
