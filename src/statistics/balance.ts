// Statuses counted afresh from the entitlements themselves, where the feed cannot tell them: when it began before the
// statistics did, or lost events that were not counted. Takes one pass over a reseller's rows, once, and only when
// everything in the feed is counted, because then rows and feed say the same. History before that day has no statuses.
import { clock } from "../shared/clock";
import { DAY_MS } from "./counted";

const DUE = `
SELECT 1 AS due FROM statistics_progress WHERE reseller_scope = ?1 AND flawed = 1
  AND position = (SELECT max(position) FROM feed WHERE reseller_scope = ?1)`;

const FORGET = `DELETE FROM statistics_status WHERE reseller_scope = ?1 AND EXISTS (${DUE})`;

const COUNT = `
INSERT INTO statistics_status (reseller_scope, merchant_account_key, product_key, status, count)
SELECT reseller_scope, merchant_account_key, product_key, status, count(*)
FROM entitlement WHERE reseller_scope = ?1 AND EXISTS (${DUE})
GROUP BY reseller_scope, merchant_account_key, product_key, status`;

const PAIRS = `
INSERT OR IGNORE INTO statistics_pair SELECT DISTINCT reseller_scope, merchant_account_key FROM statistics_status
WHERE reseller_scope = ?1`;

const SETTLE = `UPDATE statistics_progress SET flawed = 0, since = ?2 WHERE reseller_scope = ?1 AND EXISTS (${DUE})`;

/** Does so where it is due; whether it has to be tried again, because events came in between. */
export async function balance(database: D1Database, scope: string): Promise<boolean> {
  const flawed = await database
    .prepare("SELECT flawed FROM statistics_progress WHERE reseller_scope = ?1")
    .bind(scope)
    .first<number>("flawed");
  if (flawed !== 1) return false;
  const today = Math.floor(clock.now() / DAY_MS);
  const results = await database.batch([
    database.prepare(FORGET).bind(scope),
    database.prepare(COUNT).bind(scope),
    database.prepare(PAIRS).bind(scope),
    database.prepare(SETTLE).bind(scope, today),
  ]);
  return results.at(-1)?.meta.changes !== 1;
}
