// What is counted, as rows: the days that the hourly run has written, and beside them the tail of the feed that it has
// not, counted on the spot by the same text. One transaction per home, so that nothing is in both or in neither.
import { HOMES, databaseOf } from "../shared/homes";
import { aggregateStep } from "./aggregate";
import { CALL_COLUMNS } from "./calls";
import { countedOf } from "./counted";
import type { Reach } from "./reach";

/** Events per reseller that a reader counts on the spot; where there are more, they are written first. */
const TAIL = 200;
/** Steps that one reader takes for that at most; the rest waits for the hourly run. */
const MOST_STEPS = 20;

/** Seeks from one reseller to the next, so that the length of their feeds does not matter. */
const SCOPES = `
WITH RECURSIVE scope(name) AS (
  SELECT min(reseller_scope) FROM feed WHERE reseller_scope BETWEEN ?1 AND ?2
  UNION ALL
  SELECT (SELECT min(reseller_scope) FROM feed WHERE reseller_scope > name AND reseller_scope <= ?2)
  FROM scope WHERE name IS NOT NULL
), span(scope, after, upto) AS (
  SELECT name, coalesce(position, 0), coalesce(position, 0) + ${TAIL}
  FROM scope LEFT JOIN statistics_progress ON reseller_scope = name WHERE name IS NOT NULL
)`;

const PROGRESS = `
${SCOPES}
SELECT scope, progress.position IS NULL AS new,
  coalesce(progress.since, 0) * (?3 IS NULL OR EXISTS (
    SELECT 1 FROM statistics_pair WHERE reseller_scope = scope AND merchant_account_key = ?3)) AS since,
  (SELECT max(position) FROM feed WHERE reseller_scope = scope) > upto AS behind
FROM span LEFT JOIN statistics_progress AS progress ON reseller_scope = scope`;

/** The pairs of a reader; what hangs on them is found by its key. */
const PAIRS = `
FROM statistics_pair AS pair CROSS JOIN`;
const ON_PAIR = `
USING (reseller_scope, merchant_account_key)
WHERE pair.reseller_scope BETWEEN ?1 AND ?2 AND (?3 IS NULL OR merchant_account_key = ?3)`;

const DAYS = `
SELECT day, merchant_account_key AS merchant, product_key AS product, measure, detail, sum(count) AS count
${PAIRS} statistics_day ${ON_PAIR} AND day >= ?5 AND (day <= ?6 OR measure = 'status')
  AND (?4 IS NULL OR product_key = ?4)
GROUP BY day, merchant_account_key, product_key, measure, detail`;

const STATUSES = `
SELECT merchant_account_key AS merchant, product_key AS product, status AS detail, sum(count) AS count
${PAIRS} statistics_status ${ON_PAIR} AND (?4 IS NULL OR product_key = ?4)
GROUP BY merchant_account_key, product_key, status`;

const TAIL_DAYS = `
${SCOPES}, ${countedOf("AND (?3 IS NULL OR feed.body ->> '$.merchantAccountKey' = ?3)")}
SELECT day, merchant, product, measure, detail, sum(count) AS count FROM counted
WHERE (?4 IS NULL OR product = ?4) GROUP BY day, merchant, product, measure, detail`;

const CALLS = `
SELECT merchant_account_key AS merchant, operation, outcome,
  json_array(${CALL_COLUMNS.map((column) => `sum(${column})`).join(", ")}) AS buckets
${PAIRS} merchant_call_day ${ON_PAIR} AND day BETWEEN ?4 AND ?5
GROUP BY merchant_account_key, operation, outcome`;

const CALL_DAYS = `
SELECT day, outcome, sum(${CALL_COLUMNS.join(" + ")}) AS count
${PAIRS} merchant_call_day ${ON_PAIR} AND day BETWEEN ?4 AND ?5 GROUP BY day, outcome`;

export interface DayRow {
  day: number;
  merchant: string;
  product: string;
  measure: string;
  detail: string;
  count: number;
}

export type StatusRow = Pick<DayRow, "merchant" | "product" | "detail" | "count">;

export interface CallRow {
  merchant: string;
  operation: string;
  outcome: string;
  /** JSON: one figure per bucket. */
  buckets: string;
}

/** Everything the statistics of a reach are composed of, over all homes. */
export interface Counted {
  /** Of all days from the first on; after the last only differences of status. */
  days: DayRow[];
  /** As it is now. */
  statuses: StatusRow[];
  calls: CallRow[];
  callDays: { day: number; outcome: string; count: number }[];
  /** Whether everything that came in is counted. */
  complete: boolean;
  /** The day from which statuses are known; 0: all. */
  statusesSince: number;
}

interface Progress {
  scope: string;
  since: number;
  new: number;
  behind: number;
}

/** Reads what a reach has, having written first what is too long a tail. */
export async function readCounted(env: Pick<Env, "DB">, reach: Reach): Promise<Counted> {
  const homes = await Promise.all(HOMES.map((_, home) => readHome(databaseOf(env, home), reach)));
  const all = <T>(of: (home: Counted) => T[]): T[] => homes.flatMap(of);
  return {
    days: all(({ days }) => days),
    statuses: all(({ statuses }) => statuses),
    calls: all(({ calls }) => calls),
    callDays: all(({ callDays }) => callDays),
    complete: homes.every(({ complete }) => complete),
    statusesSince: Math.max(0, ...homes.map(({ statusesSince }) => statusesSince)),
  };
}

async function readHome(database: D1Database, reach: Reach): Promise<Counted> {
  await shorten(database, reach);
  const { low, high, merchantAccountKey, productKey, from, to } = reach;
  const whose = [low, high, merchantAccountKey];
  const statement = (sql: string, ...values: unknown[]) => database.prepare(sql).bind(...values);
  const results = await database.batch<Record<string, never>>([
    statement(PROGRESS, ...whose),
    statement(DAYS, ...whose, productKey, from, to),
    statement(TAIL_DAYS, ...whose, productKey),
    statement(STATUSES, ...whose, productKey),
    statement(CALLS, ...whose, from, to),
    statement(CALL_DAYS, ...whose, from, to),
  ]);
  const rows = <T>(at: number): T[] => (results[at]?.results ?? []) as T[];
  const progress = rows<Progress>(0);
  const tail = rows<DayRow>(2);
  return {
    days: [...rows<DayRow>(1), ...tail],
    statuses: [...rows<StatusRow>(3), ...tail.filter(({ measure }) => measure === "status")],
    calls: rows(4),
    callDays: rows(5),
    complete: progress.every(({ behind }) => behind !== 1),
    statusesSince: Math.max(0, ...progress.map(({ since }) => since)),
  };
}

/** Writes the tails that are too long to be counted on the spot, and what was never counted at all. */
async function shorten(database: D1Database, { low, high, merchantAccountKey }: Reach): Promise<void> {
  const { results } = await database.prepare(PROGRESS).bind(low, high, merchantAccountKey).all<Progress>();
  let steps = 0;
  for (const { scope, behind, new: never } of results) {
    let more = behind === 1 || never === 1;
    while (more && steps++ < MOST_STEPS) more = await aggregateStep(database, scope);
  }
}
