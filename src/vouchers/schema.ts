// The tables of one stock. Numbered and append-only: a stock that exists runs what it has not run yet.
//
// One row per code, in the order of loading; a row is never deleted, so a code that was loaded once can never come in
// again. Each state has its own small index, so that neither the next free code nor the expired ones are searched for.
// The counts stand in a row of their own, because counting millions of rows at each sale is what an index cannot save.

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE code (
     position INTEGER PRIMARY KEY,
     code TEXT NOT NULL UNIQUE,
     expiry INTEGER,                              -- epoch milliseconds from which on it is no good; null: never
     state TEXT NOT NULL DEFAULT 'free' CHECK (state IN ('free', 'given', 'expired')),
     request_id TEXT,
     entitlement_id TEXT,
     given_at INTEGER,
     CHECK ((state = 'given') = (entitlement_id IS NOT NULL))
   ) STRICT;
   CREATE INDEX code_free ON code (position, expiry) WHERE state = 'free';
   CREATE INDEX code_expiring ON code (expiry) WHERE state = 'free' AND expiry IS NOT NULL;
   CREATE UNIQUE INDEX code_request ON code (request_id) WHERE request_id IS NOT NULL;
   CREATE UNIQUE INDEX code_entitlement ON code (entitlement_id) WHERE entitlement_id IS NOT NULL;
   CREATE TABLE stock (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     loaded INTEGER NOT NULL,
     given INTEGER NOT NULL,
     expired INTEGER NOT NULL,                    -- as far as they have been put aside
     last_loaded_at INTEGER
   ) STRICT;
   INSERT INTO stock (id, loaded, given, expired) VALUES (1, 0, 0, 0);`,
];

const VERSION_KEY = "schema";

/** Brings a stock's tables to this release's version. */
export function migrate(storage: DurableObjectStorage): void {
  const version = storage.kv.get<number>(VERSION_KEY) ?? 0;
  if (version >= MIGRATIONS.length) return;
  storage.transactionSync(() => {
    for (const migration of MIGRATIONS.slice(version)) storage.sql.exec(migration);
    storage.kv.put(VERSION_KEY, MIGRATIONS.length);
  });
}
