// Entitlements whose notification should have been tried long ago: their alarm may be lost, and somebody has to poke them.
// Of what is held the row knows only the look that was next when the row was written, because a look writes no row; so each
// is poked once per hourly look from then on, those first that nobody has poked for longest.
import { HOMES, databaseOf } from "../shared/homes";

/** A walk over all trouble, of which there is little: an index would cost a row with every attempt. */
const OVERDUE = `
SELECT entitlement_id AS id FROM trouble WHERE next_at < ?1 GROUP BY entitlement_id ORDER BY min(next_at) LIMIT ?2`;

/** Entitlements whose next attempt or look should have been before a time, those that are most overdue first. */
export async function findOverdue(env: Pick<Env, "DB">, before: number, most: number): Promise<string[]> {
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(OVERDUE).bind(before, most).all<{ id: string }>()),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}

/** What is not held any more, or holds since, has told so itself. */
const POKED = `
UPDATE trouble SET next_at = ?3
WHERE entitlement_id IN (SELECT value FROM json_each(?1)) AND status = 'held' AND next_at < ?2`;

/** Notes that these were poked: what is still held lines up behind the others. */
export async function notePoked(
  env: Pick<Env, "DB">,
  entitlementIds: string[],
  before: number,
  now: number,
): Promise<void> {
  const ids = JSON.stringify(entitlementIds);
  await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(POKED).bind(ids, before, now).run()),
  );
}
