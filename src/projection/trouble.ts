// What is wrong, as the query store knows it: one row per notification or operation in trouble, deleted when it is cured.
// Written as often as anybody likes: the same again changes nothing.
import { HOMES, databaseOf } from "../shared/homes";
import type { TroublePosition } from "./cursor";
import { scopeOf } from "./project";

export interface TroubleRow {
  entitlementId: string;
  /** The notification's or the operation's id. */
  subject: string;
  kind: "notification" | "operation";
  environment: string;
  resellerKey: string;
  merchantAccountKey: string;
  status: string;
  endpointId: string | null;
  since: number;
  nextAt: number | null;
  detail: Record<string, unknown>;
}

const ROW = `
json_extract(value, '$.entitlementId'), json_extract(value, '$.subject'), json_extract(value, '$.kind'),
json_extract(value, '$.resellerScope'), json_extract(value, '$.merchantScope'), json_extract(value, '$.status'),
json_extract(value, '$.endpointId'), json_extract(value, '$.since'), json_extract(value, '$.nextAt'),
json_extract(value, '$.detail')`;

/** Goes first: an exhaustion that has its row already has had its event. */
const EVENTS = `
INSERT INTO operational_event (reseller_scope, at, type, endpoint_id, entitlement_id, detail)
SELECT json_extract(value, '$.resellerScope'), json_extract(value, '$.since'), 'notification.exhausted',
  json_extract(value, '$.endpointId'), json_extract(value, '$.entitlementId'), json_extract(value, '$.event')
FROM json_each(?1)
WHERE json_extract(value, '$.status') = 'exhausted' AND NOT EXISTS (
  SELECT 1 FROM trouble WHERE entitlement_id = json_extract(value, '$.entitlementId')
    AND subject = json_extract(value, '$.subject') AND status = 'exhausted')`;

const UPSERT = `
INSERT INTO trouble (entitlement_id, subject, kind, reseller_scope, merchant_scope, status, endpoint_id, since, next_at,
  detail)
SELECT ${ROW} FROM json_each(?1) WHERE true
ON CONFLICT (entitlement_id, subject) DO UPDATE SET status = excluded.status, endpoint_id = excluded.endpoint_id,
  since = excluded.since, next_at = excluded.next_at, detail = excluded.detail
WHERE (excluded.status, excluded.endpoint_id, excluded.since, excluded.next_at, excluded.detail)
  IS NOT (trouble.status, trouble.endpoint_id, trouble.since, trouble.next_at, trouble.detail)`;

const CURE = "DELETE FROM trouble WHERE entitlement_id = ?1 AND subject IN (SELECT value FROM json_each(?2))";

/** One transaction; throws what D1 throws, and the caller tries again later. */
export async function tellTrouble(
  database: D1Database,
  entitlementId: string,
  rows: TroubleRow[],
  cured: string[],
): Promise<D1Result[]> {
  const values = JSON.stringify(rows.map(valueOf));
  const told = rows.length === 0 ? [] : [EVENTS, UPSERT].map((sql) => database.prepare(sql).bind(values));
  const healed =
    cured.length === 0 ? [] : [database.prepare(CURE).bind(entitlementId, JSON.stringify(cured))];
  return database.batch([...told, ...healed]);
}

function valueOf({ environment, resellerKey, merchantAccountKey, detail, ...row }: TroubleRow) {
  return {
    ...row,
    resellerScope: scopeOf(environment, resellerKey),
    merchantScope: scopeOf(environment, merchantAccountKey),
    detail: JSON.stringify(detail),
    event: JSON.stringify({ notificationId: row.subject, ...detail }),
  };
}

export interface TroubleFilter {
  environment: string;
  resellerKey: string;
  statuses: readonly string[];
  since: number | null;
}

/** A row as lists show it; `detail` as it was told. */
export interface ListedTrouble {
  entitlementId: string;
  subject: string;
  status: string;
  since: number;
  nextAt: number | null;
  detail: string;
}

const COLUMNS = `entitlement_id AS entitlementId, subject, status, since, next_at AS nextAt, detail`;

const PAGE = `
SELECT ${COLUMNS} FROM trouble
WHERE reseller_scope = ?1 AND kind = 'notification' AND status IN (SELECT value FROM json_each(?2))
  AND since >= ?3 AND (since, entitlement_id, subject) > (?4, ?5, ?6)
ORDER BY since, entitlement_id, subject LIMIT ?7`;

/** The next notifications in trouble after a position, over all homes. */
export async function listTrouble(
  env: Pick<Env, "DB">,
  filter: TroubleFilter,
  after: TroublePosition | null,
  limit: number,
): Promise<{ rows: ListedTrouble[]; next: TroublePosition | null }> {
  const values = [
    scopeOf(filter.environment, filter.resellerKey),
    JSON.stringify(filter.statuses),
    filter.since ?? 0,
    after?.since ?? -1,
    after?.entitlementId ?? "",
    after?.subject ?? "",
    limit + 1,
  ];
  const pages = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home)
        .prepare(PAGE)
        .bind(...values)
        .all<ListedTrouble>(),
    ),
  );
  return cut(pages.flatMap(({ results }) => results).sort(byAge), limit);
}

const ALL = `
SELECT ${COLUMNS}, kind, reseller_scope AS resellerScope, merchant_scope AS merchantScope FROM trouble
INDEXED BY trouble_by_age
WHERE since >= ?2 AND (since, entitlement_id, subject) > (?2, ?3, ?4)
  AND status IN (SELECT value FROM json_each(?1))
ORDER BY since, entitlement_id, subject LIMIT ?5`;

/** A row of anybody's; the scopes are "environment:key". */
export interface AnyTrouble extends ListedTrouble {
  kind: "notification" | "operation";
  resellerScope: string;
  merchantScope: string;
}

/** The next rows of everybody's trouble after a position, the longest in trouble first, over all homes. */
export async function listAnyTrouble(
  env: Pick<Env, "DB">,
  statuses: readonly string[],
  after: TroublePosition | null,
  limit: number,
): Promise<{ rows: AnyTrouble[]; next: TroublePosition | null }> {
  const { since, entitlementId, subject } = after ?? { since: -1, entitlementId: "", subject: "" };
  const values = [JSON.stringify(statuses), since, entitlementId, subject, limit + 1];
  const pages = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home)
        .prepare(ALL)
        .bind(...values)
        .all<AnyTrouble>(),
    ),
  );
  return cut(pages.flatMap(({ results }) => results).sort(byAge), limit);
}

/** A page, and where it ends if there is more. */
function cut<Row extends TroublePosition>(
  rows: Row[],
  limit: number,
): { rows: Row[]; next: TroublePosition | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next = last && { since: last.since, entitlementId: last.entitlementId, subject: last.subject };
  return { rows: rows.slice(0, limit), next: next ?? null };
}

const byAge = (a: TroublePosition, b: TroublePosition): number =>
  a.since - b.since || (a.entitlementId + a.subject < b.entitlementId + b.subject ? -1 : 1);
