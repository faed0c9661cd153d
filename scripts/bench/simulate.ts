// A month of a large reseller, hour by hour, from the counts of the bill and the scenario: what it costs, and how far the
// busiest hour is from each limit. No chance in it: the same scenario gives the same figures.
import { readBudget, type Budget } from "./bill.ts";
import { COUNTED, INCLUDED, MONTHLY, PRICES, type Counts } from "./prices.ts";
import { fixed, table } from "./print.ts";
import * as scenario from "./scenario.ts";

const MILLION = 1e6;
const HOURS = 30 * 24;
const GIGABYTE = 1e9;
/** Ids, a format number, and what the platform adds. */
const MESSAGE_BYTES = 400;
/** An object is billed for 128 MB. */
const OBJECT_GIGABYTES = 0.128;

/** Everything that is counted in a month. */
function monthly(budget: Budget): Counts {
  const total = Object.fromEntries(COUNTED.map((what) => [what, 0])) as unknown as Counts;
  for (const [operation, times] of Object.entries(scenario.MONTHLY_OPERATIONS)) {
    const counts = budget[operation];
    if (counts === undefined) throw new Error(`the bill has no "${operation}"`);
    for (const what of COUNTED) total[what] += counts[what] * times;
  }
  return total;
}

/** How busy an hour is against the average: least at four in the morning, most in the evening. */
function weight(hour: number): number {
  const wave = (1 - Math.cos(((hour - 4) / 24) * 2 * Math.PI)) / 2;
  return 1 + (scenario.BUSIEST_HOUR - 1) * (2 * wave - 1) * (wave > 0.5 ? 1 : 1 / scenario.BUSIEST_HOUR);
}

/** The most of something per second, over the hours of the month, the campaign included. */
function busiest(perMonth: number, perCreate: number): number {
  const all = Array.from({ length: HOURS }, (_, at) => weight(at % 24));
  const average = perMonth / all.reduce((sum, one) => sum + one, 0);
  const { day, hour, creates } = scenario.CAMPAIGN;
  const rates = all.map((one, at) => {
    const campaign = Math.floor(at / 24) === day && at % 24 === hour ? creates * perCreate : 0;
    return (one * average + campaign) / 3_600;
  });
  return Math.max(...rates);
}

/** Bytes in the query store: a row per entitlement that was ever there in the month, and the events that are kept. */
function d1Bytes(): number {
  const { entitlements } = scenario.STOCK;
  const events = (scenario.EVENTS_PER_MONTH * scenario.ASSUMED.feedRetentionDays) / 30;
  return entitlements * scenario.SIZES.d1RowOfEntitlement + events * scenario.SIZES.d1RowOfEvent;
}

const objectBytes = (): number =>
  scenario.STOCK.entitlements * scenario.SIZES.entitlementObject +
  scenario.STOCK.customers * scenario.SIZES.customerObject;

const beyond = (amount: number, { price, included }: { price: number; included: number }): number =>
  Math.max(amount - included, 0) * price;

type Line = [what: string, amount: string, dollars: number];

function lines(counts: Counts): Line[] {
  const counted = COUNTED.filter((what) => PRICES[what].perMillion > 0).map((what): Line => {
    const millions = counts[what] / MILLION;
    const dollars = Math.max(millions - INCLUDED[what], 0) * PRICES[what].perMillion;
    return [PRICES[what].what, `${fixed(millions, 1)} million`, dollars];
  });
  const gigabytes = { d1: d1Bytes() / GIGABYTE, objects: objectBytes() / GIGABYTE };
  const duration =
    (counts.objectRequests * (scenario.ASSUMED.objectMsPerRequest / 1_000) * OBJECT_GIGABYTES) / MILLION;
  const cpu = ((counts.workerRequests + counts.consumerRuns) * scenario.ASSUMED.workerCpuMs) / MILLION;
  return [
    ["Plan", "", MONTHLY.plan.price],
    ...counted,
    ["D1 storage", `${fixed(gigabytes.d1)} GB`, beyond(gigabytes.d1, MONTHLY.d1GigabyteMonth)],
    [
      "Object storage",
      `${fixed(gigabytes.objects)} GB`,
      beyond(gigabytes.objects, MONTHLY.objectGigabyteMonth),
    ],
    ["Object duration", `${fixed(duration, 2)} million GB-s`, beyond(duration, MONTHLY.objectDuration)],
    ["CPU time", `${fixed(cpu)} million ms`, beyond(cpu, MONTHLY.cpu)],
  ];
}

const row = (what: string, needed: number, limit: number, unit: string): string[] => [
  what,
  `${fixed(needed, needed < 10 ? 1 : 0)} ${unit}`,
  `${fixed(limit)} ${unit}`,
  `${fixed((needed / limit) * 100, 1)} %`,
];

/** What the busiest hour asks of each thing that has a limit. */
function bounds(budget: Budget, counts: Counts, homes: number): string[][] {
  const create = budget["create"];
  const messages = busiest(counts.queueOperations / 3, (create?.queueOperations ?? 0) / 3);
  const shipments = busiest(scenario.EVENTS_PER_MONTH, 1);
  const { queueMessagesPerSecond, d1DatabaseBytes, d1AccountBytes, queueBacklogBytes } = scenario.LIMITS;
  const backlog = messages * 3_600 * MESSAGE_BYTES;
  return [
    row("one home's database", d1Bytes() / homes / GIGABYTE, d1DatabaseBytes.limit / GIGABYTE, "GB"),
    row("all databases of the account", d1Bytes() / GIGABYTE, d1AccountBytes.limit / GIGABYTE, "GB"),
    row("homes (a byte of the id)", homes, scenario.LIMITS.homes.limit, ""),
    row("one queue, busiest hour", messages, queueMessagesPerSecond.limit, "messages/s"),
    row("backlog of an hour's outage", backlog / GIGABYTE, queueBacklogBytes.limit / GIGABYTE, "GB"),
    // No documented figure: a database runs one query after the other, so 2 ms each are 500 per second.
    row("writes to one home, busiest hour", shipments / homes, 500, "shipments/s"),
  ];
}

export async function printSimulation(): Promise<unknown> {
  const budget = await readBudget();
  const counts = monthly(budget);
  const homes = Math.ceil(d1Bytes() / (scenario.LIMITS.d1DatabaseBytes.limit * scenario.ASSUMED.fillOfHome));
  const month = lines(counts);
  const total = month.reduce((sum, [, , dollars]) => sum + dollars, 0);
  const { entitlements } = scenario.STOCK;
  const money = month.map(([what, amount, dollars]) => [what, amount, fixed(dollars, 2)]);
  money.push(["total", "", fixed(total, 2)]);
  const perThousand = (total / entitlements) * 1_000;
  money.push(["per thousand entitlements", "", fixed(perThousand, 3)]);
  console.log(`A month with ${fixed(entitlements)} entitlements (scripts/bench/scenario.ts).\n`);
  console.log(`${table(["charged", "amount", "dollars"], money)}\n`);
  console.log(`${table(["bound", "needed", "limit", "used"], bounds(budget, counts, homes))}\n`);
  console.log(`Homes at ${scenario.ASSUMED.fillOfHome * 100} % of a database's limit: ${homes}.`);
  return { counts, month, total, homes };
}
