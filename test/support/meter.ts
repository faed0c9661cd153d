// Counts what a deployment is charged for, where it happens: calls to objects and their alarms, key-value rows, rows of
// the query store as D1 reports them, queue messages, requests to the Worker.
//
// The merchant and its own storage are not part of the bill, nor is the catalogue: an isolate reads it every 25 s,
// however many requests it serves. Local objects tell no row counts for key-value rows, so each put is counted as one
// row, as the price list says, each get and each listed entry as one read. `getAlarm` is not in the price list.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import worker from "../../src/index";
import { Customer } from "../../src/customer/object";
import { Entitlement } from "../../src/entitlement/object";
import { randomId } from "../../src/entitlement/id";
import type { Counts } from "../../scripts/bench/prices";

const none = (): Counts => ({
  workerRequests: 0,
  consumerRuns: 0,
  objectRequests: 0,
  alarmRuns: 0,
  objectRowsRead: 0,
  objectRowsWritten: 0,
  d1RowsRead: 0,
  d1RowsWritten: 0,
  queueOperations: 0,
});

let counts = none();
let running = false;
/** Moves with every count, running or not, so that one can see things come to rest. */
let pulse = 0;

function add(name: keyof Counts, by = 1): void {
  pulse++;
  if (running) counts[name] += by;
}

type Method = (...args: never[]) => unknown;

/** Puts something in front of a method of a prototype. */
function before(prototype: object, name: string, seen: (...args: never[]) => void): void {
  const method = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, function (this: unknown, ...args: never[]) {
    seen(...args);
    return Reflect.apply(method, this, args);
  });
}

/** Puts something behind a method that promises something. */
function after<T>(prototype: object, name: string, seen: (self: object, result: T) => void): void {
  const method = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, async function (this: object, ...args: never[]) {
    const result: T = await Reflect.apply(method, this, args);
    seen(this, result);
    return result;
  });
}

function meterObjects(): void {
  for (const { prototype } of [Entitlement, Customer])
    for (const name of Object.getOwnPropertyNames(prototype))
      if (name === "alarm") before(prototype, name, () => (add("alarmRuns"), add("objectRequests")));
      else if (name !== "constructor") before(prototype, name, () => add("objectRequests"));
}

/** The sandbox merchant's keys; its rows are the merchant's. */
const MERCHANTS_KEYS = new Set(["subscription", "forgotten"]);

function meterStorage(storage: DurableObjectStorage): void {
  const rows: object = Object.getPrototypeOf(storage.kv);
  before(rows, "put", (key: string) => !MERCHANTS_KEYS.has(key) && add("objectRowsWritten"));
  before(rows, "delete", () => add("objectRowsWritten"));
  before(rows, "get", (key: string) => !MERCHANTS_KEYS.has(key) && add("objectRowsRead"));
  const list = Reflect.get(rows, "list") as (options: unknown) => Iterable<unknown>;
  Reflect.set(rows, "list", function* (this: unknown, options: unknown) {
    for (const row of Reflect.apply(list, this, [options])) {
      add("objectRowsRead");
      yield row;
    }
  });
  const all: object = Object.getPrototypeOf(storage);
  before(all, "setAlarm", () => add("objectRowsWritten"));
  before(all, "deleteAll", () => {
    if (running) throw new Error("deleteAll has no price");
  });
}

const projection = new WeakSet<object>();
const isProjection = (sql: string): boolean => /\b(?:entitlement|feed)\b/.test(sql);

function meterQueryStore(): void {
  const database: object = Object.getPrototypeOf(env.DB);
  const prepare = Reflect.get(database, "prepare") as (sql: string) => D1PreparedStatement;
  Reflect.set(database, "prepare", function (this: unknown, sql: string) {
    const statement = Reflect.apply(prepare, this, [sql]);
    if (isProjection(sql)) projection.add(statement);
    return statement;
  });
  const statements: object = Object.getPrototypeOf(env.DB.prepare("SELECT 1"));
  const bind = Reflect.get(statements, "bind") as Method;
  Reflect.set(statements, "bind", function (this: object, ...values: never[]) {
    const bound = Reflect.apply(bind, this, values) as object;
    if (projection.has(this)) projection.add(bound);
    return bound;
  });
  const read = ({ meta }: D1Result): void => {
    add("d1RowsRead", meta.rows_read);
    add("d1RowsWritten", meta.rows_written);
  };
  for (const name of ["all", "run"])
    after<D1Result>(statements, name, (self, result) => projection.has(self) && read(result));
  const batch = Reflect.get(database, "batch") as (of: D1PreparedStatement[]) => Promise<D1Result[]>;
  Reflect.set(database, "batch", async function (this: unknown, of: D1PreparedStatement[]) {
    const results = await Reflect.apply(batch, this, [of]);
    for (const [at, result] of results.entries()) if (projection.has(of[at] ?? {})) read(result);
    return results;
  });
}

/** A message of at most 64 KB is written, read and deleted. */
const OPERATIONS_PER_MESSAGE = 3;

/** Messages that were sent and whose consumer has not ended; on a busy machine the queue is slower than a rest. */
let underWay = 0;

function meterQueues(): void {
  const queue: object = Object.getPrototypeOf(env.CALLBACKS);
  before(queue, "send", () => {
    underWay++;
    add("queueOperations", OPERATIONS_PER_MESSAGE);
    add("consumerRuns");
  });
  const consume = worker.queue;
  worker.queue = async (batch, ...rest) => {
    await consume.call(worker, batch, ...rest);
    underWay = Math.max(0, underWay - batch.messages.length);
    pulse++;
  };
}

/** Reads the meters in, once per test file. */
export async function installMeter(): Promise<void> {
  meterObjects();
  meterQueryStore();
  meterQueues();
  before(worker, "fetch", () => add("workerRequests"));
  const anyObject = env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(randomId(0)));
  await runInDurableObject(anyObject, (_, { storage }) => meterStorage(storage));
}

/** How long nothing may happen before a step counts as over. */
const REST_MS = 150;

/** Until the queue is empty and nothing has been counted for a while. */
export async function atRest(): Promise<void> {
  const isBusy = (seen: number): boolean => seen !== pulse || underWay > 0;
  for (let seen = -1; isBusy(seen); await scheduler.wait(REST_MS)) seen = pulse;
}

/** What a step and everything that follows from it cost. */
export async function metered(step: () => Promise<unknown>): Promise<Counts> {
  await atRest();
  counts = none();
  running = true;
  await step();
  await atRest();
  running = false;
  return counts;
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce((total, one) => {
    for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += one[name];
    return total;
  }, none());
