// The feed of a reseller: every event of every entitlement, in the order in which the query store took them in.
// One position per home; a cursor names them all.
import * as z from "zod";
import { HOMES, databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

export const FeedPosition = z.strictObject({
  scope: z.string(),
  homes: z.array(z.number().int().nonnegative()),
});
export type FeedPosition = z.infer<typeof FeedPosition>;

export interface FeedPage {
  bodies: string[];
  next: FeedPosition;
  hasMore: boolean;
}

const PAGE =
  "SELECT position, body FROM feed WHERE reseller_scope = ?1 AND position > ?2 ORDER BY position LIMIT ?3";

/**
 * The events after a position (null: the oldest kept), or null where the feed no longer reaches back so far: positions
 * have no gaps, and the newest is never forgotten, so the next one is missing only where it was pruned.
 */
export async function readFeed(
  env: Pick<Env, "DB">,
  environment: string,
  resellerKey: string,
  after: FeedPosition | null,
  limit: number,
): Promise<FeedPage | null> {
  const scope = scopeOf(environment, resellerKey);
  const positions = HOMES.map((_, home) => after?.homes[home] ?? 0);
  const bodies: string[] = [];
  let hasMore = false;
  for (const [home, position] of positions.entries()) {
    const most = limit - bodies.length;
    const { results: rows } = await databaseOf(env, home)
      .prepare(PAGE)
      .bind(scope, position, most + 1)
      .all<{ position: number; body: string }>();
    if (after !== null && (rows[0]?.position ?? position + 1) > position + 1) return null;
    const taken = rows.slice(0, most);
    bodies.push(...taken.map((row) => row.body));
    positions[home] = taken.at(-1)?.position ?? position;
    hasMore ||= rows.length > taken.length;
  }
  return { bodies, next: { scope, homes: positions }, hasMore };
}

/** What is old and in the archive, walked by the key of each feed; the newest of each stays. */
const PRUNE = `
DELETE FROM feed WHERE position < (
  SELECT max(position) FROM feed AS newest WHERE newest.reseller_scope = feed.reseller_scope
) AND (reseller_scope, position) IN (
  SELECT old.reseller_scope, old.position FROM json_each(?3) AS reached
  JOIN feed AS old ON old.reseller_scope = json_extract(reached.value, '$.scope')
    AND old.position <= json_extract(reached.value, '$.position')
  WHERE old.added < ?1 LIMIT ?2)`;

/** How far a reseller's events of one home are in the archive. */
export interface Archived {
  home: number;
  scope: string;
  position: number;
}

/**
 * Forgets events older than the retention that the archive has, but never a reseller's newest: it carries the position.
 */
export async function pruneFeed(
  env: Pick<Env, "DB">,
  before: number,
  most: number,
  archived: readonly Archived[],
): Promise<number> {
  let pruned = 0;
  for (const [home] of HOMES.entries()) {
    const reached = JSON.stringify(archived.filter((one) => one.home === home));
    pruned += (await databaseOf(env, home).prepare(PRUNE).bind(before, most, reached).run()).meta.changes;
  }
  return pruned;
}
