// Answers under idempotency keys of commands that belong to no single entitlement. Two rows written per command: the key is
// taken before it begins, and gets its answer when it is done. All in one home, which is the one serial writer of a key.
import { DEFAULT_HOME, databaseOf } from "../shared/homes";

export interface AnswerKey {
  scope: string;
  key: string;
  /** SHA-256 of the command. */
  hash: string;
}

export type Taken = { kind: "taken" } | { kind: "answered"; body: string } | { kind: "open" | "reused" };

/** Longer than such a command takes; a Worker that died in it must not keep the key. */
const UNDER_WAY_MS = 60_000;
const KEPT_MS = 48 * 3_600_000;

const TAKE = `
INSERT INTO answer (scope, key, hash, at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (scope, key) DO UPDATE SET hash = excluded.hash, at = excluded.at, body = NULL
WHERE answer.at < ?5 OR (answer.body IS NULL AND answer.hash = excluded.hash AND answer.at < ?6)`;

const READ = "SELECT hash, body FROM answer WHERE scope = ?1 AND key = ?2";

/** Takes a key for a command that begins now, or says what became of the one that has it. */
export async function takeKey(env: Pick<Env, "DB">, of: AnswerKey, now: number): Promise<Taken> {
  const { scope, key, hash } = of;
  const database = databaseOf(env, DEFAULT_HOME);
  const [take, read] = await database.batch<{ hash: string; body: string | null }>([
    database.prepare(TAKE).bind(scope, key, hash, now, now - KEPT_MS, now - UNDER_WAY_MS),
    database.prepare(READ).bind(scope, key),
  ]);
  if ((take?.meta.changes ?? 0) > 0) return { kind: "taken" };
  const found = read?.results[0];
  if (found?.hash !== hash) return { kind: "reused" };
  return found.body === null ? { kind: "open" } : { kind: "answered", body: found.body };
}

const KEEP = "UPDATE answer SET body = ?4 WHERE scope = ?1 AND key = ?2 AND hash = ?3";

/** Keeps what the caller is told. */
export async function keepAnswer(env: Pick<Env, "DB">, of: AnswerKey, body: string): Promise<void> {
  await databaseOf(env, DEFAULT_HOME).prepare(KEEP).bind(of.scope, of.key, of.hash, body).run();
}

const RELEASE = "DELETE FROM answer WHERE scope = ?1 AND key = ?2 AND hash = ?3 AND body IS NULL";

/** Gives a key back whose command failed: its repetition begins anew. */
export async function releaseKey(env: Pick<Env, "DB">, { scope, key, hash }: AnswerKey): Promise<void> {
  await databaseOf(env, DEFAULT_HOME).prepare(RELEASE).bind(scope, key, hash).run();
}

/** Forgets answers that nobody may ask for any more. There are few, so it looks at all of them. */
export async function pruneAnswers(env: Pick<Env, "DB">, now: number): Promise<void> {
  const prune = databaseOf(env, DEFAULT_HOME).prepare("DELETE FROM answer WHERE at < ?1");
  await prune.bind(now - KEPT_MS).run();
}
