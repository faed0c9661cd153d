// How the statements of the statistics find their rows: by key or index, every table of them.
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { aggregateAll } from "../../src/statistics/aggregate";
import { countCall, flushCalls } from "../../src/statistics/calls";
import { call, entitled, MUSIC, OPERATOR, until } from "../support/api";

const TABLES = /\b(?:feed|entitlement|statistics_\w+|merchant_call_day)\b/;
const statements = new Set<string>();

async function planOf(sql: string): Promise<string[]> {
  const parameters = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
  // JSON where a list is read; any other parameter does not mind.
  const bound = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill("[]"));
  return (await bound.all<{ detail: string }>()).results.map(({ detail }) => detail);
}

beforeAll(async () => {
  await entitled();
  await until(async () =>
    expect(await env.DB.prepare("SELECT count(*) AS count FROM feed").first("count")).toBe(1),
  );
  const database: object = Object.getPrototypeOf(env.DB);
  const prepare = Reflect.get(database, "prepare") as (sql: string) => D1PreparedStatement;
  Reflect.set(database, "prepare", function (this: unknown, sql: string) {
    if (TABLES.test(sql) && !sql.startsWith("EXPLAIN")) statements.add(sql.trim());
    return Reflect.apply(prepare, this, [sql]);
  });
  await env.DB.prepare("UPDATE feed SET previous_status = NULL").run();
  statements.clear();
  countCall({
    environment: "sandbox",
    resellerKey: "TELCO",
    merchantAccountKey: "MUSIC",
    operation: "create",
    outcome: { kind: "completed" },
    at: 0,
    durationMs: 1,
  });
  await flushCalls(env);
  await aggregateAll(env, 10);
  await call("GET", "/v1/statistics?merchantAccountKey=MUSIC&productKey=MUSIC");
  await call("GET", "/merchant/v1/statistics", { as: MUSIC });
  await call("GET", "/admin/v1/statistics", { as: OPERATOR });
});

it("nothing is scanned", async () => {
  expect(statements.size).toBeGreaterThanOrEqual(16);
  for (const sql of statements) {
    const scans = (await planOf(sql)).filter((line) =>
      /^SCAN (?:feed|entitlement|pair|progress|statistics_\w+|merchant_call_day)\b/.test(line),
    );
    expect(scans, sql).toEqual([]);
  }
});
