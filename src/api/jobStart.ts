// POST /v1/jobs, and the merchants' and the operators': the file goes into the bucket as it comes, then the job begins. With
// an idempotency key the repetition of a request is the same job.
import type * as z from "zod";
import { currentCatalogue, findItem } from "../catalogue/cache";
import type { Format, JobKind, Owner } from "../jobs/kind";
import { jobStub } from "../jobs/locate";
import { uploadKey } from "../jobs/folder";
import { KINDS, kindOf } from "../jobs/registry";
import { beginJob, newJobId, orderHash, type Order } from "../jobs/start";
import { isRepetition, type JobState } from "../jobs/state";
import { CONTENT_TYPES, digestOf, MOST_FILE_BYTES, storeUpload } from "../jobs/upload";
import { jobView } from "../jobs/view";
import { keyReused } from "../entitlement/machine/refusal";
import { issuesOf } from "../shared/issues";
import type { Json } from "../shared/json";
import { audited } from "./audited";
import { invalid } from "./body";
import { magicNumberOf, type Context } from "./context";
import { json } from "./envelope";
import { jobOwner, jobsRoot, starterOf, type Subject } from "./jobOwner";
import type { StartQuery } from "./jobSchemas";
import { Failure } from "./reasons";

type Query = z.infer<typeof StartQuery> & Subject & { reason?: string | undefined };

export async function startJob(context: Context<unknown, Query>): Promise<Response> {
  const { env, request, key } = context;
  if (context.caller.side === "RESELLER") magicNumberOf(context, null);
  const order = await orderOf(context);
  const format = formatOf(request, order.kind);
  const id = await newJobId(env, order.by, order.owner, key);
  const stub = jobStub(env, id);
  const before = await stub.open(id);
  if (before !== null) return repeated(context, before, order);
  const { file, digest } = await received(context, id, order.kind, format);
  const begun = await beginJob(env, id, order, file, digest);
  if (begun.kind !== "begun" && file !== null) await env.FILES.delete(file.key);
  if (begun.kind === "reused") throw reused();
  if (begun.kind === "begun" && order.by.party === "OPERATOR") await recorded(context, order, begun.job);
  return accepted(context, begun.job, begun.kind === "replayed");
}

/** What is asked for, checked as far as it can be without the file. */
async function orderOf(context: Context<unknown, Query>): Promise<Order> {
  const {
    kind: name,
    dryRun: asked,
    environment,
    resellerKey,
    merchantAccountKey,
    reason,
    ...rest
  } = context.query;
  const isOperator = context.caller.side === "OPERATOR";
  const own = isOperator ? {} : defined({ environment, resellerKey, merchantAccountKey, reason });
  const by = starterOf(context);
  const owner = jobOwner(context) ?? { party: by.party, key: by.name, environment: null };
  const kind = kindOf(name);
  if (kind === null || !kind.parties.includes(owner.party)) throw unknownKind(owner);
  if (isOperator) await known(context, owner);
  const read = kind.options().safeParse({ ...rest, ...own });
  if (!read.success) throw invalid(issuesOf(read.error));
  if (asked !== undefined && kind.dryRun === null)
    throw refused("dryRun", `A job of kind ${name} has no dry run.`);
  const dryRun = asked === undefined ? (kind.dryRun ?? false) : asked === "true";
  const options: Json = JSON.parse(JSON.stringify(read.data ?? {}));
  const problem = (await kind.refusal?.({ owner, by, options, dryRun }, context.env)) ?? null;
  if (problem !== null) throw refused(problem.path, problem.message);
  return { kind, owner, by, options, dryRun, reason: isOperator ? (reason ?? null) : null };
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function unknownKind({ party }: Owner): Failure {
  const names = KINDS.filter(({ parties }) => parties.includes(party)).map(({ name }) => name);
  return refused("kind", `There is no such kind of job here. Known are: ${names.join(", ")}.`);
}

/** An operator may mistype whom it means; jobs of nobody would wait for nobody. */
async function known({ env, seed }: Context, { party, key, environment }: Owner): Promise<void> {
  if (party === "OPERATOR" || environment === null) return;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const [kind, path] =
    party === "RESELLER"
      ? (["reseller", "resellerKey"] as const)
      : (["merchant", "merchantAccountKey"] as const);
  if ((await findItem(env.CATALOGUE, catalogue, kind, environment, key)) === null)
    throw refused(path, `There is no ${kind} ${key} in ${environment}.`);
}

/** What the file is, by its content type; null where the kind takes none. */
function formatOf(request: Request, { name, file }: JobKind): Format | null {
  if (file === null) return null;
  const type = (request.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  const format = file.formats.find((one) => CONTENT_TYPES[one] === type);
  if (format !== undefined) return format;
  const types = file.formats.map((one) => CONTENT_TYPES[one]).join(" or ");
  throw new Failure(
    "UNSUPPORTED_MEDIA_TYPE",
    `The file of a job of kind ${name} is sent as ${types}, in UTF-8.`,
  );
}

/** Brings the file into the bucket. */
async function received(
  { env, request }: Context,
  id: string,
  { name, file }: JobKind,
  format: Format | null,
) {
  const { body } = request;
  if (file === null || format === null) {
    if (body !== null && (await new Response(body).arrayBuffer()).byteLength > 0)
      throw refused("file", `A job of kind ${name} takes no file.`);
    return { file: null, digest: "" };
  }
  if (Number(request.headers.get("Content-Length") ?? 0) > MOST_FILE_BYTES)
    throw new Failure("BODY_TOO_LARGE", `The file is larger than ${MOST_FILE_BYTES} bytes.`);
  if (body === null) throw refused("file", "The file is empty.");
  const stored = await storeUpload(env.FILES, uploadKey(id), body, format, file);
  if (stored.ok) return { file: stored.upload, digest: stored.digest };
  const { kind, message } = stored.problem;
  throw kind === "large" ? new Failure("BODY_TOO_LARGE", message) : refused("file", message);
}

/** The same key again: the same job, if it is the same request. */
async function repeated(context: Context, before: JobState, order: Order): Promise<Response> {
  const { body } = context.request;
  const digest = body === null || order.kind.file === null ? "" : await digestOf(body);
  if (!isRepetition(before, await orderHash(order, digest))) throw reused();
  return accepted(context, before, true);
}

/** The answer to a request that a job has begun for. */
export function accepted(context: Context, job: JobState, isReplayed: boolean): Response {
  const view = jobView(job, jobsRoot(context));
  const message = "The job has been accepted; look at it until it has ended.";
  return json({ responseCode: "ACCEPTED", responseMessage: message, ...view }, 202, {
    Location: `${jobsRoot(context)}/${job.id}`,
    ...(isReplayed && { "Idempotent-Replayed": "true" }),
  });
}

async function recorded(
  context: Context,
  { kind, owner, reason, dryRun }: Order,
  job: JobState,
): Promise<void> {
  const detail = {
    kind: kind.name,
    party: owner.party,
    organisation: owner.key,
    environment: owner.environment,
  };
  await audited(context, {
    action: "job.start",
    subject: `job ${job.id}`,
    reason: reason ?? "",
    detail: { ...detail, dryRun },
  });
}

const refused = (path: string, message: string): Failure => invalid([{ path, message }]);

/** The key belongs to another request. */
export const reused = (): Failure => {
  const { reason, message } = keyReused();
  return new Failure(reason, message);
};
