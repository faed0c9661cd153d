// Where the feed does not tell everything: events of a release before the statistics, and events that are gone. Nothing
// is guessed: what is old counts nowhere, and the statuses are counted from the entitlements, from that day on.
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { aggregateAll, aggregateStep } from "../../src/statistics/aggregate";
import { statisticsOf } from "../../src/statistics/statistics";
import { clock } from "../../src/shared/clock";
import { dayOf, reachOf, ship } from "./shipments";
import { pass } from "../support/world";

const DAY = 86_400_000;
let resellers = 0;
let reseller = "";
beforeEach(() => {
  reseller = `OLD-${++resellers}`;
  pass(Date.parse("2026-05-10T12:00:00Z") - clock.now());
});

const ACTIVE = { date: "2026-05-01T10:00:00Z", status: "ACTIVE", dateActivated: "2026-05-01T10:00:00Z" };
const SUSPENDED = { ...ACTIVE, date: "2026-05-02T10:00:00Z", status: "SUSPENDED" };
const RESUMED = { ...ACTIVE, date: "2026-05-12T10:00:00Z" };

/** As a release before this one left them. */
const grownOld = () =>
  env.DB.prepare(
    "UPDATE feed SET previous_status = NULL, previous_product = NULL, previous_stage = NULL",
  ).run();

const figures = async (from = "2026-05-01", to = "2026-05-12") => {
  const found = await statisticsOf(env, reachOf(reseller, from, to));
  const days = Object.fromEntries(found.days.map((day) => [day.date, day]));
  return { ...found, of: (date: string) => days[date] };
};

it("events of a release before count nowhere, and statuses are known from the day they are counted afresh", async () => {
  const id = await ship({ resellerKey: reseller }, [ACTIVE, SUSPENDED]);
  await ship({ resellerKey: reseller }, [ACTIVE]);
  await grownOld();
  await aggregateAll(env, 10);
  await ship({ resellerKey: reseller }, [RESUMED], { entitlementId: id, first: 3, created: ACTIVE.date });
  const { of, statusesSince, days } = await figures();
  expect(statusesSince).toBe("2026-05-10");
  expect(days.map(({ created }) => created)).toEqual(days.map(() => 0));
  expect(of("2026-05-09")?.statuses).toBeNull();
  expect(of("2026-05-10")?.statuses).toMatchObject({ ACTIVE: 1, SUSPENDED: 1 });
  expect(of("2026-05-12")?.statuses).toMatchObject({ ACTIVE: 2, SUSPENDED: 0 });
});

it("a system that is looked at before its first hourly run is counted by the look", async () => {
  await ship({ resellerKey: reseller }, [ACTIVE, SUSPENDED]);
  await grownOld();
  expect((await figures()).of("2026-05-10")?.statuses).toMatchObject({ SUSPENDED: 1 });
});

it("events that were pruned before they were counted show in the statuses all the same", async () => {
  await ship({ resellerKey: reseller }, [ACTIVE]);
  await aggregateAll(env, 10);
  await ship({ resellerKey: reseller }, [ACTIVE]);
  await ship({ resellerKey: reseller }, [ACTIVE]);
  await env.DB.prepare("DELETE FROM feed WHERE position IN (1, 2)").run();
  await aggregateAll(env, 10);
  const { of, statusesSince } = await figures();
  expect(statusesSince).toBe("2026-05-10");
  expect(of("2026-05-10")).toMatchObject({ statuses: { ACTIVE: 3 } });
  expect(of("2026-05-01")).toMatchObject({ created: 2, statuses: null });
});

it("a balance waits until everything is counted, and a newcomer in between does not make it wrong", async () => {
  await ship({ resellerKey: reseller }, [ACTIVE, SUSPENDED]);
  await grownOld();
  const scope = `sandbox:${reseller}`;
  expect(await aggregateStep(env.DB, scope, 1)).toBe(true);
  const { batch } = env.DB;
  let came = false;
  const database = {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      if (!came && statements.length === 4) {
        came = true;
        await ship({ resellerKey: reseller }, [ACTIVE]);
      }
      return Reflect.apply(batch, env.DB, [statements]);
    },
  } as unknown as D1Database;
  let steps = 0;
  while (await aggregateStep(database, scope)) steps++;
  expect(came).toBe(true);
  expect(steps).toBeGreaterThan(0);
  expect((await figures()).of("2026-05-10")?.statuses).toMatchObject({ ACTIVE: 1, SUSPENDED: 1 });
});

it("the hourly run counts before it prunes, so a day stays when its events are gone", async () => {
  await ship({ resellerKey: reseller }, [ACTIVE, SUSPENDED]);
  await env.DB.prepare("UPDATE feed SET added = ?1")
    .bind(clock.now() - 36 * DAY)
    .run();
  await keepHouse(env);
  const left = await env.DB.prepare("SELECT count(*) AS count FROM feed WHERE reseller_scope = ?1");
  expect(await left.bind(`sandbox:${reseller}`).first("count")).toBe(1);
  const { of, statusesSince } = await figures();
  expect(of("2026-05-01")).toMatchObject({ created: 1, activated: 1, statuses: { ACTIVE: 1 } });
  expect(of("2026-05-02")).toMatchObject({ statuses: { ACTIVE: 0, SUSPENDED: 1 } });
  expect(statusesSince).toBeNull();
});

it("a tail that is too long to be counted on the spot is written first, and counted once", async () => {
  for (let number = 0; number < 210; number++) await ship({ resellerKey: reseller }, [ACTIVE]);
  const position = () =>
    env.DB.prepare("SELECT position FROM statistics_progress WHERE reseller_scope = ?1")
      .bind(`sandbox:${reseller}`)
      .first<number>("position");
  expect((await figures()).of("2026-05-01")?.created).toBe(210);
  expect(await position()).toBe(210);
  await ship({ resellerKey: reseller }, [ACTIVE]);
  expect((await figures()).of("2026-05-01")?.created).toBe(211);
  expect(await position()).toBe(210);
  expect(dayOf("1970-01-02")).toBe(1);
});
