// The statistics of a reach as one document: a row per day, and sums over the days. The same for every party; whose
// numbers they are was decided by the reach.
import { clock } from "../shared/clock";
import type { ProductFigures, ReasonCount, Statistics, StatisticsDay } from "../wire/statistics";
import { callsOf, isFailure } from "./callFigures";
import { DAY_MS } from "./counted";
import { percentile, WAIT_BOUNDS_MS } from "./buckets";
import type { Reach } from "./reach";
import { readCounted, type Counted, type DayRow } from "./read";
import { statusesByDay } from "./statuses";

export type { ProductFigures, ReasonCount, Statistics, StatisticsDay } from "../wire/statistics";

/** A UTC day as a date. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Reads and composes. */
export async function statisticsOf(env: Pick<Env, "DB">, reach: Reach): Promise<Statistics> {
  const counted = await readCounted(env, reach);
  const within = counted.days.filter(({ day }) => day >= reach.from && day <= reach.to);
  const { statusesSince: since } = counted;
  return {
    from: dateOf(reach.from),
    to: dateOf(reach.to),
    date: new Date(clock.now()).toISOString(),
    complete: counted.complete,
    statusesSince: since > 0 ? dateOf(since) : null,
    days: daysOf(reach, counted, within),
    products: productsOf(within),
    timeToActivate: waitsOf(within),
    terminationReasons: reasonsOf(within, "terminated"),
    lossReasons: reasonsOf(within, "lost"),
    merchantCalls: callsOf(counted.calls),
  };
}

const sumOf = (rows: readonly { count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0);

const counts = (rows: readonly DayRow[], measure: string): number =>
  sumOf(rows.filter((row) => row.measure === measure));

function grouped<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function daysOf({ from, to }: Reach, counted: Counted, within: DayRow[]): StatisticsDay[] {
  const rows = grouped(within, ({ day }) => day);
  const calls = grouped(counted.callDays, ({ day }) => day);
  const statuses = statusesByDay(counted, from, to);
  return Array.from({ length: to - from + 1 }, (_, at) => {
    const day = from + at;
    const of = rows.get(day) ?? [];
    const called = calls.get(day) ?? [];
    return {
      date: dateOf(day),
      created: counts(of, "created"),
      linked: counts(of, "linked"),
      confirmed: counts(of, "confirmed"),
      activated: counts(of, "activated"),
      terminated: counts(of, "terminated"),
      lost: counts(of, "lost"),
      merchantCalls: sumOf(called),
      merchantCallsFailed: sumOf(called.filter(({ outcome }) => isFailure(outcome))),
      statuses: day < counted.statusesSince ? null : (statuses[at] ?? null),
    };
  });
}

function productsOf(within: DayRow[]): ProductFigures[] {
  const sold = within.filter(({ measure }) => measure !== "status" && measure !== "wait");
  return [...grouped(sold, ({ merchant, product }) => JSON.stringify([merchant, product])).values()]
    .map((rows) => ({
      merchantAccountKey: rows[0]?.merchant ?? "",
      productKey: rows[0]?.product ?? "",
      created: counts(rows, "created"),
      activated: counts(rows, "activated"),
      terminated: counts(rows, "terminated"),
      lost: counts(rows, "lost"),
    }))
    .sort((a, b) => b.created - a.created || (a.productKey < b.productKey ? -1 : 1));
}

function waitsOf(within: DayRow[]): Statistics["timeToActivate"] {
  const buckets = Array.from({ length: WAIT_BOUNDS_MS.length + 1 }, () => 0);
  for (const { measure, detail, count } of within)
    if (measure === "wait") buckets[Number(detail)] = (buckets[Number(detail)] ?? 0) + count;
  const seconds = (share: number): number | null => {
    const ms = percentile(WAIT_BOUNDS_MS, buckets, share);
    return ms === null ? null : Math.round(ms / 100) / 10;
  };
  const count = buckets.reduce((sum, one) => sum + one, 0);
  return { count, p50Seconds: seconds(0.5), p90Seconds: seconds(0.9), p99Seconds: seconds(0.99) };
}

function reasonsOf(within: DayRow[], measure: string): ReasonCount[] {
  const rows = within.filter((row) => row.measure === measure);
  return [...grouped(rows, ({ detail }) => detail)]
    .map(([detail, of]) => {
      const [category = "", code = ""] = detail.split("/");
      return { category, code, count: sumOf(of) };
    })
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
