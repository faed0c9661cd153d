// The live tail: the newest of what happens, to each party its own, and only what came since it was asked last.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { tellTrouble } from "../../src/projection/trouble";
import type { Tail } from "../../src/console/live/tail";
import { clock } from "../../src/shared/clock";
import { ship } from "../statistics/shipments";
import {
  BANK,
  create,
  entitled,
  MUSIC,
  OPERATOR,
  TELCO,
  TELCO_LIVE,
  until,
  verb,
  type Body,
} from "../support/api";
import { signedIn, wordsOf } from "../support/console";
import { troubleRow } from "../support/trouble";
import { MINUTE, pass } from "../support/world";

const tail = async (as: string, after = 0): Promise<Tail> =>
  JSON.parse((await (await signedIn(as)).get(`/console/live/events?after=${after}`)).html);
const said = ({ lines }: Tail): string[] => lines.map(({ what }) => what);

let own: Body;

it("an empty one says so", async () => {
  expect((await tail(TELCO)).lines).toEqual([]);
  const page = await (await signedIn(TELCO)).get("/console/live");
  expect(wordsOf(page)).toContain("Nothing has happened yet");
});

describe("the tail", () => {
  beforeAll(async () => {
    own = await entitled();
    await until(async () => expect(said(await tail(TELCO))).toEqual(["New, ACTIVE"]));
    await verb("suspend", own.entitlementId);
    await create({ productKey: "MUSIC" }, { as: BANK });
    await until(async () => expect((await tail(OPERATOR)).lines).toHaveLength(3));
    await ship({ resellerKey: "BANK", merchantAccountKey: "VIDEO", productKey: "FILMS" }, [
      { date: "2026-05-01T00:00:00Z", status: "ACTIVE" },
    ]);
  });

  it("has the newest first, with where it came from", async () => {
    const { lines } = await tail(TELCO);
    expect(said({ lines, after: 0 })).toEqual(["ACTIVE → SUSPENDED", "New, ACTIVE"]);
    expect(lines[0]).toMatchObject({
      detail: "MUSIC MUSIC_INSTANT · Suspension success",
      href: `/console/entitlement/${own.entitlementId}`,
      bad: false,
    });
  });

  it.each([
    [TELCO, 2],
    [BANK, 2],
    [TELCO_LIVE, 0],
    [MUSIC, 3],
    [OPERATOR, 4],
  ])("shows %s %i lines", async (as, count) => expect((await tail(as)).lines).toHaveLength(count));

  it("tells a merchant whose customer it was, and no more", async () => {
    const text = JSON.stringify(await tail(MUSIC));
    expect(text).toContain("BANK");
    expect(text).not.toMatch(/VIDEO|FILMS|customerIdentifier/);
    expect(text).not.toContain(String(own["customerIdentifier"]));
  });

  it("goes on where it was, with an overlap that the ids make up for", async () => {
    const { after } = await tail(TELCO);
    expect((await tail(TELCO, after + 11_000)).lines).toEqual([]);
    pass(60_000);
    const later = await tail(TELCO, after + 11_000);
    expect(later.lines).toEqual([]);
    expect(later.after).toBeGreaterThan(after + 50_000);
    expect((await tail(TELCO, Number.NaN)).lines).toHaveLength(2);
  });

  it("tells of deliveries that went wrong, without the address they went to", async () => {
    const url = "https://reseller.invalid/hook?token=secret";
    const row = troubleRow({
      entitlementId: own.entitlementId,
      since: clock.now(),
      detail: { url, stateReason: "the last attempt failed" },
    });
    await tellTrouble(env.DB, own.entitlementId, [row], []);
    expect((await tail(TELCO)).lines).toContainEqual(
      expect.objectContaining({
        what: "Notification given up",
        bad: true,
        detail: "the last attempt failed",
      }),
    );
    const held = troubleRow({
      entitlementId: own.entitlementId,
      status: "held",
      since: clock.now(),
      detail: { url, reason: "SUSPENSION_SUCCESS", stateReason: "the endpoint does not answer" },
    });
    await tellTrouble(env.DB, own.entitlementId, [held], []);
    expect((await tail(TELCO)).lines).toContainEqual(
      expect.objectContaining({
        what: "Notification is held",
        detail: "Suspension success · the endpoint does not answer",
      }),
    );
    expect(JSON.stringify(await tail(OPERATOR))).not.toContain("token=secret");
    for (const as of [MUSIC, BANK]) expect(said(await tail(as)).join()).not.toContain("Notification");
  });

  it("stands still without JavaScript, and says so", async () => {
    const page = await (await signedIn(TELCO)).get("/console/live");
    expect(wordsOf(page)).toContain("Without JavaScript this page stands still and shows the latest 50.");
    expect(wordsOf(page)).toContain("ACTIVE → SUSPENDED");
    expect(page.html).toMatch(/<script defer src="\/console\/assets\/[0-9a-f]{8}\/live\.js"><\/script>/);
    expect(page.html).toContain("hidden>Pause");
  });

  it("asks without keeping the session alive", async () => {
    const tab = await signedIn(TELCO);
    pass(20 * MINUTE);
    expect((await tab.get("/console/live/events?after=0")).headers.get("Set-Cookie")).toBeNull();
    pass(45 * MINUTE);
    expect((await tab.get("/console/live/events?after=0")).location).toMatch("/console/sign-in");
  });

  it("finds its rows without a scan, however long the feeds are", async () => {
    const prepare = Reflect.get(Object.getPrototypeOf(env.DB), "prepare") as (
      sql: string,
    ) => D1PreparedStatement;
    const seen = new Set<string>();
    Reflect.set(Object.getPrototypeOf(env.DB), "prepare", function (this: unknown, sql: string) {
      seen.add(sql);
      return Reflect.apply(prepare, this, [sql]);
    });
    for (const as of [TELCO, MUSIC, OPERATOR]) await tail(as);
    Reflect.set(Object.getPrototypeOf(env.DB), "prepare", prepare);
    const asked = [...seen].filter((sql) => /\b(?:feed|operational_event|trouble)\b/.test(sql));
    expect(asked).toHaveLength(5);
    for (const sql of asked) {
      const parameters = Math.max(...[...sql.matchAll(/\?(\d)/g)].map(([, number]) => Number(number)));
      const plan = env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill(1));
      const lines = (await plan.all<{ detail: string }>()).results.map(({ detail }) => detail).join("\n");
      // The operator's own newest events are read from the end of the table, as many as are shown.
      if (!/operational_event\s+WHERE \?1 IS NULL/.test(sql))
        expect(lines, sql).not.toMatch(/SCAN (?:feed|operational_event|trouble)\b/);
    }
  });
});
