// Random lives through the machine and the projection's own code, counted in steps of any size that race, fail before
// or lose their answer after: the statistics are what the states say, for every reseller, merchant and product apart.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Entry } from "../../src/entitlement/entry";
import { randomId } from "../../src/entitlement/id";
import { projectionOf } from "../../src/entitlement/projected";
import { project } from "../../src/projection/project";
import { aggregateStep } from "../../src/statistics/aggregate";
import { bucketOf, percentile, WAIT_BOUNDS_MS } from "../../src/statistics/buckets";
import { DAY_MS } from "../../src/statistics/counted";
import { everyReseller, type Reach } from "../../src/statistics/reach";
import { statisticsOf, type ReasonCount, type Statistics } from "../../src/statistics/statistics";
import { fresh, NOW, TERMS } from "../entitlement/fixtures";
import { Life } from "../entitlement/machine/life";
import { moves, type Move } from "../entitlement/machine/moves";
import { naively, type Naive, type NaiveDay } from "./naive";

const RESELLERS = ["TELCO", "BANK"];
const MERCHANTS = ["MUSIC", "VIDEO"];
const ENVIRONMENTS = ["sandbox", "live"] as const;

const activate: Pick<Move, "run"> = { run: (life) => void life.answer({ kind: "completed" }) };
const changeProduct: Pick<Move, "run"> = {
  run: (life) => {
    const change = { productKey: "OTHER", offerKey: null, entitlementDisplayName: "Other", terms: TERMS };
    if (life.begin({ verb: "update", change }).kind === "call") life.answer({ kind: "completed" });
  },
};

const life = fc.record({
  environment: fc.constantFrom(...ENVIRONMENTS),
  resellerKey: fc.constantFrom(...RESELLERS),
  merchantAccountKey: fc.constantFrom(...MERCHANTS),
  all: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: moves },
      { weight: 3, arbitrary: fc.constantFrom(activate, changeProduct) },
    ),
    {
      minLength: 1,
      maxLength: 14,
      size: "max",
    },
  ),
  /** After how many versions a shipment leaves. */
  shipped: fc.integer({ min: 1, max: 4 }),
});

/** What the count does after each shipment. */
const turn = fc.record({
  does: fc.constantFrom("nothing", "step", "race", "dies before", "dies after"),
  most: fc.integer({ min: 1, max: 7 }),
});

interface Told {
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  entries: Entry[];
}

/** A database whose batches fail: before anything is done, or after everything is. */
function failing(when: "before" | "after"): D1Database {
  return {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      if (when === "after") await env.DB.batch(statements);
      throw new Error("D1 is away");
    },
  } as unknown as D1Database;
}

async function count(scope: string, { does, most }: { does: string; most: number }): Promise<void> {
  if (does === "nothing") return;
  if (does === "step") await aggregateStep(env.DB, scope, most);
  else if (does === "race")
    await Promise.all([most, most + 1, most].map((size) => aggregateStep(env.DB, scope, size)));
  else
    await aggregateStep(failing(does === "dies before" ? "before" : "after"), scope, most).catch(
      () => undefined,
    );
}

const TABLES = [
  "feed",
  "entitlement",
  "statistics_pair",
  "statistics_progress",
  "statistics_day",
  "statistics_status",
];

const figures = ({ days }: Statistics): NaiveDay[] =>
  days.map(({ created, linked, confirmed, activated, terminated, lost, statuses }) => ({
    created,
    linked,
    confirmed,
    activated,
    terminated,
    lost,
    statuses: statuses ?? {},
  }));

const named = (reasons: ReasonCount[]) =>
  Object.fromEntries(reasons.map(({ category, code, count: found }) => [`${category}/${code}`, found]));

function compare(found: Statistics, naive: Naive): void {
  expect(figures(found)).toEqual(naive.days);
  expect(named(found.terminationReasons)).toEqual(naive.terminationReasons);
  expect(named(found.lossReasons)).toEqual(naive.lossReasons);
  const buckets = Array.from({ length: WAIT_BOUNDS_MS.length + 1 }, (_, bucket) => {
    const within = naive.waits.filter((ms) => bucketOf(WAIT_BOUNDS_MS, ms) === bucket);
    return within.length;
  });
  const median = percentile(WAIT_BOUNDS_MS, buckets, 0.5);
  expect(found.timeToActivate.count).toBe(naive.waits.length);
  expect(found.timeToActivate.p50Seconds).toBe(median === null ? null : Math.round(median / 100) / 10);
}

it("what is counted from the feed is what happened, for everybody apart", { timeout: 120_000 }, async () => {
  const lives = fc.array(life, { minLength: 3, maxLength: 9, size: "max" });
  const turns = fc.infiniteStream(turn);
  await fc.assert(
    fc.asyncProperty(lives, turns, async (all, next) => {
      await env.DB.batch(TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
      const told: Told[] = [];
      for (const { environment, resellerKey, merchantAccountKey, all: moved, shipped } of all) {
        const one = new Life(
          fresh({ entitlementId: randomId(0), environment, resellerKey, merchantAccountKey }),
        );
        for (const { run } of moved) if (!one.gone) run(one);
        if (one.gone && one.entries.length === 1) continue;
        const entries = one.entries.filter(({ version }) => version > 0);
        for (let at = 0; at < entries.length; at += shipped) {
          const some = entries.slice(at, at + shipped);
          const head = some.at(-1);
          if (head) await project(env.DB, projectionOf(head, some));
          await count(`${environment}:${resellerKey}`, next.next().value);
        }
        told.push({ environment, resellerKey, merchantAccountKey, entries });
      }
      const dates = told.flatMap(({ entries }) => entries.map(({ at }) => Math.floor(at / DAY_MS)));
      const from = Math.floor(NOW / DAY_MS) - 1;
      const to = Math.max(from, ...dates);
      const of = (which: (one: Told) => boolean) => told.filter(which).map(({ entries }) => entries);
      for (const environment of ENVIRONMENTS) {
        for (const resellerKey of RESELLERS) {
          const scope = `${environment}:${resellerKey}`;
          const own = of((one) => one.environment === environment && one.resellerKey === resellerKey);
          const whole: Reach = {
            low: scope,
            high: scope,
            merchantAccountKey: null,
            productKey: null,
            from,
            to,
          };
          compare(await statisticsOf(env, whole), naively(own, from, to));
          compare(
            await statisticsOf(env, { ...whole, productKey: "OTHER" }),
            naively(own, from, to, "OTHER"),
          );
        }
        const merchants = {
          ...everyReseller(environment),
          merchantAccountKey: "VIDEO",
          productKey: null,
          from,
          to,
        };
        const theirs = of((one) => one.environment === environment && one.merchantAccountKey === "VIDEO");
        compare(await statisticsOf(env, merchants), naively(theirs, from, to));
      }
    }),
    { numRuns: 25 },
  );
});
