// The list of jobs in the query store, and whose turn it is: at most so many of one owner run at a time, the others wait in
// the order of their beginning. One database decides, in one batch, so two jobs cannot take the last place.
import * as z from "zod";
import { DEFAULT_HOME, databaseOf } from "../shared/homes";

/** A job as the list has it. */
export interface ListedJob {
  owner: string;
  created: number;
  id: string;
  kind: string;
  state: string;
}

/** The owner's name in the list; a platform's own jobs have no environment. */
export const jobOwnerOf = (environment: string | null, party: string, key: string): string =>
  `${environment ?? ""}:${party}:${key}`;

const BEGIN = `
INSERT INTO job (owner, created, id, kind, state) VALUES (?1, ?2, ?3, ?4, 'WAITING')
ON CONFLICT (owner, created, id) DO NOTHING`;

const TAKE_TURN = `
UPDATE job SET state = 'RUNNING'
WHERE owner = ?1 AND created = ?2 AND id = ?3 AND state = 'WAITING'
  AND (SELECT count(*) FROM job INDEXED BY job_under_way
       WHERE owner = ?1 AND state IN ('WAITING', 'RUNNING')
         AND (state = 'RUNNING' OR (created, id) < (?2, ?3))) < ?4`;

const STATE = "SELECT state FROM job WHERE owner = ?1 AND created = ?2 AND id = ?3";

/** Lists a job and takes its turn if it has come; whether it has, also where that was answered before. */
export async function takeTurn(
  env: Pick<Env, "DB">,
  { owner, created, id, kind }: Omit<ListedJob, "state">,
  mostRunning: number,
): Promise<boolean> {
  const database = databaseOf(env, DEFAULT_HOME);
  const [, , read] = await database.batch<{ state: string }>([
    database.prepare(BEGIN).bind(owner, created, id, kind),
    database.prepare(TAKE_TURN).bind(owner, created, id, mostRunning),
    database.prepare(STATE).bind(owner, created, id),
  ]);
  return read?.results[0]?.state === "RUNNING";
}

const END = `
INSERT INTO job (owner, created, id, kind, state) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (owner, created, id) DO UPDATE SET state = excluded.state WHERE job.state <> excluded.state`;

const NEXT = `
SELECT id FROM job INDEXED BY job_under_way
WHERE owner = ?1 AND state IN ('WAITING', 'RUNNING') AND state = 'WAITING' ORDER BY created, id LIMIT ?2`;

/** A job has ended; answers who may be next. */
export async function endTurn(
  env: Pick<Env, "DB">,
  { owner, created, id, kind, state }: ListedJob,
  mostNext: number,
): Promise<string[]> {
  const database = databaseOf(env, DEFAULT_HOME);
  const [, next] = await database.batch<{ id: string }>([
    database.prepare(END).bind(owner, created, id, kind, state),
    database.prepare(NEXT).bind(owner, mostNext),
  ]);
  return (next?.results ?? []).map((row) => row.id);
}

/** After this job, newest first. */
export const JobPosition = z.strictObject({ created: z.number(), id: z.string() });
export type JobPosition = z.infer<typeof JobPosition>;

/** What may be asked for; null is everything. */
export interface JobFilter {
  owner: string | null;
  kind: string | null;
  state: string | null;
}

const page = (index: string, whose: string): string => `
SELECT owner, created, id, kind, state FROM job ${index}
WHERE ${whose} AND (created, id) < (?2, ?3) AND (?4 IS NULL OR kind = ?4) AND (?5 IS NULL OR state = ?5)
ORDER BY created DESC, id DESC LIMIT ?6`;

const PAGE_OF_OWNER = page("", "owner = ?1");
const PAGE_OF_ALL = page("INDEXED BY job_by_created", "?1 IS NULL");

/** A page of jobs, and where the next begins. */
export async function listJobs(
  env: Pick<Env, "DB">,
  { owner, kind, state }: JobFilter,
  after: JobPosition | null,
  limit: number,
): Promise<{ jobs: ListedJob[]; next: JobPosition | null }> {
  const from = after ?? { created: Number.MAX_SAFE_INTEGER, id: "" };
  const statement = databaseOf(env, DEFAULT_HOME).prepare(owner === null ? PAGE_OF_ALL : PAGE_OF_OWNER);
  const bound = statement.bind(owner, from.created, from.id, kind, state, limit + 1);
  const { results } = await bound.all<ListedJob>();
  const jobs = results.slice(0, limit);
  const last = jobs.at(-1);
  return { jobs, next: results.length > limit && last ? { created: last.created, id: last.id } : null };
}

const FORGET = "DELETE FROM job WHERE owner = ?1 AND created = ?2 AND id = ?3";

/** A job that is deleted is not listed any more. */
export async function unlistJob(
  env: Pick<Env, "DB">,
  { owner, created, id }: Pick<ListedJob, "owner" | "created" | "id">,
): Promise<void> {
  await databaseOf(env, DEFAULT_HOME).prepare(FORGET).bind(owner, created, id).run();
}

const ASLEEP = `
SELECT id FROM job INDEXED BY job_by_created WHERE created < ?1
UNION SELECT id FROM job INDEXED BY job_under_way WHERE state IN ('WAITING', 'RUNNING') AND created < ?2
LIMIT ?3`;

/** Jobs that began before a time and should be gone, or before another one and have not ended. */
export async function jobsToWake(
  env: Pick<Env, "DB">,
  gone: number,
  under: number,
  limit: number,
): Promise<string[]> {
  const bound = databaseOf(env, DEFAULT_HOME).prepare(ASLEEP).bind(gone, under, limit);
  return (await bound.all<{ id: string }>()).results.map(({ id }) => id);
}
