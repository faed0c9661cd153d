// Entitlements whose object had something to do long ago: their alarm was lost, and somebody has to poke them. Work that
// is done without a new version leaves the row as it was; then one look corrects it.
import { HOMES, databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

const OVERDUE = "SELECT id FROM entitlement WHERE wake_at < ?1 ORDER BY wake_at LIMIT ?2";

/** Ids whose projected `wakeAt` lies before a time, the longest asleep first. */
export async function findSleepers(env: Pick<Env, "DB">, before: number, most: number): Promise<string[]> {
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(OVERDUE).bind(before, most).all<{ id: string }>()),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}

const CORRECT = `
UPDATE entitlement SET wake_at = ?5
WHERE reseller_scope = ?1 AND created = ?2 AND id = ?3 AND version = ?4 AND wake_at IS NOT ?5`;

/** What an object says when it was looked at: which version it is at, and when it has something to do next. */
export interface Look {
  environment: string;
  resellerKey: string;
  dateCreated: number;
  version: number;
  wakeAt: number | null;
}

/** Notes when an object that was looked at has something to do next, unless a newer version has said so. */
export async function correctWakeAt(
  env: Pick<Env, "DB">,
  home: number,
  entitlementId: string,
  { environment, resellerKey, dateCreated, version, wakeAt }: Look,
): Promise<void> {
  const values = [scopeOf(environment, resellerKey), dateCreated, entitlementId, version, wakeAt];
  await databaseOf(env, home)
    .prepare(CORRECT)
    .bind(...values)
    .run();
}
