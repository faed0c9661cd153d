// One run: load, kills, healing, quiet, and the look from outside.
import { setTimeout as sleep } from "node:timers/promises";
import { addStandard } from "./catalogue.ts";
import { acknowledged } from "./check/acknowledged.ts";
import { explained } from "./check/explained.ts";
import { casesOf, type Evidence } from "./check/finding.ts";
import { notified } from "./check/notified.ts";
import { once } from "./check/once.ts";
import { stores } from "./check/stores.ts";
import { unexplained } from "./client.ts";
import { Endpoint } from "./endpoint.ts";
import { figuresOf, type Figures } from "./figures.ts";
import { serve } from "./load.ts";
import { music, type Merchant } from "./merchants.ts";
import { Power } from "./power.ts";
import { comeToRest, repeatCreates, type Rest } from "./quiet.ts";
import { Random } from "./random.ts";
import type { Reseller, Sale } from "./record.ts";
import { StandardMerchant } from "./standard.ts";
import { feedOf, listOf } from "./view.ts";

/** Both of the demo catalogue's sandbox (local only). */
const RESELLERS: readonly Reseller[] = [
  {
    key: "TELCO",
    credentials: "telco-sandbox:telco-sandbox-secret",
    signingSecret: "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=",
  },
  {
    key: "BANK",
    credentials: "bank-sandbox:bank-sandbox-secret",
    signingSecret: "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtYmFuay1zZWNyZXQhISE=",
  },
];

/** How long the service runs between two kills unless told otherwise, and how often it is killed while it starts. */
export const LIVES_MS = [500, 9_000] as const;
const KILLED_STARTING = 0.15;
const STARTS_MS = [200, 6_000] as const;

export interface Plan {
  kills: number;
  seed: number;
  /** How long everything may take to come to rest after the last kill. */
  quietMs: number;
  /** Customers who buy at a time, per reseller. */
  customers: number;
  /** How long the service runs between two kills: from, to. */
  livesMs: readonly [number, number];
  /** Whether there is a merchant with a server of its own beside the sandbox's. */
  standard: boolean;
  /** Aborted when the run is to be given up. */
  ending?: AbortSignal;
  say: (text: string) => void;
}

export interface Result {
  figures: Figures;
  evidence: Evidence;
  violations: string[];
}

/** Runs it all; whatever happens, what was started is ended. */
export async function crash(plan: Plan): Promise<Result> {
  const random = new Random(plan.seed);
  const power = await Power.plug();
  const standard = plan.standard ? new StandardMerchant(power, random.fork()) : null;
  const merchants: [Merchant, ...Merchant[]] = standard ? [music, standard] : [music];
  const endpoints = RESELLERS.map((reseller) => new Endpoint(reseller, random.fork()));
  unexplained.length = 0;
  try {
    return await Promise.race([
      story(plan, { power, merchants, endpoints, standard }, random),
      givenUp(plan.ending),
    ]);
  } finally {
    for (const one of [...endpoints, ...merchants]) await one.stop();
    await power.off();
  }
}

function givenUp(ending: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    ending?.addEventListener("abort", () => reject(new Error("The run was given up.")), { once: true });
  });
}

/** Everybody who takes part. */
interface Cast {
  power: Power;
  merchants: readonly [Merchant, ...Merchant[]];
  endpoints: Endpoint[];
  standard: StandardMerchant | null;
}

async function story(plan: Plan, cast: Cast, random: Random): Promise<Result> {
  const { power, merchants, endpoints, standard } = cast;
  for (const one of [...endpoints, ...merchants]) await one.start();
  await power.on();
  if (standard) await addStandard(power, standard.origin);
  const sales = await underFire(plan, cast, random);
  plan.say("healed; waiting for quiet");
  for (const one of [...endpoints, ...merchants]) await one.heal();
  const until = Date.now() + plan.quietMs;
  await repeatCreates(power, sales, until);
  const rest = await comeToRest(power, sales, random.fork(), until);
  const evidence = await gathered(sales, rest, cast);
  const forged = endpoints.flatMap((endpoint) => endpoint.forged);
  return {
    evidence,
    figures: figuresOf(evidence, power, rest, endpoints),
    violations: [...unexplained, ...forged, ...rest.stuck, ...judged(evidence)],
  };
}

/** Customers buy while the service is killed again and again. */
async function underFire(
  { kills, customers, livesMs, say }: Plan,
  { power, merchants, endpoints }: Cast,
  random: Random,
): Promise<Sale[]> {
  const sales: Sale[] = [];
  let over = false;
  const shops = endpoints.map(({ url }, at) => {
    const reseller = RESELLERS[at] ?? RESELLERS[0];
    if (reseller === undefined) throw new Error("no reseller");
    return { power, reseller, merchants, notificationUrl: url, sales, stopped: () => over };
  });
  const served = shops.flatMap((shop) => Array.from({ length: customers }, () => serve(shop, random.fork())));
  const plug = random.fork();
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(plug.between(...livesMs));
    await power.cut();
    const starting = plug.chance(KILLED_STARTING) ? plug.between(...STARTS_MS) : null;
    const started = power.on();
    if (starting !== null && kill < kills) {
      await sleep(starting);
      await power.cut();
      kill++;
    }
    await started;
    say(`kill ${power.kills} of ${kills}; ${sales.length} sales`);
  }
  await sleep(plug.between(...livesMs));
  over = true;
  await Promise.all(served);
  return sales;
}

async function gathered(sales: Sale[], rest: Rest, { power, endpoints, merchants }: Cast): Promise<Evidence> {
  const feeds = new Map();
  const lists = new Map();
  for (const reseller of RESELLERS) {
    feeds.set(reseller, await feedOf(power, reseller));
    lists.set(reseller, await listOf(power, reseller));
  }
  const effects = new Map(merchants.map((merchant) => [merchant.key, merchant.effects()]));
  const arrivals = endpoints.flatMap((endpoint) => endpoint.arrivals);
  return { sales, seen: rest.seen, feeds, lists, arrivals, effects };
}

const CHECKS = { acknowledged, explained, notified, once, stores };

/** Every violation, with the check that found it. */
function judged(evidence: Evidence): string[] {
  const cases = casesOf(evidence);
  return Object.entries(CHECKS).flatMap(([name, check]) =>
    check(evidence, cases).map((what) => `${name}: ${what}`),
  );
}
