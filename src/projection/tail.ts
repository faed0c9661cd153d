// The newest of all feeds within reach, for people who watch. Looks at a bounded number of the newest events of each
// reseller and takes those since a time: no index and no row is needed for it, and nothing is promised to be complete.
import { HOMES, databaseOf } from "../shared/homes";

/** Whose: a span of reseller scopes, and a merchant where only its events are meant. */
export interface Watched {
  low: string;
  high: string;
  merchantAccountKey: string | null;
}

export interface TailEvent {
  /** environment:resellerKey */
  scope: string;
  entitlementId: string;
  version: number;
  /** When it came into the feed, epoch milliseconds. */
  added: number;
  /** NONE where it is the first; null where a former release did not say. */
  previousStatus: string | null;
  status: string;
  merchantAccountKey: string;
  productKey: string;
  notificationReason: string | null;
}

/** How far back in each reseller's feed. */
const LOOK_BACK = 150;

/** Seeks from one reseller to the next; the positions of each have no gap. */
const TAIL = `
WITH RECURSIVE scope(name) AS (
  SELECT min(reseller_scope) FROM feed WHERE reseller_scope BETWEEN ?1 AND ?2
  UNION ALL
  SELECT (SELECT min(reseller_scope) FROM feed WHERE reseller_scope > name AND reseller_scope <= ?2)
  FROM scope WHERE name IS NOT NULL
), head(scope, position) AS (
  SELECT name, (SELECT max(position) FROM feed WHERE reseller_scope = name) FROM scope WHERE name IS NOT NULL
)
SELECT feed.reseller_scope AS scope, entitlement_id AS entitlementId, version, added,
  previous_status AS previousStatus, body ->> '$.status' AS status,
  body ->> '$.merchantAccountKey' AS merchantAccountKey, body ->> '$.productKey' AS productKey,
  body ->> '$.notificationReason' AS notificationReason
FROM head CROSS JOIN feed ON feed.reseller_scope = head.scope AND feed.position > head.position - ${LOOK_BACK}
WHERE added > ?3 AND (?4 IS NULL OR body ->> '$.merchantAccountKey' = ?4)
ORDER BY added DESC, feed.position DESC LIMIT ?5`;

/** The newest events that came in after a time, newest first. */
export async function readTail(
  env: Pick<Env, "DB">,
  { low, high, merchantAccountKey }: Watched,
  after: number,
  most: number,
): Promise<TailEvent[]> {
  const found = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home).prepare(TAIL).bind(low, high, after, merchantAccountKey, most).all<TailEvent>(),
    ),
  );
  return found
    .flatMap(({ results }) => results)
    .sort((a, b) => b.added - a.added)
    .slice(0, most);
}

/** Something in trouble: a notification that is retried or held, an operation in doubt. */
export interface TailTrouble {
  entitlementId: string;
  subject: string;
  status: string;
  since: number;
  /** JSON. */
  detail: string;
}

/** What was given up has an operational event of its own. */
const troubledWhere = (whose: string): string => `
SELECT entitlement_id AS entitlementId, subject, status, since, detail FROM trouble
WHERE ${whose} AND status IN ('waiting', 'held', 'doubt', 'operator') AND since > ?2 ORDER BY since DESC LIMIT ?3`;
const TROUBLED = troubledWhere("?1 IS NULL");
const TROUBLED_OF_RESELLER = troubledWhere("reseller_scope = ?1");

/** What has got into trouble after a time and still is, of a reseller or of all, newest first. */
export async function readTroubled(
  env: Pick<Env, "DB">,
  scope: string | null,
  after: number,
  most: number,
): Promise<TailTrouble[]> {
  const sql = scope === null ? TROUBLED : TROUBLED_OF_RESELLER;
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(sql).bind(scope, after, most).all<TailTrouble>()),
  );
  return found.flatMap(({ results }) => results);
}
