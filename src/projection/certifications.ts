// Reports of certifications: one row each, the newest of every party. A run that died leaves none.
import { DEFAULT_HOME, databaseOf } from "../shared/homes";

/** How many of a party's are kept. */
const MOST_KEPT = 20;

export interface KeptCertification {
  /** In the order of time. */
  id: string;
  /** JSON: what lists show. */
  summary: string;
  /** JSON. */
  scenarios: string;
}

const KEEP = "INSERT INTO certification (owner, id, summary, scenarios) VALUES (?1, ?2, ?3, ?4)";
const FORGET = `
DELETE FROM certification WHERE owner = ?1 AND id <= (
  SELECT id FROM certification WHERE owner = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${MOST_KEPT})`;

/** Keeps a report, and forgets the oldest beyond what is kept. */
export async function keepCertification(
  env: Pick<Env, "DB">,
  owner: string,
  { id, summary, scenarios }: KeptCertification,
): Promise<void> {
  const database = databaseOf(env, DEFAULT_HOME);
  const keep = database.prepare(KEEP).bind(owner, id, summary, scenarios);
  await database.batch([keep, database.prepare(FORGET).bind(owner)]);
}

const LIST = "SELECT summary FROM certification WHERE owner = ?1 ORDER BY id DESC";

/** The summaries of a party's reports as JSON texts, the newest first. */
export async function listCertifications(env: Pick<Env, "DB">, owner: string): Promise<string[]> {
  const { results } = await databaseOf(env, DEFAULT_HOME)
    .prepare(LIST)
    .bind(owner)
    .all<{ summary: string }>();
  return results.map(({ summary }) => summary);
}

const READ = "SELECT id, summary, scenarios FROM certification WHERE owner = ?1 AND id = ?2";

/** A party's report; null where it has none of that id. */
export const readCertification = (
  env: Pick<Env, "DB">,
  owner: string,
  id: string,
): Promise<KeptCertification | null> =>
  databaseOf(env, DEFAULT_HOME).prepare(READ).bind(owner, id).first<KeptCertification>();
