// Counts the feed into days: two thousand events per step, one D1 batch each, which moves the checkpoint along. Every
// statement of the batch holds only while the checkpoint is where this step found it, so of two that race one counts,
// and one that dies in between has counted nothing.
import { HOMES, databaseOf } from "../shared/homes";
import { balance } from "./balance";
import { countedOf } from "./counted";

/** Events per step: small enough for one statement, large enough that a day's rows are touched seldom. */
const STEP = 2_000;

const BEGIN = "INSERT OR IGNORE INTO statistics_progress VALUES (?1, 0, 0, 0)";

/** What lies ahead: immutable once it is there, so it may be looked at before the batch. */
const AHEAD = `
SELECT coalesce((SELECT position FROM statistics_progress WHERE reseller_scope = ?1), 0) AS "from",
  max(position) AS upto, count(*) AS found, sum(previous_status IS NULL) AS old
FROM (
  SELECT position, previous_status FROM feed WHERE reseller_scope = ?1 AND position >
    coalesce((SELECT position FROM statistics_progress WHERE reseller_scope = ?1), 0) ORDER BY position LIMIT ?2
)`;

const SPAN = "WITH span(scope, after, upto) AS (SELECT ?1, ?2, ?3)";
const UNMOVED =
  "EXISTS (SELECT 1 FROM statistics_progress WHERE reseller_scope = ?1 AND position = ?2 AND ?3 > ?2)";

const PAIRS = `
${SPAN}, ${countedOf()}
INSERT OR IGNORE INTO statistics_pair SELECT DISTINCT reseller_scope, merchant FROM event WHERE ${UNMOVED}`;

const DAYS = `
${SPAN}, ${countedOf()}
INSERT INTO statistics_day (reseller_scope, merchant_account_key, day, product_key, measure, detail, count)
SELECT reseller_scope, merchant, day, product, measure, detail, sum(count) FROM counted WHERE ${UNMOVED}
GROUP BY reseller_scope, merchant, day, product, measure, detail HAVING sum(count) <> 0
ON CONFLICT DO UPDATE SET count = count + excluded.count`;

const STATUSES = `
${SPAN}, ${countedOf()}
INSERT INTO statistics_status (reseller_scope, merchant_account_key, product_key, status, count)
SELECT reseller_scope, merchant, product, detail, sum(count) FROM counted WHERE measure = 'status' AND ${UNMOVED}
GROUP BY reseller_scope, merchant, product, detail HAVING sum(count) <> 0
ON CONFLICT DO UPDATE SET count = count + excluded.count`;

const ADVANCE = `
UPDATE statistics_progress SET position = ?3, flawed = max(flawed, ?4)
WHERE reseller_scope = ?1 AND position = ?2 AND ?3 > ?2`;

interface Ahead {
  from: number;
  upto: number | null;
  found: number;
  old: number | null;
}

/** One step of one reseller's feed; whether there may be more. Throws what D1 throws: nothing is counted then. */
export async function aggregateStep(database: D1Database, scope: string, most = STEP): Promise<boolean> {
  const ahead = await database.prepare(AHEAD).bind(scope, most).first<Ahead>();
  if (ahead === null || ahead.upto === null) return balance(database, scope);
  const { from, upto, found, old } = ahead;
  const flawed = (old ?? 0) > 0 || found < upto - from;
  const counting = [PAIRS, DAYS, STATUSES].map((sql) => database.prepare(sql).bind(scope, from, upto));
  await database.batch([
    database.prepare(BEGIN).bind(scope),
    ...counting,
    database.prepare(ADVANCE).bind(scope, from, upto, Number(flawed)),
  ]);
  return found === most || balance(database, scope);
}

/** The next reseller scope of the feed behind one: a seek each, however long the feed is. */
const NEXT_SCOPE = "SELECT min(reseller_scope) AS scope FROM feed WHERE reseller_scope > ?1";

/** Counts what all feeds have, in so many steps at most; what is left is for the next run. Resolves to the steps taken. */
export async function aggregateAll(env: Pick<Env, "DB">, mostSteps: number): Promise<number> {
  let steps = 0;
  for (const [home] of HOMES.entries()) {
    const database = databaseOf(env, home);
    let scope = await nextScope(database, "");
    while (scope !== null && steps < mostSteps) {
      steps++;
      const more = await aggregateStep(database, scope);
      if (!more) scope = await nextScope(database, scope);
    }
  }
  return steps;
}

const nextScope = (database: D1Database, after: string): Promise<string | null> =>
  database.prepare(NEXT_SCOPE).bind(after).first<string>("scope");
