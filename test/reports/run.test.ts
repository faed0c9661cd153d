// The cron's reports: whatever dies on the way, the files are complete and exact in the end; what comes late takes them
// back to its day; two that write at once do not disturb each other.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { openFile } from "../../src/reports/file";
import { leaseOf, readProgress, Superseded } from "../../src/reports/progress";
import { rerunFrom } from "../../src/reports/rerun";
import { catchUp, writeReports } from "../../src/reports/run";
import { clock } from "../../src/shared/clock";
import { contents, emptyBucket, keysOf } from "../support/bucket";
import { failingAfter } from "../support/stores";
import { born, followed, lived, ship, shipAll, type Facts } from "../support/sales";
import { HOUR, MINUTE, pass } from "../support/world";

const DAY = 24 * HOUR;
const FOREVER = Number.MAX_SAFE_INTEGER;
const TELCO = { environment: "sandbox", resellerKey: "TELCO" } as const;
const MUSIC: Facts = { ...TELCO, merchantAccountKey: "MUSIC", productKey: "BASIC" };
const VIDEO: Facts = { ...MUSIC, merchantAccountKey: "VIDEO" };
const today = Math.floor(Date.now() / DAY) * DAY;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** So that weeks and months end within the days that are written. */
const lives = (days: number) =>
  Array.from({ length: 60 }, (_, at) => lived(at, at % 2 === 0 ? MUSIC : VIDEO, today - days * DAY, today));

/** Moves the clock to a moment, so that it does not matter when the test runs. */
const moveTo = (moment: number): void => pass(moment - clock.now());

beforeEach(async () => {
  moveTo(today + HOUR);
  await emptyBucket();
  await env.DB.batch(
    ["feed", "entitlement", "report"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
});

const written = () => contents("reports/", "books/");

const listed = async (): Promise<string[]> => {
  const all =
    'SELECT owner || partner || name || row_count || " " || size AS row FROM report ORDER BY row'.replaceAll(
      '"',
      "'",
    );
  return (await env.DB.prepare(all).all<{ row: string }>()).results.map(({ row }) => row);
};

describe("a run", () => {
  it("writes the days that are over, and a day only when its events have had time to arrive", async () => {
    await ship([born(1, MUSIC, today - DAY, "ACTIVE")]);
    const names = async () =>
      (await keysOf("reports/sandbox/reseller/")).filter((key) => key.includes("/AR_V1_D_"));
    moveTo(today + 5 * MINUTE);
    await writeReports(env, FOREVER);
    expect(await names()).toEqual([]);
    pass(10 * MINUTE);
    await writeReports(env, FOREVER);
    expect(await names()).toEqual([
      `reports/sandbox/reseller/TELCO/MUSIC/daily/AR_V1_D_${date(today - DAY)}.csv`,
    ]);
    pass(3 * DAY);
    await writeReports(env, FOREVER);
    expect(await names()).toHaveLength(4);
  });

  it("ends complete and exact, wherever it dies", { timeout: 600_000 }, async () => {
    await shipAll(lives(2));
    await keepHouse(env);
    const [whole, list] = [await written(), await listed()];
    expect(Object.keys(whole).length).toBeGreaterThan(30);
    let calls = 0;
    for (let good = 0; ; good += good < 12 ? 1 : 5) {
      await emptyBucket();
      moveTo(today + HOUR);
      const failing = failingAfter(good, { half: good % 2 === 1 });
      await keepHouse(failing.env).catch(() => undefined);
      // Names that are there are whole: nothing is seen of a file that is not finished.
      for (const [key, text] of Object.entries(await written())) expect(text, key).toBe(whole[key]);
      pass(HOUR);
      await keepHouse(env);
      expect(await written(), `after ${good} calls`).toEqual(whole);
      expect(await listed(), `after ${good} calls`).toEqual(list);
      calls = failing.calls();
      if (calls <= good) break;
    }
    expect(calls).toBeGreaterThan(60);
  });

  it("goes on where the one before had no more time", { timeout: 120_000 }, async () => {
    await shipAll(lives(6));
    await writeReports(env, FOREVER);
    const whole = await written();
    await emptyBucket();
    for (let run = 0; run < 40; run++) {
      // Time is up after one pair.
      const before = clock.now;
      let looks = 0;
      clock.now = () => before() + (looks++ > 8 ? MINUTE : 0);
      await catchUp(env, TELCO, before() + 1_000);
      clock.now = before;
    }
    expect(await written()).toEqual(whole);
  });

  it("leaves a reseller alone whose reports somebody else writes", { timeout: 60_000 }, async () => {
    await shipAll(lives(2));
    await writeReports(env, FOREVER);
    const whole = await written();
    const { progress, etag } = await readProgress(env.FILES, TELCO);
    if (progress === null) throw new Error("nothing was written");
    const first = leaseOf(env.FILES, TELCO, etag);
    await first.keep({ ...progress, day: progress.day - 2 * DAY });
    for (const key of await keysOf("reports/")) await env.FILES.delete(key);
    await catchUp(env, TELCO, FOREVER);
    expect(await keysOf("reports/")).toEqual([]);
    await expect(leaseOf(env.FILES, TELCO, etag).keep(progress)).rejects.toThrow(Superseded);
    expect(await rerunFrom(env.FILES, TELCO, today - DAY)).toEqual({ kind: "busy" });
    // Whoever wrote has died: the lease ends.
    pass(HOUR);
    await catchUp(env, TELCO, FOREVER);
    expect(await written()).toEqual(whole);
  });

  it("that is the first of two to begin is the only one", { timeout: 60_000 }, async () => {
    await shipAll(lives(2));
    await Promise.all([catchUp(env, TELCO, FOREVER), catchUp(env, TELCO, FOREVER)]);
    const whole = await written();
    await emptyBucket();
    await catchUp(env, TELCO, FOREVER);
    expect(await written()).toEqual(whole);
  });
});

describe("what comes late", () => {
  it("is in the files of its day and in all after it", { timeout: 120_000 }, async () => {
    const punctual = lives(8);
    const [late, other] = [
      born(900, MUSIC, today - 6 * DAY - 1, "ACTIVE"),
      born(901, VIDEO, today - 5 * DAY, "ACTIVE"),
    ];
    const ended = followed(late, today - 2 * DAY, "CANCELLED");
    await shipAll([...punctual, [late, ended], [other]]);
    await keepHouse(env);
    const whole = await written();

    await emptyBucket();
    await env.DB.batch(["feed", "entitlement"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
    await shipAll(punctual);
    await keepHouse(env);
    expect(await written()).not.toEqual(whole);
    await ship([late, ended]);
    pass(HOUR);
    await keepHouse(env);
    await ship([other]);
    pass(HOUR);
    await keepHouse(env);
    expect(await written()).toEqual(whole);
    // And then there is nothing to do.
    const failing = failingAfter(FOREVER);
    await catchUp(failing.env, TELCO, FOREVER);
    expect(failing.calls()).toBeLessThan(5);
  });

  it("is found, too, when the feed has forgotten it since", { timeout: 60_000 }, async () => {
    await shipAll(lives(4));
    await keepHouse(env);
    const before = await written();
    await ship([born(902, MUSIC, today - 2 * DAY, "ACTIVE")]);
    await shipAll(
      lives(1).map((life) =>
        life.map(({ state, at }) => ({
          at,
          state: { ...state, entitlementId: `x${state.entitlementId.slice(1)}` },
        })),
      ),
    );
    await env.DB.prepare("UPDATE feed SET added = added - 40 * 86400000").run();
    const failing = failingAfter(FOREVER);
    const forgetful = { ...failing.env, FILES: withoutReports(env.FILES) };
    await keepHouse(forgetful);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM feed").first("n")).toBe(1);
    await keepHouse(env);
    const after = await written();
    const day = `reports/sandbox/reseller/TELCO/MUSIC/daily/ER_V1_D_${date(today - 2 * DAY)}.csv`;
    expect(after[day]).toContain("customer-902");
    expect(before[day]).not.toContain("customer-902");
  });
});

/** The bucket without the progress of reports, so that none are written. */
const withoutReports = (files: R2Bucket): R2Bucket =>
  new Proxy(files, {
    get: (bucket, name) => {
      const method: unknown = Reflect.get(bucket, name);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]): Promise<unknown> => {
        if (String(args[0]).startsWith("progress/")) throw new Error("the store is away");
        return Reflect.apply(method, bucket, args);
      };
    },
  });

describe("books", () => {
  it(
    "are forgotten after forty days, but not those at the end of a month",
    { timeout: 120_000 },
    async () => {
      await ship([born(1, MUSIC, today - 75 * DAY, "ACTIVE")]);
      await writeReports(env, FOREVER);
      const days = new Set((await keysOf("books/")).map((key) => key.split("/")[3] ?? ""));
      const kept = (day: string) => {
        const next = new Date(Date.parse(day) + DAY);
        return next.getUTCDate() === 1 || Date.parse(day) > today - 41 * DAY;
      };
      expect([...days].filter((day) => !kept(day))).toEqual([]);
      expect(days.size).toBeGreaterThan(40);
      expect(await keysOf("reports/sandbox/reseller/TELCO/MUSIC/daily/AR")).toHaveLength(75);
    },
  );
});

describe("a file", () => {
  const PART = 5 * 1024 * 1024;

  it.each([0, 1, PART - 1, PART, PART + 1, 2 * PART + 7])("of %i bytes is what was written", async (size) => {
    const text = "0123456789abcdef".repeat(Math.ceil(size / 16)).slice(0, size);
    const file = openFile(env.FILES, "a/file", { customMetadata: { of: "test" } });
    for (let at = 0; at < text.length; at += 300_000) await file.write(text.slice(at, at + 300_000));
    expect(await file.finish()).toBe(size);
    const object = await env.FILES.get("a/file");
    expect(object?.customMetadata).toEqual({ of: "test" });
    expect((await object?.text()) === text).toBe(true);
  });

  it("that is given up was never there, and the one before stays", async () => {
    await env.FILES.put("a/file", "before");
    const file = openFile(env.FILES, "a/file", {});
    await file.write("x".repeat(PART + 1));
    await file.abandon();
    expect(await (await env.FILES.get("a/file"))?.text()).toBe("before");
  });
});
