// The plans of every statement that a reseller's call sends to the query store, taken from the calls themselves: each
// finds its rows by an index or by the key. A scan would cost rows read for everything that anybody has.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { exportKind } from "../../src/jobs/export/kind";
import { importKind } from "../../src/jobs/import/kind";
import { inbox } from "../receiver";
import { receiverWith } from "../support/candidates";
import { call, entitled, OPERATOR, patch, read, tell, until, verb } from "../support/api";
import { runKind } from "../support/steps";

const CERTIFICATION = "/v1/sandbox/certification";
const statements = new Set<string>();

/** From now on every statement about entitlements, the feed or certifications is known. */
function listen(): void {
  const database: object = Object.getPrototypeOf(env.DB);
  const prepare = Reflect.get(database, "prepare") as (sql: string) => D1PreparedStatement;
  Reflect.set(database, "prepare", function (this: unknown, sql: string) {
    if (/\b(?:entitlement|feed|certification|sandbox_trace)\b/.test(sql) && !sql.startsWith("EXPLAIN"))
      statements.add(sql.trim());
    return Reflect.apply(prepare, this, [sql]);
  });
}

const report = (body: Record<string, unknown>) => call("POST", "/v1/entitlement/report", { body });

/** One line per table that is looked into. */
async function planOf(sql: string): Promise<string[]> {
  const parameters = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
  const bound = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill(1));
  const { results } = await bound.all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

beforeAll(async () => {
  listen();
  const { entitlementId } = await entitled({ externalEntitlementId: "own" });
  await verb("suspend", entitlementId);
  await patch(entitlementId, { externalEntitlementId: "other" });
  await read(entitlementId);
  await report({});
  await report({ externalEntitlementId: "other" });
  await report({ merchantEntitlementId: "theirs" });
  await report({ customerIdentifier: "nobody" });
  for (const ids of [{ externalEntitlementId: "other" }, { merchantEntitlementId: "theirs" }])
    await call("POST", "/admin/v1/entitlement/find", { as: OPERATOR, body: ids });
  await report({ status: ["ACTIVE", "PENDING"], productKey: "MUSIC", merchantAccountKey: "MUSIC" });
  await report({ updatedSince: "2020-01-01T00:00:00Z" });
  const { body } = await call("GET", "/v1/events?limit=1");
  await call("GET", `/v1/events?after=${body.nextCursor}`);
  await call("GET", "/v1/product", { headers: { "X-CustomerIdentifier": "nobody" } });
  const { body: certified } = await call("POST", CERTIFICATION, {
    body: { notificationUrl: receiverWith("refusing") },
  });
  for (const path of [CERTIFICATION, `${CERTIFICATION}/${certified["certificationId"]}`])
    await call("GET", path);
  await tell("notify", entitlementId, { message: "hello" });
  await until(async () => expect([...statements].join()).toContain("INSERT INTO feed"));
  const row = {
    status: "ACTIVE",
    customerIdentifier: "nobody",
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC",
  };
  const ids = { externalEntitlementId: "own", merchantEntitlementId: "theirs", notificationUrl: inbox().url };
  await runKind(importKind, { rows: [{ ...row, ...ids }], facts: { dryRun: true } });
  await runKind(exportKind, {
    facts: { owner: { party: "MERCHANT", key: "MUSIC", environment: "sandbox" } },
  });
});

describe("the query store", () => {
  it("is asked by few statements, none of which scans a table", async () => {
    expect(statements.size).toBeGreaterThanOrEqual(9);
    for (const sql of statements) {
      const scans = (await planOf(sql)).filter((line) =>
        /^SCAN (?:entitlement|feed|newest|certification|sandbox_trace)\b/.test(line),
      );
      expect(scans, sql).toEqual([]);
    }
  });

  it.each([
    ["a page of a report", /NOT INDEXED/, "USING PRIMARY KEY (reseller_scope=? AND (created,id)>(?,?))"],
    ["a report by the reseller's own id", /external_id = \?8/, "USING INDEX entitlement_by_external_id"],
    ["a report by the merchant's id", /merchant_id = \?8/, "USING INDEX entitlement_by_merchant_id"],
    [
      "an operator's search by a reseller's id",
      /external_id = \?2/,
      "USING COVERING INDEX entitlement_by_external_id",
    ],
    [
      "an operator's search by a merchant's id",
      /merchant_id = \?2 LIMIT/,
      "USING COVERING INDEX entitlement_by_merchant_id",
    ],
    [
      "an import's look for a reseller's ids",
      /external_id = asked/,
      "USING INDEX entitlement_by_external_id",
    ],
    ["an import's look for merchants' ids", /merchant_id = asked/, "USING INDEX entitlement_by_merchant_id"],
    ["a step of an export", /THEN body END/, "USING PRIMARY KEY (reseller_scope=? AND (created,id)>(?,?))"],
    [
      "what has happened lately",
      /previous_stage AS previousStage/,
      "USING PRIMARY KEY (reseller_scope=? AND position>?)",
    ],
    ["a party's certifications", /SELECT summary FROM certification/, "USING PRIMARY KEY (owner=?)"],
    [
      "a page of the feed",
      /SELECT position, body FROM feed/,
      "USING PRIMARY KEY (reseller_scope=? AND position>?)",
    ],
  ])("%s looks where it should", async (_, pattern, index) => {
    const sql = [...statements].find((one) => pattern.test(one));
    expect((await planOf(sql ?? "")).join("\n")).toContain(index);
  });
});
