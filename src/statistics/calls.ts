// Merchants' answers, counted in this isolate's memory and written in one go, at most every ten seconds. Best effort: an
// isolate that dies takes its last seconds with it. A sale waits for nothing here and writes no row of its own.
import type { MerchantOperation, Outcome } from "../connectors/contract";
import { scopeOf } from "../projection/project";
import { clock } from "../shared/clock";
import { DEFAULT_HOME, databaseOf } from "../shared/homes";
import { errorText, log } from "../shared/log";
import { bucketOf, CALL_BOUNDS_MS } from "./buckets";
import { DAY_MS } from "./counted";

/** An answered call; `outcome` is what the connector made of the answer. */
export interface MerchantCall {
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  operation: MerchantOperation;
  outcome: Outcome;
  at: number;
  durationMs: number;
}

interface Count {
  scope: string;
  merchant: string;
  day: number;
  operation: string;
  outcome: string;
  buckets: number[];
}

/** The columns of the buckets, in order. */
export const CALL_COLUMNS: readonly string[] = [...CALL_BOUNDS_MS.map((bound) => `below_${bound}`), "longer"];

/** One isolate writes this often at most. */
const FLUSH_INTERVAL_MS = 10_000;

const memory = { counts: new Map<string, Count>(), flushedAt: Number.NEGATIVE_INFINITY };

/** Refusals that say "not now" are failures; others are the merchant's decision about a customer. */
const nameOf = (outcome: Outcome): string =>
  outcome.kind === "rejected" && outcome.reason === "MERCHANT_UNAVAILABLE" ? "unavailable" : outcome.kind;

/** Counts a call. Memory only. */
export function countCall(call: MerchantCall): void {
  const { environment, resellerKey, merchantAccountKey: merchant, operation, at, durationMs } = call;
  const buckets = CALL_COLUMNS.map((_, bucket) => Number(bucket === bucketOf(CALL_BOUNDS_MS, durationMs)));
  const day = Math.floor(at / DAY_MS);
  keep({
    scope: scopeOf(environment, resellerKey),
    merchant,
    day,
    operation,
    outcome: nameOf(call.outcome),
    buckets,
  });
}

function keep(count: Count): void {
  const { scope, merchant, day, operation, outcome, buckets } = count;
  const key = JSON.stringify([scope, merchant, day, operation, outcome]);
  const known = memory.counts.get(key);
  const sum = known ? buckets.map((by, at) => by + (known.buckets[at] ?? 0)) : buckets;
  memory.counts.set(key, { ...count, buckets: sum });
}

const PAIRS = `
INSERT OR IGNORE INTO statistics_pair SELECT DISTINCT value ->> '$.scope', value ->> '$.merchant' FROM json_each(?1)`;

const ADD = `
INSERT INTO merchant_call_day
  (reseller_scope, merchant_account_key, day, operation, outcome, ${CALL_COLUMNS.join(", ")})
SELECT value ->> '$.scope', value ->> '$.merchant', value ->> '$.day', value ->> '$.operation', value ->> '$.outcome',
  ${CALL_COLUMNS.map((_, at) => `value ->> '$.buckets[${at}]'`).join(", ")}
FROM json_each(?1) WHERE true
ON CONFLICT DO UPDATE SET ${CALL_COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join(", ")}`;

/** Writes what was counted, unless it was written a moment ago. Never throws: what cannot be written is kept. */
export async function flushWhenDue(env: Pick<Env, "DB">): Promise<void> {
  if (clock.now() - memory.flushedAt >= FLUSH_INTERVAL_MS) await flushCalls(env);
}

/** Writes what was counted now: for whoever is about to look, and for the hourly run. Never throws. */
export async function flushCalls(env: Pick<Env, "DB">): Promise<void> {
  const counts = [...memory.counts.values()];
  if (counts.length === 0) return;
  memory.counts.clear();
  memory.flushedAt = clock.now();
  try {
    const database = databaseOf(env, DEFAULT_HOME);
    const values = JSON.stringify(counts);
    await database.batch([PAIRS, ADD].map((sql) => database.prepare(sql).bind(values)));
  } catch (error) {
    for (const count of counts) keep(count);
    log("merchant_calls.not_written", { error: errorText(error) });
  }
}

const REFUSED = `
SELECT 1 AS found FROM merchant_call_day
WHERE reseller_scope = ?1 AND day >= ?2 AND operation = 'create' AND outcome IN ('rejected', 'unavailable') LIMIT 1`;

/** Whether a merchant has refused a reseller's create since a time (epoch milliseconds), to the day. */
export async function wasRefused(env: Pick<Env, "DB">, scope: string, since: number): Promise<boolean> {
  await flushCalls(env);
  const refused = databaseOf(env, DEFAULT_HOME)
    .prepare(REFUSED)
    .bind(scope, Math.floor(since / DAY_MS));
  return (await refused.first("found")) !== null;
}
