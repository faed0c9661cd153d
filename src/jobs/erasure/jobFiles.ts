// Results of other jobs, and what those jobs were asked: the reseller's, and those of the merchants that the customer bought
// from, as long as they began before everything else was erased. A job is kept for thirty days, so there are not many. One
// that has not ended acts on what it reads, so it is waited for; nobody reads what it was given, or wrote for itself, later.
import * as z from "zod";
import { jobOwnerOf, listJobs, type JobPosition } from "../../projection/jobs";
import { rewriteFile, type FileKind } from "../../reports/erasure/rewrite";
import type { Subject } from "../../reports/erasure/subject";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import { folderOf, partsFolder } from "../folder";
import { PARTIES_KINDS } from "../kinds";
import { jobStub } from "../locate";
import { hasEnded, type JobState } from "../state";
import { resultKind } from "./mask";
import { subjectOf, type Done, type Work } from "./work";

const Place = z.strictObject({ owner: z.number(), created: z.number(), id: z.string() }).nullable();

const PAGE = 50;

/** Goes through all of them, until a time; with `since` only through files that the store has taken in from then on. */
export async function eraseJobs(
  work: Work,
  place: Json,
  since: Date | null = null,
): Promise<Done & { written: number }> {
  const subject = await subjectOf(work);
  const owners = ownersOf(subject);
  const newest = { created: beganBefore(work), id: "" };
  const from = Place.parse(place) ?? { owner: 0, ...newest };
  let after: JobPosition = { created: from.created, id: from.id };
  let written = 0;
  for (const [index, owner] of [...owners.entries()].slice(from.owner)) {
    for (let more = true; more;) {
      const page = await listJobs(work.env, { owner, kind: null, state: null }, after, PAGE);
      for (const { id, created } of page.jobs) {
        written += await eraseJob(work.env, subject, id, since);
        after = { created, id };
        if (clock.now() >= work.until) return { place: { owner: index, ...after }, written };
      }
      more = page.next !== null;
    }
    after = newest;
  }
  return { place: null, written };
}

/** Whether one of them has not ended yet. */
export async function isOneUnderWay(work: Work): Promise<boolean> {
  const newest = { created: beganBefore(work), id: "" };
  for (const owner of ownersOf(await subjectOf(work)))
    for (const state of ["WAITING", "RUNNING"]) {
      const { jobs } = await listJobs(work.env, { owner, kind: null, state }, newest, 1);
      if (jobs.length > 0) return true;
    }
  return false;
}

const beganBefore = ({ job, cursor }: Work): number => Math.max(job.created, cursor.jobsBefore);

function ownersOf({ scope, merchants }: Subject): string[] {
  const { environment, resellerKey } = scope;
  return [
    jobOwnerOf(environment, "RESELLER", resellerKey),
    ...merchants.map((key) => jobOwnerOf(environment, "MERCHANT", key)),
  ];
}

/** How many files had the customer; one of the list's that goes on after all counts, so that it is looked at again. */
async function eraseJob(env: Env, subject: Subject, id: string, since: Date | null): Promise<number> {
  const stub = jobStub(env, id);
  const job = await stub.view();
  if (job === null) return 0;
  if (!hasEnded(job)) return 1;
  await stub.erase(subject.customerIdentifier);
  const kindOfFile = await kindsOfFiles(subject, job);
  let written = 0;
  let cursor: string | undefined;
  do {
    const page = await env.FILES.list({ prefix: folderOf(id), ...(cursor !== undefined && { cursor }) });
    for (const { key, uploaded } of page.objects) {
      if (since !== null && uploaded < since) continue;
      const kind = kindOfFile(key);
      if (kind === null) await env.FILES.delete(key);
      else if ((await rewriteFile(env.FILES, key, kind)) !== null) written++;
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return written;
}

/** How a file of a job is written, by its key; null for what is no result. */
async function kindsOfFiles(
  subject: Subject,
  { id, kind, owner: { party } }: JobState,
): Promise<(key: string) => FileKind | null> {
  const known = PARTIES_KINDS.find(({ name }) => name === kind);
  // Of a kind that only another release knows everything is kept.
  if (known === undefined) return () => resultKind(subject, { party, columns: null });
  const results = await Promise.all(
    known.results.map(async ({ name, columns = null }) => ({
      prefix: await partsFolder(id, name),
      kind: resultKind(subject, { party, columns }),
    })),
  );
  return (key) => results.find(({ prefix }) => key.startsWith(prefix))?.kind ?? null;
}
