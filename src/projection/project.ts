// Writes a shipment into the query store: every event since the last acknowledged version into the feed, then the
// newest state. One batch, so one transaction; a replay of it writes nothing.

/** The newest state of an entitlement as filter columns and a body. Times are epoch milliseconds. */
export interface ProjectedRow {
  entitlementId: string;
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  productKey: string;
  status: string;
  externalEntitlementId: string | null;
  merchantEntitlementId: string | null;
  dateCreated: number;
  dateLastUpdated: number;
  version: number;
  wakeAt: number | null;
  body: string;
}

/** What was before an event. Stage: 0 no sign-up link yet, 1 waits with a link, 2 was active, 3 had begun elsewhere. */
export interface Before {
  /** `NONE` where it is the first. */
  status: string;
  productKey: string | null;
  stage: 0 | 1 | 2 | 3;
}

export interface Shipment {
  row: ProjectedRow;
  events: ShippedEvent[];
}

export interface ShippedEvent {
  version: number;
  /** Of the version, epoch milliseconds. */
  date: number;
  /** The notification's body, JSON. */
  body: string;
  /** The merchant's extension data, JSON, for its own reports; the body has it only where it is shared. */
  merchantData: string | null;
  /** Null for the first of a shipment, where the row still says it. */
  before?: Before | null;
}

/** The name under which a reseller's data of one environment is kept. */
export const scopeOf = (environment: string, key: string): string => `${environment}:${key}`;

/**
 * The feed goes first: it takes what lies above the version that the row still has. `max(position)` is exact, because
 * the database is the one serial writer of its feed. For the statistics each event notes what was before it: the
 * shipment says so of all but its first event, for which the row still does.
 */
const APPEND_FEED = `
INSERT INTO feed (reseller_scope, position, entitlement_id, version, date, added, body, merchant_data, previous_status,
  previous_product, previous_stage)
SELECT ?1,
       coalesce((SELECT max(position) FROM feed WHERE reseller_scope = ?1), 0)
         + row_number() OVER (ORDER BY value ->> '$.version'),
       ?2, value ->> '$.version', value ->> '$.date', ?4, value ->> '$.body', value ->> '$.merchantData',
       coalesce(value ->> '$.before.status', before.status, 'NONE'),
       coalesce(value ->> '$.before.productKey', before.product_key),
       coalesce(value ->> '$.before.stage', CASE
         WHEN before.body ->> '$.dateActivated' IS NOT NULL THEN 2
         WHEN before.body ->> '$.activation' IS NOT NULL THEN 1 ELSE 0 END)
FROM json_each(?3) LEFT JOIN entitlement AS before
  ON before.reseller_scope = ?1 AND before.created = ?5 AND before.id = ?2
WHERE value ->> '$.version' > coalesce(before.version, 0)`;

const INSERT_ENTITLEMENT = `
INSERT INTO entitlement (id, reseller_scope, merchant_scope, merchant_account_key, product_key, status, external_id,
  merchant_id, created, updated, version, wake_at, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (reseller_scope, created, id) DO UPDATE SET product_key = excluded.product_key, status = excluded.status,
  updated = excluded.updated, version = excluded.version, wake_at = excluded.wake_at, body = excluded.body`;

/**
 * An update that names an indexed column writes its index entry again, one row more, even where the value stays the
 * same. So there are two: for the many changes that leave the parties' own ids alone, and for the few that do not. Of
 * the two at most one writes, because the version is no longer newer for the second.
 */
const UPSERT_SAME_IDS = `${INSERT_ENTITLEMENT}
WHERE excluded.version > entitlement.version
  AND excluded.external_id IS entitlement.external_id AND excluded.merchant_id IS entitlement.merchant_id`;
const UPSERT_OTHER_IDS = `${INSERT_ENTITLEMENT},
  external_id = excluded.external_id, merchant_id = excluded.merchant_id
WHERE excluded.version > entitlement.version`;

/** Throws what D1 throws; the caller tries again later. */
export async function project(database: D1Database, { row, events }: Shipment): Promise<D1Result[]> {
  const scope = scopeOf(row.environment, row.resellerKey);
  const feed = database
    .prepare(APPEND_FEED)
    .bind(scope, row.entitlementId, JSON.stringify(events), Date.now(), row.dateCreated);
  const upserts = [UPSERT_SAME_IDS, UPSERT_OTHER_IDS].map((sql) =>
    database
      .prepare(sql)
      .bind(
        row.entitlementId,
        scope,
        scopeOf(row.environment, row.merchantAccountKey),
        row.merchantAccountKey,
        row.productKey,
        row.status,
        row.externalEntitlementId,
        row.merchantEntitlementId,
        row.dateCreated,
        row.dateLastUpdated,
        row.version,
        row.wakeAt,
        row.body,
      ),
  );
  return database.batch([feed, ...upserts]);
}
