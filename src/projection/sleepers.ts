// Entitlements whose object had something to do long ago: their alarm was lost, and somebody has to poke them. Work that
// is done without a new version leaves the row as it was; then one look corrects it.
import { HOMES, databaseOf } from "../shared/homes";

const OVERDUE = "SELECT id FROM entitlement WHERE wake_at < ?1 ORDER BY wake_at LIMIT ?2";

/** Ids whose projected `wakeAt` lies before a time, the longest asleep first. */
export async function findSleepers(env: Pick<Env, "DB">, before: number, most: number): Promise<string[]> {
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(OVERDUE).bind(before, most).all<{ id: string }>()),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}

const CORRECT = "UPDATE entitlement SET wake_at = ?3 WHERE id = ?1 AND version = ?2 AND wake_at IS NOT ?3";

/** Notes when an object that was looked at has something to do next, unless a newer version has said so. */
export async function correctWakeAt(
  env: Pick<Env, "DB">,
  home: number,
  entitlementId: string,
  { version, wakeAt }: { version: number; wakeAt: number | null },
): Promise<void> {
  await databaseOf(env, home).prepare(CORRECT).bind(entitlementId, version, wakeAt).run();
}
