// Entitlements whose object had something to do long ago: their alarm was lost, and somebody has to poke them.
import { HOMES, databaseOf } from "../shared/homes";

const OVERDUE = "SELECT id FROM entitlement WHERE wake_at < ?1 ORDER BY wake_at LIMIT ?2";

/** Ids whose projected `wakeAt` lies before a time, the longest asleep first. */
export async function findSleepers(env: Pick<Env, "DB">, before: number, most: number): Promise<string[]> {
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(OVERDUE).bind(before, most).all<{ id: string }>()),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}
