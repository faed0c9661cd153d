// Where entitlements live. An id carries the number of its home in its first byte, so whoever holds an id knows
// which database projects it. Append only: a number, once given out, keeps its meaning for ever.

export interface Home {
  /** The D1 binding with the projection and the feed. */
  database: "DB";
}

export const HOMES: readonly Home[] = [{ database: "DB" }];

/** The home of new entitlements. */
export const DEFAULT_HOME = 0;

/** The database that projects entitlements of a home. */
export function databaseOf(env: Pick<Env, "DB">, home: number): D1Database {
  return env[(HOMES[home] ?? HOMES[DEFAULT_HOME] ?? { database: "DB" }).database];
}
