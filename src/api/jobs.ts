// Jobs that have begun: lists of them, one of them, its end before its time, and the files that it made. A job that is
// somebody else's is as unknown as one that does not exist.
import type * as z from "zod";
import { jobStub } from "../jobs/locate";
import { kindOf } from "../jobs/registry";
import { resultStream } from "../jobs/results";
import { hasEnded, type JobState } from "../jobs/state";
import { contentTypeOf, jobView, resultOf } from "../jobs/view";
import { decodeCursor, encodeCursor } from "../projection/cursor";
import { JobPosition, jobOwnerOf, listJobs as listPage } from "../projection/jobs";
import { audited } from "./audited";
import type { Context } from "./context";
import { success } from "./envelope";
import { jobOf, jobOwner, jobsRoot, unknownJob, type Subject } from "./jobOwner";
import type { JobsQuery } from "./jobSchemas";
import { Failure } from "./reasons";

/** GET /v1/jobs, and the merchants' and the operators' */
export async function listJobs(
  context: Context<unknown, z.infer<typeof JobsQuery> & Subject>,
): Promise<Response> {
  const { env, query } = context;
  const { kind = null, state = null, limit, cursor } = query;
  const owner = jobOwner(context);
  const after = cursor === undefined ? null : decodeCursor(cursor, JobPosition);
  if (cursor !== undefined && after === null)
    throw new Failure("INVALID_CURSOR", "cursor: not a cursor of jobs.", {
      issues: [{ path: "cursor", message: "Not a cursor of jobs." }],
    });
  const whose = owner && jobOwnerOf(owner.environment, owner.party, owner.key);
  const { jobs, next } = await listPage(env, { owner: whose, kind, state }, after, limit);
  const views = await Promise.all(jobs.map(({ id }) => jobStub(env, id).view()));
  const root = jobsRoot(context);
  return success({
    jobs: views.flatMap((job) => (job === null ? [] : [jobView(job, root)])),
    nextCursor: next && encodeCursor({ ...next }),
  });
}

/** GET /v1/jobs/{jobId}, and the merchants' and the operators' */
export async function getJob(context: Context): Promise<Response> {
  return success(jobView(await jobOf(context), jobsRoot(context)));
}

/** POST /v1/jobs/{jobId}/cancel, and the merchants' and the operators'; again, it changes nothing. */
export async function cancelJob(context: Context<{ reason?: string }>): Promise<Response> {
  const before = await jobOf(context);
  if (hasEnded(before) && before.state !== "CANCELLED") throw alreadyEnded(before);
  const job = (await jobStub(context.env, before.id).cancel()) ?? unknownJob();
  if (hasEnded(job) && job.state !== "CANCELLED") throw alreadyEnded(job);
  const isNews = !before.cancelling && !hasEnded(before);
  if (isNews && context.caller.side === "OPERATOR") {
    const [subject, reason] = [`job ${job.id}`, context.body.reason ?? ""];
    await audited(context, { action: "job.cancel", subject, reason, detail: { kind: job.kind } });
  }
  return success(jobView(job, jobsRoot(context)));
}

const alreadyEnded = ({ state }: JobState): Failure =>
  new Failure("ALREADY_ENDED", `The job has ended already: it is ${state}.`);

/** GET /v1/jobs/{jobId}/results/{name}, and the merchants' and the operators': as far as it has come. */
export async function downloadResult(context: Context): Promise<Response> {
  const { env, ctx, params } = context;
  const job = await jobOf(context);
  const result = resultOf(kindOf(job.kind), params["resultName"] ?? "") ?? unknownJob();
  const { stream, bytes } = resultStream(env.FILES, ctx, job, result);
  const type = contentTypeOf(result.name);
  return new Response(stream, {
    headers: {
      "Content-Type": type === "text/csv" ? `${type}; charset=utf-8; header=present` : type,
      "Content-Disposition": `attachment; filename="${job.kind}-${job.id}-${result.name}"`,
      "Content-Length": String(bytes),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
