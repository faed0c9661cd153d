// From changes and arrivals to figures.
import type { Arrival } from "./endpoint.ts";
import type { Change } from "./reseller.ts";

export interface Figures {
  changes: number;
  delivered: number;
  /** Deliveries per second while the load ran. */
  rate: number;
  p50: number;
  p99: number;
  longest: number;
  /** Of the answers to the changes: what the machine itself was busy with. */
  answersP99: number;
}

const keyOf = ({ entitlementId, version }: { entitlementId: string; version: number }): string =>
  `${entitlementId}:${version}`;

/** How the changes of one phase arrived; times from the request to the post, in milliseconds. */
export function figuresOf(changes: Change[], taken: Arrival[], startedAt: number, endedAt: number): Figures {
  const arrivals = firstArrivals(taken);
  const waits = changes
    .flatMap((change) => {
      const at = arrivals.get(keyOf(change));
      return at === undefined ? [] : [at - change.at];
    })
    .sort((a, b) => a - b);
  const answers = changes.map(({ at, answeredAt }) => answeredAt - at).sort((a, b) => a - b);
  const within = [...arrivals.values()].filter((at) => at >= startedAt && at < endedAt).length;
  return {
    changes: changes.length,
    delivered: waits.length,
    rate: within / ((endedAt - startedAt) / 1_000),
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    longest: waits.at(-1) ?? Number.NaN,
    answersP99: percentile(answers, 0.99),
  };
}

export interface Return {
  posts: number;
  /** Seconds from the return until half, and until all. */
  half: number;
  all: number;
  /** The busiest second, and the first. */
  peak: number;
  first: number;
  /** First arrivals that came before an older version of the same entitlement. */
  outOfOrder: number;
}

/** How what was held came back after a moment. */
export function returnOf(taken: Arrival[], since: number): Return {
  const posts = taken.filter(({ at }) => at >= since);
  const seconds = new Map<number, number>();
  for (const { at } of posts) {
    const second = Math.floor((at - since) / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  const times = posts.map(({ at }) => (at - since) / 1_000);
  return {
    posts: posts.length,
    half: percentile(times, 0.5),
    all: times.at(-1) ?? Number.NaN,
    peak: Math.max(0, ...seconds.values()),
    first: times[0] ?? Number.NaN,
    outOfOrder: outOfOrder(taken),
  };
}

function firstArrivals(taken: Arrival[]): Map<string, number> {
  const arrivals = new Map<string, number>();
  for (const arrival of taken) if (!arrivals.has(keyOf(arrival))) arrivals.set(keyOf(arrival), arrival.at);
  return arrivals;
}

function outOfOrder(taken: Arrival[]): number {
  const [newest, seen] = [new Map<string, number>(), new Set<string>()];
  let wrong = 0;
  for (const arrival of taken) {
    const { entitlementId, version } = arrival;
    if (seen.has(keyOf(arrival))) continue;
    seen.add(keyOf(arrival));
    const before = newest.get(entitlementId) ?? 0;
    if (version < before) wrong++;
    newest.set(entitlementId, Math.max(before, version));
  }
  return wrong;
}

const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
