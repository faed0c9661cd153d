// Files of other jobs, and what those jobs were asked: the reseller's own from before the erasure, and those of the merchants
// that the customer bought from. A job is kept for thirty days, so there are not many.
import * as z from "zod";
import { jobOwnerOf, listJobs, type JobPosition } from "../../projection/jobs";
import { rewriteFile } from "../../reports/erasure/rewrite";
import type { Subject } from "../../reports/erasure/subject";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import { folderOf } from "../folder";
import { jobStub } from "../locate";
import { jobFileKind } from "./mask";
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
  const from = Place.parse(place) ?? { owner: 0, created: work.job.created, id: "" };
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
    after = { created: work.job.created, id: "" };
  }
  return { place: null, written };
}

function ownersOf({ scope, merchants }: Subject): string[] {
  const { environment, resellerKey } = scope;
  return [
    jobOwnerOf(environment, "RESELLER", resellerKey),
    ...merchants.map((key) => jobOwnerOf(environment, "MERCHANT", key)),
  ];
}

async function eraseJob(env: Env, subject: Subject, id: string, since: Date | null): Promise<number> {
  const kind = jobFileKind(subject);
  // A job that still works with it is looked at once more.
  let written = (await jobStub(env, id).erase(subject.customerIdentifier)) ? 0 : 1;
  let cursor: string | undefined;
  do {
    const page = await env.FILES.list({ prefix: folderOf(id), ...(cursor !== undefined && { cursor }) });
    for (const { key, uploaded } of page.objects) {
      if (since !== null && uploaded < since) continue;
      if ((await rewriteFile(env.FILES, key, kind)) !== null) written++;
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return written;
}
