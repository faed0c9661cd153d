// A customer who left a trace wherever one can be left is erased, while every step dies once before it is reported. Then
// everything that is stored anywhere is searched, and everything that was counted is counted again.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { rangeLines } from "../../src/reports/range";
import { clock } from "../../src/shared/clock";
import { statisticsOf } from "../../src/statistics/statistics";
import { everyReseller } from "../../src/statistics/reach";
import { call, entitled, OPERATOR, read, type Body } from "../support/api";
import { contents } from "../support/bucket";
import { ANNA, livedLife, NEEDLES, type Life } from "../support/customerLife";
import { everyCopy, placesOf, STORES, type Copy } from "../support/dump";
import { driven, erase, loseEveryFirstReport } from "../support/erasing";
import { resultText } from "../support/jobs";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const SCOPE = { environment: "sandbox", resellerKey: "TELCO" } as const;

/** Where she has to be found before, lest the search finds nothing because it looks nowhere. */
const EVERYWHERE = [
  "entitlement ",
  "sandbox ",
  "query store entitlement",
  "query store feed",
  "catalogue audit",
  "file log/",
  "file books/",
  "file reports/sandbox/reseller/",
  "file reports/sandbox/merchant/",
  "file jobs/",
];

/** Everything that counts something about the days around one moment. */
async function counted(moment: number) {
  const [from, to] = [moment - 3 * DAY, moment + DAY];
  const reports: Record<string, unknown> = {};
  for (const type of ["AR", "CR", "ER", "SR"] as const)
    for (const party of ["RESELLER", "MERCHANT"] as const) {
      const lines: string[][] = [];
      const question = { type, scope: SCOPE, party, merchantAccountKey: null, productKey: null, from, to };
      for await (const batch of rangeLines(env, question)) lines.push(...batch);
      // Without the customer, the merchant's own id and the data.
      const bare = lines.map((line) => line.filter((_, at) => type === "SR" || ![0, 13, 14].includes(at)));
      reports[`${type} ${party}`] = bare;
    }
  const today = Math.floor(moment / DAY);
  const reach = {
    ...everyReseller("sandbox"),
    merchantAccountKey: null,
    productKey: null,
    from: today - 3,
    to: today,
  };
  const { date: _, ...statistics } = await statisticsOf(env, reach);
  const files = await contents("reports/", "books/");
  const lines = Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, text.split("\n").length]),
  );
  return { reports, statistics, lines };
}

/** The feed from its beginning, archive included, as who reads it learns it. */
async function log(): Promise<unknown[]> {
  const archived = Object.values(await contents("log/")).flatMap((text) => text.trimEnd().split("\n"));
  const rows = await env.DB.prepare(
    "SELECT position, version, date, entitlement_id AS id, body FROM feed",
  ).all<{
    position: number;
    version: number;
    date: number;
    id: string;
    body: string;
  }>();
  const kept = rows.results.map(({ id, body, ...row }) => ({
    ...row,
    entitlementId: id,
    body: JSON.parse(body),
  }));
  const events = [...archived.map((line) => JSON.parse(line)), ...kept].map(
    ({ position, version, date, entitlementId, body: { notificationId, status, productKey } }) =>
      JSON.stringify({ position, version, date, entitlementId, notificationId, status, productKey }),
  );
  return [...new Set(events)].sort();
}

const recordOf = async (entitlementId: string): Promise<Body> => {
  const { dateLastUpdated: _, ...record } = await read(entitlementId);
  return record as Body;
};

let life: Life;
let before: { copies: Copy[]; counted: object; log: unknown[]; others: Body[]; first: Body };
let after: typeof before;
let again: Body;
let job: Awaited<ReturnType<typeof driven>>;

async function seen(moment: number): Promise<typeof before> {
  const [copies, counts, events] = [await everyCopy(), await counted(moment), await log()];
  const others = [await recordOf(life.moved), await recordOf(life.bystander)];
  return { copies, counted: counts, log: events, others, first: await read(life.cancelled) };
}

beforeAll(async () => {
  life = await livedLife();
  const moment = clock.now();
  before = await seen(moment);
  const { body } = await erase(ANNA, { revoke: true });
  loseEveryFirstReport(String(body["jobId"]));
  job = await driven(String(body["jobId"]));
  after = await seen(moment);
  again = await entitled({ customerIdentifier: ANNA, productKey: "MUSIC_INSTANT" });
}, 60_000);

describe("a customer who is erased", () => {
  it("was everywhere, and is nowhere", () => {
    const texts = [...NEEDLES, life.sharedCustomerId, life.activationCode];
    const places = placesOf(before.copies, ...texts);
    for (const place of EVERYWHERE)
      expect(places.filter((one) => one.startsWith(place)).length, place).toBeGreaterThan(0);
    expect(placesOf(after.copies, ...texts)).toEqual([]);
    const hers = (copies: Copy[]) =>
      placesOf(copies, life.undelivered).filter((one) => one.startsWith("customer "));
    expect([hers(before.copies).length, hers(after.copies).length]).toEqual([1, 0]);
  });

  it("job ended, said what it did, and has forgotten whom it did it to", async () => {
    expect(job).toMatchObject({
      state: "DONE",
      options: { environment: "sandbox", resellerKey: "TELCO", revoke: true },
    });
    const text = await resultText(job.id, "entitlements.csv", OPERATOR, "/admin/v1");
    const lines = text.trimEnd().split("\r\n").slice(1).sort();
    expect(lines).toEqual(
      [
        `${life.cancelled},ERASED,0,0`,
        `${life.batched},ERASED,0,0`,
        `${life.withCode},ERASED,0,0`,
        `${life.undelivered},ERASED,2,0`,
        `${life.moved},VERSIONS_ERASED,0,0`,
      ].sort(),
    );
    expect(job.abandoned.length).toBeGreaterThan(8);
  });

  it("leaves what was sold: every count, every file's lines, every statistic as it was", () => {
    expect(Object.keys(before.counted)).toEqual(["reports", "statistics", "lines"]);
    expect(after.counted).toEqual(before.counted);
  });

  it("leaves no gap in the feed, and no version out", () => {
    expect(before.log.length).toBeGreaterThan(15);
    expect(after.log).toEqual(before.log);
  });

  it("leaves others as they were, also whoever has what was the customer's once", () => {
    expect(after.others).toEqual(before.others);
    expect(before.others[0]).toMatchObject({ customerIdentifier: "berta.next" });
  });

  it("leaves a record without her", () => {
    const { terminationReason, ...first } = before.first;
    expect(after.first).toEqual({
      ...first,
      terminationReason: { ...(terminationReason as object), description: null },
      customerIdentifier: null,
      sharedCustomerId: null,
      platformUserId: null,
      externalEntitlementId: null,
      notificationUrl: null,
      extensionData: null,
      merchantExtensionData: null,
    });
  });

  it("is a stranger when she comes back", () => {
    expect(again["sharedCustomerId"]).not.toBe(life.sharedCustomerId);
    expect(again["platformUserId"]).not.toBe(before.first["platformUserId"]);
  });

  it("keeps the stock of codes: what was given stays given, to nobody", () => {
    const given = (copies: Copy[]) =>
      copies.filter(([where, text]) => where.startsWith("vouchers") && text.includes("GIFT-1"));
    expect(given(before.copies)[0]?.[1]).toContain(life.withCode);
    expect(given(after.copies)[0]?.[1]).toMatch(
      /"state":"given","request_id":null,"entitlement_id":"erased:/,
    );
  });

  it("lists report files with the sizes that they have now", async () => {
    const { results } = await env.DB.prepare("SELECT name, partner, owner, size FROM report").all<{
      name: string;
      partner: string;
      owner: string;
      size: number;
    }>();
    const files = await contents("reports/");
    const sizes = Object.entries(files).map(
      ([key, text]) => `${key.split("/").at(-1)} ${new TextEncoder().encode(text).length}`,
    );
    expect(results.map(({ name, size }) => `${name} ${size}`).sort()).toEqual(sizes.sort());
  });

  it("is recorded without her: who, when, why", async () => {
    const { body } = await call("GET", "/admin/v1/audit", { as: OPERATOR });
    const entries = body["entries"] as { action: string; actor: string; reason: string; subject: string }[];
    expect(entries.find(({ action }) => action === "customer.erase")).toMatchObject({
      actor: "OPERATOR",
      reason: "request 12",
      subject: "a customer of TELCO (sandbox)",
      detail: { jobId: job.id, revoke: true },
    });
    expect(entries.find(({ action }) => action === "entitlement.replay")?.reason).toBe(
      "asked for by (erased)",
    );
  });
});

it("every store of the Worker is searched", () => {
  const bindings = Object.entries(env).flatMap(([name, binding]) => {
    const kind = (binding as object | null)?.constructor?.name ?? "";
    return /DurableObjectNamespace|D1Database|R2Bucket|KvNamespace/.test(kind) ? [name] : [];
  });
  expect(bindings.sort()).toEqual(Object.keys(STORES).sort());
});
