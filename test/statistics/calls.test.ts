// Merchants' answers: counted in memory, written in one statement now and then, never lost to a store that is away.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../src/connectors/contract";
import { percentile, CALL_BOUNDS_MS, bucketOf } from "../../src/statistics/buckets";
import { CALL_COLUMNS, countCall, flushCalls, flushWhenDue } from "../../src/statistics/calls";
import { statisticsOf } from "../../src/statistics/statistics";
import { create } from "../support/api";
import { MINUTE, pass, SECOND } from "../support/world";
import { reachOf } from "./shipments";

const AT = Date.parse("2026-05-01T10:00:00Z");
let resellers = 0;
let reseller = "";
beforeEach(async () => {
  await flushCalls(env);
  reseller = `CALLER-${++resellers}`;
});

const called = (outcome: Outcome, durationMs: number, operation: "create" | "suspend" = "create") =>
  countCall({
    environment: "sandbox",
    resellerKey: reseller,
    merchantAccountKey: "MUSIC",
    operation,
    outcome,
    at: AT,
    durationMs,
  });

const DONE: Outcome = { kind: "completed" };
const look = () => statisticsOf(env, reachOf(reseller, "2026-05-01", "2026-05-01"));

/** What is prepared while something runs. */
async function statements(of: () => Promise<unknown>): Promise<number> {
  const prepare = vi.spyOn(Object.getPrototypeOf(env.DB), "prepare");
  await of();
  const count = prepare.mock.calls.length;
  prepare.mockRestore();
  return count;
}

describe("merchants' answers", () => {
  it("are one row per operation and outcome, however many they are", async () => {
    for (let number = 0; number < 90; number++) called(DONE, 30);
    for (let number = 0; number < 9; number++) called({ kind: "unknown", cause: "TIMEOUT" }, 10_000);
    called({ kind: "rejected", reason: "MERCHANT_UNAVAILABLE" }, 3);
    called({ kind: "rejected", reason: "CUSTOMER_NOT_ELIGIBLE" }, 3, "suspend");
    expect(await statements(() => flushCalls(env))).toBe(2);
    const { merchantCalls, days } = await look();
    expect(merchantCalls).toEqual([
      expect.objectContaining({
        operation: "create",
        calls: 100,
        failed: 10,
        outcomes: { completed: 90, unknown: 9, unavailable: 1 },
      }),
      expect.objectContaining({ operation: "suspend", calls: 1, failed: 0, outcomes: { rejected: 1 } }),
    ]);
    expect(merchantCalls[0]?.p50Ms).toBeGreaterThanOrEqual(20);
    expect(merchantCalls[0]?.p50Ms).toBeLessThan(40);
    expect(merchantCalls[0]?.p95Ms).toBeGreaterThan(5_120);
    expect(days[0]).toMatchObject({ merchantCalls: 101, merchantCallsFailed: 10 });
  });

  it("are added to those of the day", async () => {
    for (const round of [1, 2, 3]) {
      called(DONE, round);
      await flushCalls(env);
    }
    expect((await look()).merchantCalls).toEqual([expect.objectContaining({ calls: 3, p99Ms: 5 })]);
  });

  it("are written at most every ten seconds, and not at all where there were none", async () => {
    pass(MINUTE);
    called(DONE, 1);
    expect(await statements(() => flushWhenDue(env))).toBe(2);
    called(DONE, 1);
    expect(await statements(() => flushWhenDue(env))).toBe(0);
    pass(11 * SECOND);
    expect(await statements(() => flushWhenDue(env))).toBe(2);
    pass(11 * SECOND);
    expect(await statements(() => flushWhenDue(env))).toBe(0);
  });

  it("wait for a store that is away", async () => {
    called(DONE, 1);
    await flushCalls({
      DB: { prepare: () => ({ bind: () => null }), batch: () => Promise.reject(new Error("away")) },
    } as unknown as Pick<Env, "DB">);
    called(DONE, 1);
    await flushCalls(env);
    expect((await look()).merchantCalls[0]?.calls).toBe(2);
  });

  it("are counted where merchants are asked", async () => {
    await create({ productKey: "MUSIC_INSTANT" });
    await flushCalls(env);
    const { results } = await env.DB.prepare(
      "SELECT operation, outcome FROM merchant_call_day WHERE reseller_scope = 'sandbox:TELCO'",
    ).all();
    expect(results).toContainEqual({ operation: "create", outcome: "completed" });
  });
});

describe("buckets", () => {
  it("have a column each", async () => {
    const { results } = await env.DB.prepare("PRAGMA table_info(merchant_call_day)").all<{ name: string }>();
    expect(results.map(({ name }) => name).slice(5)).toEqual(CALL_COLUMNS);
  });

  it.each([
    [4, 0],
    [5, 1],
    [9, 1],
    [5_119, 10],
    [5_120, 11],
    [10_000, 11],
  ])("%i ms is in bucket %i", (ms, bucket) => expect(bucketOf(CALL_BOUNDS_MS, ms)).toBe(bucket));

  it.each<[number[], number, number | null]>([
    [[], 0.5, null],
    [[0, 0], 0.5, null],
    [[0, 100], 0.5, Math.round(5 * 2 ** 0.5)],
    [[50, 50], 0.5, 5],
    [[50, 50], 1, 10],
    [[1, 0, 0, 1], 0.99, Math.round(20 * 2 ** 0.98)],
  ])("%j: the share %d lies below %d ms", (counts, share, ms) =>
    expect(percentile(CALL_BOUNDS_MS, counts, share)).toBe(ms),
  );
});
