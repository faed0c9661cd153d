// Erases customers from the query store: the row of an entitlement, and bodies in the feed. Positions, versions and
// everything that is counted stay. The feed is walked by its key, a span at a time, because nothing in it is found by
// customer; a body is changed here as everywhere, so that its archive comes to the same.
import { erasedBody } from "../shared/erased";
import { DEFAULT_HOME, databaseOf } from "../shared/homes";
import { scopeOf, type ProjectedRow } from "./project";

const ERASE_ROW = `
UPDATE entitlement SET body = ?4, external_id = ?5, merchant_id = ?6, wake_at = ?7
WHERE reseller_scope = ?1 AND created = ?2 AND id = ?3 AND version <= ?8`;

/** Writes the row of an erased entitlement in place of what it was; a newer one knows nothing of the customer. */
export async function eraseRow(env: Pick<Env, "DB">, home: number, row: ProjectedRow): Promise<void> {
  const { environment, resellerKey, dateCreated, entitlementId, body } = row;
  await databaseOf(env, home)
    .prepare(ERASE_ROW)
    .bind(
      scopeOf(environment, resellerKey),
      dateCreated,
      entitlementId,
      body,
      row.externalEntitlementId,
      row.merchantEntitlementId,
      row.wakeAt,
      row.version,
    )
    .run();
}

/** Whose events: of entitlements as a whole, and of versions that name the customer. */
export interface Whose {
  scope: string;
  entitlementIds: readonly string[];
  customerIdentifier: string;
  /** Versions of this time on are somebody else's, epoch milliseconds. */
  before: number;
}

/** Behind `after` up to `through`. */
export interface FeedSpan {
  home: number;
  after: number;
  through: number;
}

const THEIRS = `
FROM feed WHERE reseller_scope = ?1 AND position > ?2 AND position <= ?3 AND body ->> '$.erased' IS NULL`;
const NAMES_THEM = `body ->> '$.customerIdentifier' = ?5 AND date < ?6`;

const FIND = `
SELECT DISTINCT entitlement_id AS id ${THEIRS} AND ${NAMES_THEM}
AND entitlement_id NOT IN (SELECT value FROM json_each(?4))`;

const bound = (env: Pick<Env, "DB">, sql: string, whose: Whose, { home, after, through }: FeedSpan) =>
  databaseOf(env, home)
    .prepare(sql)
    .bind(
      whose.scope,
      after,
      through,
      JSON.stringify(whose.entitlementIds),
      whose.customerIdentifier,
      whose.before,
    );

/** Entitlements, beside those that are known, that a span of the feed has as this customer's. */
export async function findInFeed(env: Pick<Env, "DB">, whose: Whose, span: FeedSpan): Promise<string[]> {
  const { results } = await bound(env, FIND, whose, span).all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** So many bodies are changed at once. */
const AT_ONCE = 100;

const READ = `
SELECT position, body ${THEIRS}
AND (entitlement_id IN (SELECT value FROM json_each(?4)) OR (${NAMES_THEM})) ORDER BY position LIMIT ${AT_ONCE}`;

const WRITE = `
UPDATE feed SET body = change.value ->> '$.body', merchant_data = NULL
FROM json_each(?2) AS change
WHERE feed.reseller_scope = ?1 AND feed.position = change.value ->> '$.position'`;

/** Erases a customer from a span of the feed; answers how many events that were. */
export async function eraseInFeed(env: Pick<Env, "DB">, whose: Whose, span: FeedSpan): Promise<number> {
  for (let erased = 0; ;) {
    const { results } = await bound(env, READ, whose, span).all<{ position: number; body: string }>();
    const changes = results.map(({ position, body }) => ({
      position,
      body: JSON.stringify(erasedBody(JSON.parse(body))),
    }));
    if (changes.length > 0)
      await databaseOf(env, span.home).prepare(WRITE).bind(whose.scope, JSON.stringify(changes)).run();
    erased += changes.length;
    if (changes.length < AT_ONCE) return erased;
  }
}

/** Answers are few, and kept for two days; a caller's key may have been made of anything. */
const ERASE_ANSWERS = "DELETE FROM answer WHERE scope = ?1 AND instr(key, ?2) > 0";

/** Forgets answers under idempotency keys that name the customer. */
export async function eraseAnswers(
  env: Pick<Env, "DB">,
  { scope, customerIdentifier }: Pick<Whose, "scope" | "customerIdentifier">,
): Promise<void> {
  const erase = databaseOf(env, DEFAULT_HOME).prepare(ERASE_ANSWERS);
  await erase.bind(scope, customerIdentifier).run();
}
