// Endpoints and operational events in the query store: what people look at. Nothing is decided from here; an endpoint's
// object is the truth, and tells its transitions again until they are taken in.
import { DEFAULT_HOME, HOMES, databaseOf } from "../shared/homes";

/** An endpoint as its object tells it; times are epoch milliseconds. */
export interface EndpointRow {
  id: string;
  scope: string;
  origin: string;
  state: string;
  since: number;
  body: string;
}

export interface OperationalEvent {
  at: number;
  type: string;
  endpointId: string | null;
  entitlementId: string | null;
  detail: string;
}

/** The events go first: taken in are those above the time that the row still has, so a replay writes nothing. */
const APPEND_EVENTS = `
INSERT INTO operational_event (reseller_scope, at, type, endpoint_id, detail)
SELECT ?1, json_extract(value, '$.at'), json_extract(value, '$.type'), ?2, json_extract(value, '$.detail')
FROM json_each(?3)
WHERE json_extract(value, '$.at') > coalesce((SELECT updated FROM endpoint WHERE id = ?2), 0)
ORDER BY json_extract(value, '$.at')`;

const UPSERT_ENDPOINT = `
INSERT INTO endpoint (id, reseller_scope, origin, state, since, updated, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, since = excluded.since, updated = excluded.updated,
  body = excluded.body
WHERE excluded.updated > endpoint.updated`;

/** Takes in the newest state of an endpoint and its events, whose times strictly grow. */
export async function projectEndpoint(
  env: Pick<Env, "DB">,
  row: EndpointRow,
  events: { at: number; type: string; detail: string }[],
): Promise<void> {
  const database = databaseOf(env, DEFAULT_HOME);
  const updated = Math.max(0, ...events.map(({ at }) => at));
  await database.batch([
    database.prepare(APPEND_EVENTS).bind(row.scope, row.id, JSON.stringify(events)),
    database
      .prepare(UPSERT_ENDPOINT)
      .bind(row.id, row.scope, row.origin, row.state, row.since, updated, row.body),
  ]);
}

/** A list of endpoints is for people; nobody reads more than this. */
const MOST_ENDPOINTS = 200;

const ENDPOINTS = `
SELECT id, reseller_scope AS scope, origin, state, since, body FROM endpoint
WHERE (?1 IS NULL OR reseller_scope = ?1) ORDER BY state = 'CLOSED', since DESC LIMIT ${MOST_ENDPOINTS}`;

/** The endpoints of a reseller, or of all, those in trouble first. */
export async function listEndpoints(env: Pick<Env, "DB">, scope: string | null): Promise<EndpointRow[]> {
  return (await databaseOf(env, DEFAULT_HOME).prepare(ENDPOINTS).bind(scope).all<EndpointRow>()).results;
}

/** Two statements: one for both would walk through everybody's events for a reseller that has few. */
const eventsWhere = (whose: string): string => `
SELECT at, type, endpoint_id AS endpointId, entitlement_id AS entitlementId, detail FROM operational_event
WHERE ${whose} ORDER BY id DESC LIMIT ?2`;
const EVENTS = eventsWhere("?1 IS NULL");
const EVENTS_OF_RESELLER = eventsWhere("reseller_scope = ?1");

/** The latest operational events of a reseller, or of all, newest first. */
export async function latestEvents(
  env: Pick<Env, "DB">,
  scope: string | null,
  most: number,
): Promise<OperationalEvent[]> {
  const sql = scope === null ? EVENTS : EVENTS_OF_RESELLER;
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(sql).bind(scope, most).all<OperationalEvent>()),
  );
  return found
    .flatMap(({ results }) => results)
    .sort((a, b) => b.at - a.at)
    .slice(0, most);
}

const HELD = `
SELECT endpoint_id AS id, count(*) AS held FROM trouble
WHERE endpoint_id IN (SELECT value FROM json_each(?1)) AND status = 'held' GROUP BY endpoint_id`;

/** How many notifications each of these endpoints holds. */
export async function heldCounts(env: Pick<Env, "DB">, ids: string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const [home] of HOMES.entries()) {
    const found = databaseOf(env, home).prepare(HELD).bind(JSON.stringify(ids));
    for (const { id, held } of (await found.all<{ id: string; held: number }>()).results)
      counts.set(id, (counts.get(id) ?? 0) + held);
  }
  return counts;
}

const HELD_PAGE = `
SELECT DISTINCT entitlement_id AS id FROM trouble
WHERE endpoint_id = ?1 AND entitlement_id > ?2 AND status = 'held' ORDER BY entitlement_id LIMIT ?3`;

/** The next entitlements after an id, of one home, that an endpoint holds. */
export async function heldPage(
  env: Pick<Env, "DB">,
  home: number,
  endpointId: string,
  after: string,
  most: number,
): Promise<string[]> {
  const page = databaseOf(env, home).prepare(HELD_PAGE).bind(endpointId, after, most);
  return (await page.all<{ id: string }>()).results.map(({ id }) => id);
}

const PRUNE = `
DELETE FROM operational_event WHERE at < ?1 AND id IN (SELECT id FROM operational_event ORDER BY id LIMIT ?2)`;

/** Forgets operational events from before a time; looks at the oldest ones only. */
export async function pruneOperationalEvents(
  env: Pick<Env, "DB">,
  before: number,
  most: number,
): Promise<number> {
  let pruned = 0;
  for (const [home] of HOMES.entries())
    pruned += (await databaseOf(env, home).prepare(PRUNE).bind(before, most).run()).meta.changes;
  return pruned;
}
