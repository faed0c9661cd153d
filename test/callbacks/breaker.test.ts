// The breaker as a table: each event in each state. What holds over any sequence is in breakerProperty.test.ts.
import { describe, expect, it } from "vitest";
import {
  closed,
  FAILING_TO_PAUSE_MS,
  FAILURES_TO_OPEN,
  GONE_TO_PAUSE,
  healthOf,
  permitOf,
  PROBE_LEASE_MS,
  step,
  type Breaker,
  type BreakerEvent,
} from "../../src/callbacks/breaker";
import { heldUntil, LONGEST_WINDOW_MS, wakeAt, windowMs } from "../../src/callbacks/ramp";

const NOW = Date.UTC(2030, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const failed = (dispatchId = "any", lastSuccessAt: number | null = null): BreakerEvent => ({
  type: "failed",
  dispatchId,
  lastSuccessAt,
  what: "TIMEOUT",
  holds: 0,
});
const asked = (dispatchId: string, more: { mayProbe?: boolean; holds?: number } = {}): BreakerEvent => ({
  type: "asked",
  dispatchId,
  mayProbe: true,
  holds: 0,
  ...more,
});
const alive = (dispatchId: string, startedAt = NOW): BreakerEvent => ({
  type: "alive",
  dispatchId,
  startedAt,
});
const gone = (url: number, lastSuccessAt: number | null = null, dispatchId = "any"): BreakerEvent => ({
  type: "gone",
  dispatchId,
  lastSuccessAt,
  urlHash: `url-${url}`,
});

/** Everything at one moment. */
const after = (events: BreakerEvent[], from = closed(NOW), now = NOW): Breaker =>
  events.reduce((breaker, event) => step(breaker, event, now), from);
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const open = after(times(FAILURES_TO_OPEN, () => failed()));
const probing = (dispatchId = "probe", now = NOW + 5 * SECOND): Breaker =>
  after([asked(dispatchId)], open, now);
const paused = after(times(GONE_TO_PAUSE, (at) => gone(at)));

describe("a closed breaker", () => {
  it("lets everything through, and hears nothing of it", () => {
    const quiet = closed(NOW);
    expect(step(quiet, asked("d"), NOW)).toBe(quiet);
    expect(permitOf(quiet, "d")).toBe("go");
  });

  it("opens with the fifth failure, and says why", () => {
    expect(after(times(FAILURES_TO_OPEN - 1, () => failed())).state).toBe("CLOSED");
    expect(open).toMatchObject({
      state: "OPEN",
      failures: 5,
      reason: "5 failures in a row, the last: TIMEOUT",
      probeAt: NOW + 5 * SECOND,
    });
  });

  it("does not add up failures from before a success that a reporter saw", () => {
    const four = after(times(4, () => failed()));
    const later = step(four, failed("any", NOW + 1), NOW + 2);
    expect(later).toMatchObject({ state: "CLOSED", failures: 1 });
  });

  it("does not add up failures from long ago", () => {
    const four = after(times(4, () => failed()));
    expect(step(four, failed(), NOW + 59 * MINUTE).state).toBe("OPEN");
    expect(step(four, failed(), NOW + 61 * MINUTE)).toMatchObject({ state: "CLOSED", failures: 1 });
  });
});

describe("an open breaker", () => {
  it("holds until the probe time, then gives one probe", () => {
    expect(permitOf(after([asked("early")], open), "early")).toBe("held");
    const at = NOW + 5 * SECOND;
    const one = after([asked("first"), asked("second")], open, at);
    expect(one).toMatchObject({
      state: "HALF_OPEN",
      probe: { dispatchId: "first", until: at + PROBE_LEASE_MS },
    });
    expect([permitOf(one, "first"), permitOf(one, "second")]).toEqual(["probe", "held"]);
  });

  it("gives no probe to a first attempt", () => {
    const first = after([asked("d", { mayProbe: false })], open, NOW + MINUTE);
    expect(first.state).toBe("OPEN");
    expect(permitOf(first, "d")).toBe("held");
  });

  it("is not kept open longer by failures of posts that were under way", () => {
    expect(after([failed("straggler")], open, NOW + SECOND)).toMatchObject({
      state: "OPEN",
      probeAt: NOW + 5 * SECOND,
      failures: 6,
    });
  });

  it("waits longer after each probe that fails, and never longer than five minutes", () => {
    let [breaker, now] = [open, NOW];
    const waits = times(8, (at) => {
      const wait = (breaker.probeAt ?? 0) - now;
      now = breaker.probeAt ?? 0;
      breaker = after([asked(`${at}`), failed(`${at}`)], breaker, now);
      return wait / SECOND;
    });
    expect(waits).toEqual([5, 10, 30, 60, 120, 300, 300, 300]);
    expect(breaker.since).toBe(NOW);
  });
});

describe("a probe", () => {
  it("that succeeds closes, and everything is forgotten", () => {
    const now = NOW + 6 * SECOND;
    expect(step(probing(), alive("probe"), now)).toEqual(closed(now));
  });

  it("that fails opens again", () => {
    const again = step(probing(), failed("probe"), NOW + 20 * SECOND);
    expect(again).toMatchObject({ state: "OPEN", probe: null, probeAt: NOW + 30 * SECOND, failures: 6 });
  });

  it("that nobody reports is given out again after its lease, and its late failure changes nothing", () => {
    const lapsed = NOW + 5 * SECOND + PROBE_LEASE_MS;
    expect(permitOf(after([asked("next")], probing(), lapsed - 1), "next")).toBe("held");
    const next = after([asked("next")], probing(), lapsed);
    expect(permitOf(next, "next")).toBe("probe");
    expect(after([failed("probe")], next, lapsed)).toMatchObject({
      state: "HALF_OPEN",
      probe: { dispatchId: "next" },
    });
  });

  it("that was never sent is free for the next", () => {
    const free = step(probing(), { type: "unused", dispatchId: "probe" }, NOW + 6 * SECOND);
    expect(permitOf(after([asked("next")], free, NOW + 6 * SECOND), "next")).toBe("probe");
  });

  it("that is answered 410 closes: that URL is gone, the endpoint lives", () => {
    expect(step(probing(), gone(1, null, "probe"), NOW + 6 * SECOND)).toMatchObject({
      state: "CLOSED",
      gone: ["url-1"],
    });
  });
});

it("a success closes when its post began after the breaker opened, and not when before", () => {
  expect(step(open, alive("other", NOW - 1), NOW + SECOND).state).toBe("OPEN");
  expect(step(open, alive("other", NOW + 1), NOW + SECOND).state).toBe("CLOSED");
});

describe("pausing", () => {
  it("comes with ten distinct URLs that are gone, not with one URL ten times", () => {
    expect(paused).toMatchObject({ state: "PAUSED", reason: "10 URLs answered 410 Gone", probeAt: null });
    expect(after(times(20, () => gone(1))).state).toBe("CLOSED");
  });

  it("does not come when successes lie between", () => {
    const nine = after(times(9, (at) => gone(at)));
    expect(step(nine, gone(99, NOW + 1), NOW + 2)).toMatchObject({ state: "CLOSED", gone: ["url-99"] });
  });

  it("comes with five days of failing, at a probe", () => {
    const now = NOW + FAILING_TO_PAUSE_MS;
    const early = after([asked("p"), failed("p")], open, now - 1);
    expect(early.state).toBe("OPEN");
    const late = after([asked("p"), failed("p")], open, now);
    expect(late).toMatchObject({ state: "PAUSED", reason: "failing for 5 days, the last: TIMEOUT" });
  });

  it("gives no probes and believes no success", () => {
    const later = after([asked("d"), alive("d", NOW + HOUR)], paused, NOW + HOUR);
    expect(later.state).toBe("PAUSED");
    expect(permitOf(later, "d")).toBe("held");
  });
});

describe("a resumption", () => {
  it.each([
    ["paused", paused],
    ["open", open],
  ])("of a breaker that is %s makes the next dispatch the probe", (_, before) => {
    const resumed = after([{ type: "resumed" }], before);
    expect(resumed).toMatchObject({ state: "HALF_OPEN", probe: null, gone: [] });
    expect(permitOf(after([asked("next")], resumed), "next")).toBe("probe");
  });

  it("begins the five days anew", () => {
    const now = NOW + FAILING_TO_PAUSE_MS;
    const long = after([asked("p"), failed("p")], open, now);
    const resumed = after([{ type: "resumed" }, asked("q"), failed("q")], long, now);
    expect(resumed).toMatchObject({ state: "OPEN", probeAt: now + 10 * SECOND });
  });

  it("of one that is closed changes nothing", () => {
    const quiet = closed(NOW);
    expect(step(quiet, { type: "resumed" }, NOW)).toBe(quiet);
  });
});

describe("what is held", () => {
  const health = healthOf(open, NOW);

  it("looks again after the probe time, within the window", () => {
    expect(heldUntil(health, 0, NOW, 0)).toBe(NOW + 5 * SECOND);
    expect(heldUntil(health, 0, NOW, 0.999)).toBe(NOW + 5 * SECOND + Math.round(499.5));
  });

  it("makes the window grow: 100 ms each, whether the object has heard of it or not, at most five minutes", () => {
    const more = after([asked("d", { holds: 44 })], open);
    expect(healthOf(more, NOW).windowMs).toBe(5 * SECOND);
    expect(heldUntil(health, 45, NOW, 1)).toBe(NOW + 5 * SECOND + 5 * SECOND);
    expect(windowMs(1_000_000)).toBe(LONGEST_WINDOW_MS);
    expect(heldUntil(health, 1_000_000, NOW, 1)).toBe(NOW + 5 * SECOND + LONGEST_WINDOW_MS);
  });

  it("waits a moment for a probe that is out, and an hour or more for a person", () => {
    const now = NOW + 5 * SECOND;
    expect(heldUntil(healthOf(probing(), now), 0, now, 0)).toBe(now + 5 * SECOND);
    expect(heldUntil(healthOf(paused, NOW), 0, NOW, 0)).toBe(NOW + HOUR);
    expect(heldUntil(healthOf(paused, NOW), 0, NOW, 1)).toBe(NOW + 1.5 * HOUR);
  });

  it("wakes one after the other", () => {
    expect([wakeAt(NOW, 0), wakeAt(NOW, 50)]).toEqual([NOW, NOW + SECOND]);
  });
});
