import { describe, expect, it } from "vitest";
import { ATTEMPT_DELAYS_MS, leaseMs, nextStep, parseRetryAfter } from "../../src/callbacks/schedule";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const failed = { ok: false, status: 503, error: "SERVER_ERROR", retryAfter: null };
const ALMOST_ONE = 1 - Number.EPSILON;

function waitAfter(attempt: number, random: number, retryAfter: string | null = null) {
  const step = nextStep({ attempt, result: { ...failed, retryAfter }, now: NOW, random });
  if (step.kind !== "retry") throw new Error(`expected a retry, got ${step.kind}`);
  return { ms: step.at - NOW, underRetryAfter: step.underRetryAfter };
}

describe("the delivery schedule", () => {
  it("is the one of the contract", () => {
    const minutes = ATTEMPT_DELAYS_MS.map((delay) => delay / 60_000);
    expect(minutes).toEqual([0, 5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "waits the planned delay plus up to 20 %% after attempt %i",
    (attempt) => {
      const planned = ATTEMPT_DELAYS_MS[attempt] ?? Number.NaN;
      expect(waitAfter(attempt, 0)).toEqual({ ms: planned, underRetryAfter: false });
      expect(waitAfter(attempt, 0.5).ms).toBe(Math.round(planned * 1.1));
      expect(waitAfter(attempt, ALMOST_ONE).ms).toBe(Math.round(planned * 1.2));
    },
  );

  it("ends with the tenth failure and says what the last one was", () => {
    const step = (result: typeof failed | { ok: false; status: null; error: string; retryAfter: null }) =>
      nextStep({ attempt: 10, result, now: NOW, random: 0 });
    expect(step(failed)).toEqual({ kind: "exhausted", because: "10 attempts failed, the last: HTTP 503" });
    expect(step({ ok: false, status: null, error: "TIMEOUT", retryAfter: null })).toEqual({
      kind: "exhausted",
      because: "10 attempts failed, the last: TIMEOUT",
    });
  });

  it("takes a success on any attempt, the last included", () => {
    const result = { ok: true, status: 204, error: null, retryAfter: "60" };
    for (const attempt of [1, 10])
      expect(nextStep({ attempt, result, now: NOW, random: 0 })).toEqual({ kind: "delivered" });
  });

  it("takes 410 as the endpoint's last word, whatever the attempt", () => {
    const result = { ok: false, status: 410, error: "CLIENT_ERROR", retryAfter: "60" };
    for (const attempt of [1, 10])
      expect(nextStep({ attempt, result, now: NOW, random: 0 })).toEqual({ kind: "gone" });
  });

  it("retries redirects, refusals of the guard and client errors like any other failure", () => {
    for (const [status, error] of [
      [302, "REDIRECT"],
      [null, "REFUSED_BY_GUARD"],
      [404, "CLIENT_ERROR"],
    ] as const)
      expect(
        nextStep({ attempt: 1, result: { ok: false, status, error, retryAfter: null }, now: NOW, random: 0 })
          .kind,
      ).toBe("retry");
  });
});

describe("Retry-After", () => {
  it.each([
    ["shorter than the plan: the plan", "2", 0, 5_000],
    ["shorter than the plan with its jitter: the plan", "5", 0.5, 5_500],
    ["between the plan and twice it: as asked", "8", 0.5, 8_000],
    ["exactly twice the plan: as asked", "10", 0, 10_000],
    ["longer than twice the plan: twice the plan", "3600", 0.5, 10_000],
    ["absurdly long: twice the plan", "9".repeat(400), 0, 10_000],
    ["as a date: until then", "Sun, 01 Mar 2026 12:00:07 GMT", 0, 7_000],
  ])("%s", (_, retryAfter, random, ms) => {
    expect(waitAfter(1, random, retryAfter)).toEqual({ ms, underRetryAfter: true });
  });

  it.each(["0", "soon", "", "-5", "1.5", "Sun, 01 Mar 2026 11:59:00 GMT"])(
    "of %j changes nothing",
    (retryAfter) => {
      expect(waitAfter(1, 0, retryAfter)).toEqual({ ms: 5_000, underRetryAfter: false });
    },
  );

  it("does not prolong a schedule that has ended", () => {
    expect(nextStep({ attempt: 10, result: { ...failed, retryAfter: "60" }, now: NOW, random: 0 }).kind).toBe(
      "exhausted",
    );
  });

  it.each([
    ["120", 120_000],
    [" 120 ", 120_000],
    ["Sun, 01 Mar 2026 12:01:00 GMT", 60_000],
    ["Sunday, 01-Mar-26 12:01:00 GMT", 60_000],
    ["Sun Mar  1 12:01:00 2026", 60_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["2026-03-01T12:01:00Z", null],
    ["Sunny", null],
    ["1e3", null],
    [null, null],
  ])("%j is read as %j ms", (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });
});

describe("the lease of a dispatch", () => {
  it("starts at a minute and doubles up to a quarter of an hour", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 2_000].map((dispatches) => leaseMs(dispatches) / 60_000)).toEqual([
      1, 1, 2, 4, 8, 15, 15, 15,
    ]);
  });
});
