// The feed's way into the archive: every event once, whatever dies on the way, and nothing is forgotten before it is in.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { pruneFeed } from "../../src/projection/feed";
import { archiveFeed } from "../../src/reports/archive";
import { endOfLog, readLog, type LogEvent } from "../../src/reports/log";
import { emptyBucket, keysOf } from "../support/bucket";
import { failingAfter } from "../support/stores";
import { lived, shipAll, type Facts } from "../support/sales";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const TELCO = { environment: "sandbox", resellerKey: "TELCO" } as const;
const FACTS: Facts = { ...TELCO, merchantAccountKey: "MUSIC", productKey: "BASIC" };
const today = Math.floor(Date.now() / DAY) * DAY;
const tomorrow = today + DAY;

const lives = (from: number, count: number, facts = FACTS) =>
  Array.from({ length: count }, (_, at) => lived(from + at, facts, today - 3 * DAY, today));

/** `entitlement version`, in the order of the log. */
async function readings(after = [0], date = 0): Promise<string[]> {
  const events: LogEvent[] = [];
  const range = { date, after, through: await endOfLog(env, TELCO) };
  for await (const some of readLog(env, TELCO, range)) events.push(...some);
  for (const event of events) expect(event.row()).toMatchObject({ entitlementId: event.entitlementId });
  return events.map(({ position, entitlementId, version }) => `${position} ${entitlementId} ${version}`);
}

const feed = async (): Promise<string[]> => {
  const all = "SELECT * FROM feed WHERE reseller_scope = 'sandbox:TELCO' ORDER BY position";
  const { results } = await env.DB.prepare(all).all<{
    position: number;
    entitlement_id: string;
    version: number;
  }>();
  return results.map((row) => `${row.position} ${row.entitlement_id} ${row.version}`);
};

beforeEach(async () => {
  await emptyBucket();
  await env.DB.batch([env.DB.prepare("DELETE FROM feed"), env.DB.prepare("DELETE FROM entitlement")]);
});

describe("the archive", () => {
  it("has what the feed had, also when the feed has forgotten it", async () => {
    await shipAll(lives(0, 100));
    const all = await feed();
    const archived = await archiveFeed(env, tomorrow);
    expect(archived).toEqual([{ home: 0, scope: "sandbox:TELCO", position: all.length }]);
    await pruneFeed(env, tomorrow, 10_000, archived);
    expect(await feed()).toEqual(all.slice(-1));
    await shipAll(lives(1_000, 50));
    expect(await readings()).toEqual([...all.slice(0, -1), ...(await feed())]);
  });

  it("waits for a day's end with a little of today's, and takes it then", async () => {
    await shipAll(lives(0, 10));
    await archiveFeed(env, Date.now());
    expect(await keysOf("log/")).toEqual([]);
    await archiveFeed(env, tomorrow);
    expect(await keysOf("log/")).toHaveLength(1);
    await archiveFeed(env, tomorrow + HOUR);
    expect(await keysOf("log/")).toHaveLength(1);
  });

  it("keeps resellers and environments apart", async () => {
    await shipAll([...lives(0, 5), ...lives(10, 5, { ...FACTS, resellerKey: "A/B ü" })]);
    await shipAll(lives(20, 5, { ...FACTS, environment: "live" }));
    await archiveFeed(env, tomorrow);
    const folders = (await keysOf("log/")).map((key) => key.split("/").slice(0, 4).join("/"));
    expect(folders).toEqual(["log/live/TELCO/0", "log/sandbox/A%2FB%20%C3%BC/0", "log/sandbox/TELCO/0"]);
  });

  it("reads what two runs wrote both only once", async () => {
    await shipAll(lives(0, 20));
    await archiveFeed(env, tomorrow);
    const [key = ""] = await keysOf("log/");
    const first = await (await env.FILES.get(key))?.text();
    await env.FILES.delete(key);
    await shipAll(lives(100, 20));
    const all = await feed();
    await archiveFeed(env, tomorrow);
    // The slower run has put its object although a larger one was there by then.
    await env.FILES.put(key, first ?? "");
    expect(await keysOf("log/")).toHaveLength(2);
    expect(await readings()).toEqual(all);
  });

  it("gives what comes behind a position, or is of a version from a date on", async () => {
    await shipAll(lives(0, 30));
    await archiveFeed(env, tomorrow);
    await shipAll(lives(100, 30));
    const all = await feed();
    expect(await readings([25], Number.MAX_SAFE_INTEGER)).toEqual(all.slice(25));
    const { results } = await env.DB.prepare("SELECT position FROM feed WHERE date >= ?1 ORDER BY position")
      .bind(today - DAY)
      .all<{ position: number }>();
    expect((await readings([all.length], today - DAY)).map((one) => Number(one.split(" ")[0]))).toEqual(
      results.map(({ position }) => position),
    );
  });

  it("loses nothing and doubles nothing, wherever a run dies", { timeout: 120_000 }, async () => {
    for (const half of [false, true])
      for (let good = 0; ; good++) {
        await emptyBucket();
        await env.DB.batch([env.DB.prepare("DELETE FROM feed"), env.DB.prepare("DELETE FROM entitlement")]);
        await shipAll(lives(0, 40));
        const all = await feed();
        const failing = failingAfter(good, { half });
        const died = await archiveFeed(failing.env, tomorrow).catch(() => null);
        await pruneFeed(env, tomorrow, 10_000, died ?? []);
        expect(await readings(), `${good} ${half}`).toEqual(all);
        await pruneFeed(env, tomorrow, 10_000, await archiveFeed(env, tomorrow));
        expect(await readings(), `${good} ${half}`).toEqual(all);
        expect(await feed()).toHaveLength(1);
        if (failing.calls() <= good) break;
        expect(good).toBeLessThan(50);
      }
  });
});
