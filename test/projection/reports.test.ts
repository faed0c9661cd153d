// What reports ask of the query store: each question finds its rows by a key, and the feed forgets only what is archived.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { pruneFeed } from "../../src/projection/feed";
import { earliestAfter, feedScopes, feedSlice, newestPosition } from "../../src/projection/feedLog";
import { listReports, recordReports, type ReportFile } from "../../src/projection/reports";
import { lived, shipAll } from "../support/sales";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const today = Math.floor(Date.now() / DAY) * DAY;
const RESELLERS = ["A", "B:C", "Z"];

beforeAll(async () => {
  const facts = { environment: "live", merchantAccountKey: "MUSIC", productKey: "BASIC" } as const;
  for (const [at, resellerKey] of RESELLERS.entries())
    await shipAll(
      Array.from({ length: 10 }, (_, number) =>
        lived(at * 100 + number, { ...facts, resellerKey }, today - 9 * DAY, today),
      ),
    );
});

const statements = new Set<string>();

/** The store, with everything that is prepared known. */
const heard: Pick<Env, "DB"> = {
  DB: new Proxy(env.DB, {
    get: (database, name) => {
      const method: unknown = Reflect.get(database, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]): unknown => {
        if (name === "prepare") statements.add(String(args[0]));
        return Reflect.apply(method, database, args);
      };
    },
  }),
};

const file = (changes: Partial<ReportFile> = {}): ReportFile & { owner: string } => ({
  owner: "live:RESELLER:A",
  partner: "MUSIC",
  name: "AR_V1_D_2026-11-01.csv",
  type: "AR",
  frequency: "D",
  from: today - DAY,
  to: today,
  rows: 1,
  size: 10,
  created: today,
  ...changes,
});
const everything = {
  owner: "live:RESELLER:A",
  partner: null,
  type: null,
  frequency: null,
  from: null,
  to: null,
};

describe("the feed as a log", () => {
  it("knows everybody who has one", async () => {
    expect(await feedScopes(heard, 0)).toEqual(RESELLERS.map((key) => `live:${key}`));
  });

  it("gives slices by position, and says where it begins and ends", async () => {
    const newest = await newestPosition(heard, 0, "live:B:C");
    const slice = await feedSlice(heard, 0, "live:B:C", { after: 2, through: newest - 1, limit: 1_000 });
    expect(slice.map(({ position }) => position)).toEqual(
      Array.from({ length: newest - 3 }, (_, at) => at + 3),
    );
    expect(slice[0]).toMatchObject({ merchant_account_key: "MUSIC", entitlement_id: expect.any(String) });
    const { oldest, date } = await earliestAfter(heard, 0, "live:B:C", newest - 1);
    expect([oldest, date]).toEqual([
      1,
      (await feedSlice(heard, 0, "live:B:C", { after: newest - 1, through: newest, limit: 1 }))[0]?.date,
    ]);
    expect(await newestPosition(heard, 0, "live:NOBODY")).toBe(0);
    expect(await earliestAfter(heard, 0, "live:NOBODY", 0)).toEqual({ oldest: null, date: null });
  });

  it("forgets what is old and archived, of each reseller as far as it is, and never the newest", async () => {
    const newest = await newestPosition(heard, 0, "live:A");
    const archived = [
      { home: 0, scope: "live:A", position: newest },
      { home: 0, scope: "live:B:C", position: 2 },
      { home: 1, scope: "live:Z", position: 5 },
    ];
    expect(await pruneFeed(heard, today - 40 * DAY, 100, archived)).toBe(0);
    await pruneFeed(heard, Date.now() + DAY, 100, archived);
    const first = async (scope: string) => (await earliestAfter(heard, 0, scope, 0)).oldest;
    expect([await first("live:A"), await first("live:B:C"), await first("live:Z")]).toEqual([newest, 3, 1]);
  });
});

describe("the list of files", () => {
  it("has a file once, as it was last written", async () => {
    await recordReports(heard, [file(), file({ partner: "VIDEO" })]);
    await recordReports(heard, [file({ rows: 2, size: 20, created: today + 1 })]);
    const { files, next } = await listReports(heard, everything, null, 10);
    expect(files.map(({ partner, rows, size }) => [partner, rows, size])).toEqual([
      ["VIDEO", 1, 10],
      ["MUSIC", 2, 20],
    ]);
    expect(next).toBeNull();
    expect((await listReports(heard, { ...everything, owner: "live:RESELLER:B" }, null, 10)).files).toEqual(
      [],
    );
  });

  it("goes on where a page ended", async () => {
    const page = await listReports(heard, everything, null, 1);
    expect(page.files.map(({ partner }) => partner)).toEqual(["VIDEO"]);
    const rest = await listReports(heard, everything, page.next, 1);
    expect([rest.files.map(({ partner }) => partner), rest.next]).toEqual([["MUSIC"], null]);
  });
});

it("no question looks at rows that it does not want", async () => {
  expect(statements.size).toBe(7);
  for (const sql of statements) {
    const parameters = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
    const plan = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill("[]"));
    const { results } = await plan.all<{ detail: string }>();
    const scans = results
      .map(({ detail }) => detail)
      .filter((line) => /^SCAN (?:feed|old|newest|report)\b/.test(line));
    expect(scans, sql).toEqual([]);
  }
});
