// Trouble in the query store: written as often as it comes, gone when it is cured, one event per exhaustion.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { readBacklogOf } from "../../src/projection/backlog";
import { findOverdue, notePoked } from "../../src/projection/overdue";
import { listTrouble, tellTrouble } from "../../src/projection/trouble";
import { eventsOf, troubleRow, troublesOf } from "../support/trouble";

const TELCO = { environment: "sandbox", resellerKey: "TELCO", statuses: ["exhausted"], since: null };
const rowsWritten = (results: D1Result[]): number[] => results.map(({ meta }) => meta.rows_written);

beforeEach(() =>
  env.DB.batch([env.DB.prepare("DELETE FROM trouble"), env.DB.prepare("DELETE FROM entitlement")]),
);

describe("telling", () => {
  it("writes a row and, for what was given up, one event; the same again writes nothing", async () => {
    const row = troubleRow();
    await tellTrouble(env.DB, row.entitlementId, [row], []);
    expect(await troublesOf(row.entitlementId)).toMatchObject([
      { subject: row.subject, status: "exhausted", reseller_scope: "sandbox:TELCO", since: row.since },
    ]);
    expect(rowsWritten(await tellTrouble(env.DB, row.entitlementId, [row], []))).toEqual([0, 0]);
    const [event, ...more] = await eventsOf(row.entitlementId);
    expect(event).toMatchObject({ type: "notification.exhausted", at: row.since });
    expect(JSON.parse(event?.detail ?? "")).toMatchObject({ notificationId: row.subject, version: 1 });
    expect(more).toEqual([]);
  });

  it("has no event for what waits, until it is given up", async () => {
    const row = troubleRow({ status: "waiting", nextAt: 1 });
    await tellTrouble(env.DB, row.entitlementId, [row], []);
    expect(await eventsOf(row.entitlementId)).toEqual([]);
    await tellTrouble(env.DB, row.entitlementId, [{ ...row, status: "exhausted", nextAt: null }], []);
    expect(await troublesOf(row.entitlementId)).toMatchObject([{ status: "exhausted", next_at: null }]);
    expect(await eventsOf(row.entitlementId)).toHaveLength(1);
  });

  it("of a cure deletes that row and no other, as often as it comes", async () => {
    const [one, other] = [troubleRow(), troubleRow()];
    await tellTrouble(env.DB, one.entitlementId, [one], []);
    const second = { ...other, entitlementId: one.entitlementId };
    await tellTrouble(env.DB, one.entitlementId, [second], [one.subject]);
    await tellTrouble(env.DB, one.entitlementId, [], [one.subject]);
    expect(await troublesOf(one.entitlementId)).toMatchObject([{ subject: other.subject }]);
  });
});

describe("the list", () => {
  it("goes by age in pages, within a status, a reseller and a time", async () => {
    const rows = Array.from({ length: 5 }, (_, at) => troubleRow({ since: 1_000 + (at >> 1) }));
    const others = [
      troubleRow({ resellerKey: "BANK" }),
      troubleRow({ environment: "live" }),
      troubleRow({ status: "waiting" }),
      troubleRow({ kind: "operation" }),
    ];
    for (const row of [...rows, ...others]) await tellTrouble(env.DB, row.entitlementId, [row], []);
    const seen: string[] = [];
    let after: Parameters<typeof listTrouble>[2] = null;
    do {
      const page: Awaited<ReturnType<typeof listTrouble>> = await listTrouble(env, TELCO, after, 2);
      seen.push(...page.rows.map(({ subject }) => subject));
      after = page.next;
    } while (after !== null);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(rows.map(({ subject }) => subject)));
    const later = await listTrouble(env, { ...TELCO, since: 1_002 }, null, 10);
    expect(later.rows.map(({ subject }) => subject)).toEqual([rows[4]?.subject]);
    expect(later.next).toBeNull();
  });

  it("finds its rows by an index", async () => {
    const plan = await env.DB.prepare(
      `EXPLAIN QUERY PLAN SELECT * FROM trouble WHERE reseller_scope = 'a' AND kind = 'notification'
         AND status IN (SELECT value FROM json_each('[]')) AND since >= 1`,
    ).all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail).join()).toContain("trouble_by_reseller");
  });
});

describe("what is overdue", () => {
  it("is found in the order of its times; what is held lines up again once it was poked", async () => {
    const [first, second, third] = [1_000, 2_000, 3_000].map((nextAt) =>
      troubleRow({ status: "held", nextAt }),
    );
    if (!first || !second || !third) return expect.fail();
    const twice = { ...third, subject: crypto.randomUUID(), status: "waiting", nextAt: 500 };
    for (const row of [third, second, first, twice]) await tellTrouble(env.DB, row.entitlementId, [row], []);
    const [a, b, c] = [first, second, third].map(({ entitlementId }) => entitlementId);
    expect(await findOverdue(env, 2_500, 10)).toEqual([c, a, b]);
    expect(await findOverdue(env, 2_500, 2)).toEqual([c, a]);
    await notePoked(env, [c ?? "", a ?? ""], 2_500, 9_000);
    expect(await findOverdue(env, 2_500, 10)).toEqual([c, b]);
    // What waits tells its next attempt itself.
    const rows = await troublesOf(third.entitlementId);
    expect(rows.map(({ status, next_at }) => `${status} ${next_at}`).sort()).toEqual([
      "held 3000",
      "waiting 500",
    ]);
    expect(await findOverdue(env, 10_000, 10)).toEqual([c, b, a]);
  });
});

describe("the backlog", () => {
  it("counts what there is of each kind in an environment, with the oldest", async () => {
    const rows = [
      ...Array.from({ length: 4 }, (_, at) => troubleRow({ since: 4_000 - at })),
      troubleRow({ status: "held", since: 1 }),
      troubleRow({ status: "doubt", kind: "operation", since: 2 }),
      troubleRow({ status: "operator", kind: "operation", since: 3 }),
      troubleRow({ environment: "live", status: "waiting" }),
    ];
    for (const row of rows) await tellTrouble(env.DB, row.entitlementId, [row], []);
    const late = env.DB.prepare(
      `INSERT INTO entitlement (id, reseller_scope, merchant_scope, merchant_account_key, product_key, status, created,
         updated, version, wake_at, body) VALUES ('late', 'sandbox:TELCO', 'sandbox:MUSIC', 'MUSIC', 'P', 'ACTIVE', 1, 1,
         1, 500, '{}')`,
    );
    await late.run();
    const sandbox = await readBacklogOf(env, "sandbox", 1_000, 2);
    expect(sandbox.exhausted).toMatchObject({
      count: 4,
      oldest: [
        { notificationId: rows[3]?.subject, resellerKey: "TELCO", merchantAccountKey: "MUSIC", since: 3_997 },
        { since: 3_998 },
      ],
    });
    expect(sandbox).toMatchObject({
      waiting: { count: 0, oldest: [] },
      held: { count: 1 },
      inDoubt: { count: 1, oldest: [{ requestId: rows[5]?.subject }] },
      forOperator: { count: 1 },
      overdue: { count: 1, oldest: [{ entitlementId: "late", resellerKey: "TELCO", since: 500 }] },
    });
    expect(await readBacklogOf(env, "sandbox", 400, 2)).toMatchObject({ overdue: { count: 0 } });
    expect(await readBacklogOf(env, "live", 1_000, 2)).toMatchObject({
      waiting: { count: 1 },
      held: { count: 0 },
    });
  });
});
