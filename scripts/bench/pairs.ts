// What is measured, on both sides in the same way: how each is prepared, and what one run of it does.
import { randomUUID } from "node:crypto";
import type { Dialect, MerchantKind } from "./dialects.ts";
import type { Ask, Reply } from "./http.ts";
import type { Receiver } from "./receiver.ts";
import type { Side } from "./side.ts";
import type { Run } from "./stats.ts";

/** One side, ready to be asked. */
export interface Bench {
  side: Side;
  dialect: Dialect;
  receiver: Receiver;
  settings: Settings;
}

export interface Settings {
  rounds: number;
  /** How long a run of requests takes. */
  runMs: number;
  connections: number;
  /** Notifications of one drain; confirmations of one run are a fifth of it. */
  notifications: number;
  /** Rows in the query store for report page and feed page. */
  rows: number;
  merchant: MerchantKind;
}

export interface Pair {
  name: string;
  title: string;
  /** The ratio that is aimed at. */
  goal: number;
  /** What the ratio compares: floor's p50 with the real one's, or the other way round the operations per second. */
  by: "throughput" | "latency";
  prepare(bench: Bench): Promise<(bench: Bench) => Promise<Run>>;
}

const NOTIFICATIONS_TIMEOUT_MS = 60_000;
const newCustomer = (): string => `customer-${randomUUID()}`;

export async function asked(bench: Bench, ask: Ask): Promise<Reply> {
  const reply = await bench.side.client.ask(ask);
  if (reply.status >= 300)
    throw new Error(`${bench.side.name}: ${ask.method} ${ask.path} answered ${reply.status}: ${reply.body}`);
  return reply;
}

/** Asks on all connections until the time is up. */
async function repeated(bench: Bench, next: () => Ask): Promise<Run> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + bench.settings.runMs;
  const worker = async (): Promise<void> => {
    for (let at = performance.now(); at < until;) {
      await asked(bench, next());
      const now = performance.now();
      latencies.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: bench.settings.connections }, worker));
  return { perSecond: (latencies.length / (performance.now() - startedAt)) * 1_000, latencies };
}

const requests =
  (next: (bench: Bench) => () => Ask): Pair["prepare"] =>
  async (prepared) => {
    const ask = next(prepared);
    return (bench) => repeated(bench, ask);
  };

/** So many entitlements, made on all connections. */
async function entitlements(bench: Bench, count: number, confirmed = false): Promise<string[]> {
  const { dialect } = bench;
  const ids = await Promise.all(
    Array.from({ length: count }, async () =>
      dialect.idOf(await asked(bench, dialect.create({ customer: newCustomer(), confirmed }))),
    ),
  );
  await bench.receiver.quiet();
  return ids;
}

const taking = <T>(values: readonly T[]): (() => T) => {
  let at = 0;
  return () => {
    const value = values[at++ % values.length];
    if (value === undefined) throw new Error("there is nothing to take");
    return value;
  };
};

const HELD = 200;

async function prepareGet(bench: Bench): Promise<(bench: Bench) => Promise<Run>> {
  const next = taking(await entitlements(bench, HELD));
  return (running) => repeated(running, () => running.dialect.get(next()));
}

const CUSTOMERS = 50;
const OF_EACH = 3;

/** A route's limit is one at a time, so the first two of each customer have ended. */
async function prepareCustomer(bench: Bench): Promise<(bench: Bench) => Promise<Run>> {
  const customers = Array.from({ length: CUSTOMERS }, newCustomer);
  for (const customer of customers)
    for (let left = OF_EACH; left > 0; left--) {
      const id = bench.dialect.idOf(await asked(bench, bench.dialect.create({ customer, confirmed: false })));
      const revoke = left > 1 ? bench.dialect.revoke(id) : null;
      if (revoke) await asked(bench, revoke);
    }
  await bench.receiver.quiet();
  const next = taking(customers);
  return (running) => repeated(running, () => running.dialect.ofCustomer(next()));
}

/** Pages of the query store from all over it. */
const PLACES = 37;
const prepareRows =
  (page: (dialect: Dialect, after: number) => Ask): Pair["prepare"] =>
  async (bench) => {
    const { rows } = bench.settings;
    await bench.side.load(rows);
    const places = Array.from({ length: PLACES }, (_, at) => Math.floor(((rows - 100) * at) / PLACES));
    const next = taking(places);
    return (running) => repeated(running, () => page(running.dialect, next()));
  };

/** A full queue, then the time until it is empty: the receiver answers nobody while it fills up. */
async function prepareDrain(bench: Bench): Promise<(bench: Bench) => Promise<Run>> {
  const ids = await entitlements(bench, bench.settings.notifications);
  return async (running) => {
    const { receiver, dialect } = running;
    const expected = receiver.count + ids.length;
    receiver.hold();
    await Promise.all(ids.map((id) => asked(running, dialect.change(id))));
    await receiver.quiet();
    const already = receiver.count;
    const startedAt = performance.now();
    receiver.release();
    await receiver.reached(expected, NOTIFICATIONS_TIMEOUT_MS);
    const elapsed = receiver.lastAt - startedAt;
    const drained = expected - already;
    return { perSecond: (drained / elapsed) * 1_000, latencies: [elapsed / drained] };
  };
}

/** Creates until the time is up, and the time until the last of them is delivered. */
async function sustained(bench: Bench): Promise<Run> {
  const { receiver, dialect } = bench;
  const before = receiver.count;
  const startedAt = performance.now();
  const { latencies } = await repeated(bench, () =>
    dialect.create({ customer: newCustomer(), confirmed: false }),
  );
  await receiver.reached(before + latencies.length, NOTIFICATIONS_TIMEOUT_MS);
  return { perSecond: (latencies.length / (receiver.lastAt - startedAt)) * 1_000, latencies };
}

/** One confirmation at a time, each until the reseller has its notification. */
async function chain(bench: Bench): Promise<Run> {
  const { receiver, dialect, settings } = bench;
  const ids = await entitlements(bench, Math.ceil(settings.notifications / 5), true);
  const latencies: number[] = [];
  for (const id of ids) {
    const received = receiver.next(id);
    const startedAt = performance.now();
    await asked(bench, dialect.confirm(id));
    latencies.push((await received) - startedAt);
  }
  const total = latencies.reduce((sum, one) => sum + one, 0);
  return { perSecond: (latencies.length / total) * 1_000, latencies };
}

export const PAIRS: readonly Pair[] = [
  {
    name: "echo",
    title: "echo",
    goal: 0.75,
    by: "throughput",
    prepare: requests(
      ({ dialect }) =>
        () =>
          dialect.echo(),
    ),
  },
  { name: "get", title: "get by id", goal: 0.85, by: "throughput", prepare: prepareGet },
  {
    name: "create",
    title: "create",
    goal: 0.8,
    by: "throughput",
    prepare: requests(
      ({ dialect }) =>
        () =>
          dialect.create({ customer: newCustomer(), confirmed: false }),
    ),
  },
  {
    name: "customer",
    title: "report by customer (3)",
    goal: 0.8,
    by: "throughput",
    prepare: prepareCustomer,
  },
  {
    name: "page",
    title: "report page (50)",
    goal: 0.85,
    by: "throughput",
    prepare: prepareRows((dialect, after) => dialect.page(after)),
  },
  {
    name: "feed",
    title: "feed page (50)",
    goal: 0.85,
    by: "throughput",
    prepare: prepareRows((dialect, after) => dialect.feed(after)),
  },
  { name: "drain", title: "delivery drain", goal: 0.8, by: "throughput", prepare: prepareDrain },
  {
    name: "sustained",
    title: "create with delivery",
    goal: 0.75,
    by: "throughput",
    prepare: async () => sustained,
  },
  { name: "chain", title: "confirmation → receipt", goal: 0.7, by: "latency", prepare: async () => chain },
];
