// The feed as a log, by home and position: what the archive is filled from, and the tail that is not in it yet. Bodies
// stay text here; nobody pays for parsing what is only carried on.
import { databaseOf } from "../shared/homes";

/** One event as it stands in the feed. */
export interface FeedRow {
  position: number;
  entitlement_id: string;
  merchant_account_key: string;
  version: number;
  /** Of the version, epoch milliseconds. */
  date: number;
  /** To the feed, epoch milliseconds. */
  added: number;
  body: string;
  /** JSON; null where there is none, and in what older releases wrote. */
  merchant_data: string | null;
}

/** One seek per reseller: a feed always keeps its newest event, so whoever ever sold something is found. */
const SCOPES = `
WITH RECURSIVE known (scope) AS (
  SELECT min(reseller_scope) FROM feed
  UNION ALL
  SELECT (SELECT min(reseller_scope) FROM feed WHERE reseller_scope > known.scope) FROM known
  WHERE known.scope IS NOT NULL)
SELECT scope FROM known WHERE scope IS NOT NULL`;

/** Every reseller scope (`environment:resellerKey`) that has a feed in a home. */
export async function feedScopes(env: Pick<Env, "DB">, home: number): Promise<string[]> {
  const { results } = await databaseOf(env, home).prepare(SCOPES).all<{ scope: string }>();
  return results.map(({ scope }) => scope);
}

const NEWEST = "SELECT position FROM feed WHERE reseller_scope = ?1 ORDER BY position DESC LIMIT 1";

/** The position of a feed's newest event; 0 where there is none. */
export async function newestPosition(env: Pick<Env, "DB">, home: number, scope: string): Promise<number> {
  return (await databaseOf(env, home).prepare(NEWEST).bind(scope).first<number>("position")) ?? 0;
}

const SLICE = `
SELECT position, entitlement_id, json_extract(body, '$.merchantAccountKey') AS merchant_account_key, version, date,
       added, body, merchant_data
FROM feed WHERE reseller_scope = ?1 AND position > ?2 AND position <= ?3 ORDER BY position LIMIT ?4`;

/** The events after one position up to another, in order, at most so many. */
export async function feedSlice(
  env: Pick<Env, "DB">,
  home: number,
  scope: string,
  { after, through, limit }: { after: number; through: number; limit: number },
): Promise<FeedRow[]> {
  const slice = databaseOf(env, home).prepare(SLICE).bind(scope, after, through, limit);
  return (await slice.all<FeedRow>()).results;
}

const EARLIEST = `
SELECT (SELECT min(position) FROM feed WHERE reseller_scope = ?1) AS oldest,
       (SELECT min(date) FROM feed WHERE reseller_scope = ?1 AND position > ?2) AS date`;

/** The date of the earliest version among the feed's events after a position, and where the feed begins. */
export async function earliestAfter(
  env: Pick<Env, "DB">,
  home: number,
  scope: string,
  after: number,
): Promise<{ oldest: number | null; date: number | null }> {
  const earliest = databaseOf(env, home).prepare(EARLIEST).bind(scope, after);
  const row = await earliest.first<{ oldest: number | null; date: number | null }>();
  return row ?? { oldest: null, date: null };
}
