// The worker of the queue of jobs: takes a step, has its kind do it, writes the parts, reports. It has no schedule and no
// memory: whatever becomes of it, the job's object finds out and gives the step to another.
import { currentCatalogue, findItem, type Seed } from "../catalogue/cache";
import type { Caller } from "../entitlement/caller";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import type { Json } from "../shared/json";
import { errorText, log } from "../shared/log";
import type { StepContext } from "./kind";
import { jobStub } from "./locate";
import type { Report } from "./machine";
import { StepMessage } from "./message";
import { acceptedParts, readParts, writeParts } from "./parts";
import { kindOf } from "./registry";
import { readRows } from "./rows";
import { HEARTBEAT_MS, LONGEST_STEP_MS, STEP_MS } from "./schedule";
import type { JobState } from "./state";

/** The API in process, for somebody who is known; it lies upstream, so whoever wires the Worker hands it in. */
export type Dispatcher = (
  request: Request,
  as: { caller: Caller; credentialId: string; isVouched?: true },
) => Promise<Response>;

export interface Workshop {
  env: Env;
  seed: Seed | null;
  dispatch: Dispatcher;
}

/** Handles one message; true to acknowledge it, false for a format this release does not know. */
export async function work(workshop: Workshop, body: unknown): Promise<boolean> {
  const message = StepMessage.safeParse(body);
  if (!message.success) return false;
  const { jobId, dispatch } = message.data;
  try {
    const job = await jobStub(workshop.env, jobId).take(dispatch);
    if (job !== null) await takeStep(workshop, job, dispatch);
  } catch (error) {
    log("job.interrupted", { jobId, dispatch, error: errorText(error) });
  }
  return true;
}

async function takeStep(workshop: Workshop, job: JobState, dispatch: number): Promise<void> {
  const stub = jobStub(workshop.env, job.id);
  const over = new AbortController();
  const speak = async (): Promise<void> => {
    if (!(await stub.keep(dispatch))) over.abort();
  };
  const heartbeat = setInterval(() => void speak().catch(() => undefined), HEARTBEAT_MS);
  try {
    const report = await Promise.race([done(workshop, job, dispatch, over.signal), hung(job, over.signal)]);
    // A step that was given up may still be on its way, and another begins.
    over.abort();
    await pass("beforeStepReport", job.id);
    await stub.report(dispatch, report);
  } finally {
    clearInterval(heartbeat);
  }
}

/** A step that waits for what never comes would hold its lease, and its place at the queue, for ever. */
async function hung({ id, kind, step }: JobState, over: AbortSignal): Promise<Report> {
  await scheduler.wait(LONGEST_STEP_MS, { signal: over });
  log("job.step_hung", { jobId: id, kind, step });
  return { kind: "threw" };
}

/** Does the step and writes its parts, or says that it threw. Once it is over, nothing of it begins any more. */
async function done(workshop: Workshop, job: JobState, dispatch: number, over: AbortSignal): Promise<Report> {
  const { env } = workshop;
  const kind = kindOf(job.kind);
  if (kind === null) return { kind: "stopped", message: "This release does not know such jobs." };
  try {
    if (!(await mayGoOn(workshop, job)))
      return { kind: "stopped", message: "The credential that started the job has been revoked." };
    const result = await kind.step(contextOf(workshop, job, over), job.cursor);
    over.throwIfAborted();
    const parts = await writeParts(env.FILES, job.id, dispatch, result.parts ?? {});
    const { cursor, counts = {}, percent = null, failed = null, notBefore = 0 } = result;
    return { kind: "done", cursor, counts, parts, percent, failed, notBefore };
  } catch (error) {
    log("job.step_failed", { jobId: job.id, kind: job.kind, step: job.step, error: errorText(error) });
    return { kind: "threw" };
  }
}

function contextOf({ env, dispatch: send }: Workshop, job: JobState, over: AbortSignal): StepContext {
  const { upload } = job;
  return {
    env,
    job,
    step: job.step,
    until: clock.now() + STEP_MS,
    rows: (from, most) => {
      if (upload === null) throw new Error("the job has no file");
      return readRows(env.FILES, upload, from, most);
    },
    parts: async function* (name, jobId = job.id) {
      yield* readParts(env.FILES, await known(env, job, jobId), name);
    },
    partKeys: async (name, jobId = job.id) => {
      const keys: string[] = [];
      for await (const key of acceptedParts(env.FILES, await known(env, job, jobId), name)) keys.push(key);
      return keys;
    },
    call: async (method, path, body, key, headers) => {
      over.throwIfAborted();
      return call(send, job, { method, path, body, key, headers });
    },
    keyOf: (row) => `job:${job.id}:${row}`,
  };
}

/** This job, or another of the same owner. */
async function known(env: Env, job: JobState, jobId: string): Promise<JobState> {
  if (jobId === job.id) return job;
  const other = await jobStub(env, jobId).view();
  if (other === null || !isSame(other.owner, job.owner)) throw new Error("there is no such job");
  return other;
}

const isSame = (a: JobState["owner"], b: JobState["owner"]): boolean =>
  a.party === b.party && a.key === b.key && a.environment === b.environment;

/** An origin that leads nowhere: the call never leaves the process. */
const ORIGIN = "https://jobs.invalid";

interface Asked {
  method: string;
  path: string;
  body: Json | undefined;
  key: string | null;
  headers: Readonly<Record<string, string>> | undefined;
}

async function call(
  send: Dispatcher,
  { owner, by }: JobState,
  { method, path, body, key, headers: extra = {} }: Asked,
) {
  const headers = new Headers({
    ...extra,
    ...(body !== undefined && { "Content-Type": "application/json" }),
  });
  if (key !== null) headers.set("Idempotency-Key", key);
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const request = new Request(new URL(path, ORIGIN), { method, headers, ...content });
  const caller = { side: owner.party, name: owner.key, environment: owner.environment };
  const { credentialId, isVouched } = by;
  const response = await send(request, { caller, credentialId, ...(isVouched && { isVouched }) });
  return { status: response.status, body: await response.json<{ [member: string]: Json }>() };
}

/** Whoever has lost its credential has no jobs either. For whom the host vouched, it cancels them itself. */
async function mayGoOn({ env, seed }: Workshop, { by }: JobState): Promise<boolean> {
  if (by.isVouched) return true;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const credential = await findItem(env.CATALOGUE, catalogue, "credential", by.credentialId);
  return credential !== null && !credential.revoked;
}
