/** Jobs of a reseller over HTTP, at a service that may be killed at any moment: whatever gets no answer is asked again. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { Power } from "../crash/power.ts";

const CREDENTIALS = "telco-sandbox:telco-sandbox-secret";
const PAUSE_MS = 500;
/** A large file takes its time to be taken in. */
const PATIENCE_MS = 60_000;

export const JobView = z.looseObject({
  jobId: z.string(),
  state: z.enum(["WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED"]),
  message: z.string().nullable(),
  counts: z.looseObject({ read: z.number(), done: z.number(), outcomes: z.record(z.string(), z.number()) }),
});
export type JobView = z.infer<typeof JobView>;

export const hasEnded = ({ state }: JobView): boolean => state !== "WAITING" && state !== "RUNNING";

/** The text of an answer; asked again until there is a good one. */
export async function text(power: Power, path: string, init: RequestInit = {}): Promise<string> {
  const headers = {
    Authorization: `Basic ${btoa(CREDENTIALS)}`,
    ...(init.headers as Record<string, string>),
  };
  for (;;) {
    await power.up;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(`${power.origin}${path}`, { ...init, headers, signal });
      const answer = await response.text();
      if (response.ok) return answer;
      if (response.status < 500) throw new Error(`${path}: ${response.status} ${answer.slice(0, 300)}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith(path)) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/** Starts a job once, however often the request has to be sent. */
export async function start(power: Power, query: string, file: string | null): Promise<JobView> {
  const headers = {
    "Idempotency-Key": `${query} ${file?.length ?? 0}`,
    ...(file !== null && { "Content-Type": "application/x-ndjson" }),
  };
  const init = { method: "POST", headers, ...(file !== null && { body: file }) };
  return JobView.parse(JSON.parse(await text(power, `/v1/jobs?${query}`, init)));
}

export const look = async (power: Power, jobId: string): Promise<JobView> =>
  JobView.parse(JSON.parse(await text(power, `/v1/jobs/${jobId}`)));

/** Looks until the job has ended. */
export async function follow(power: Power, jobId: string, seen: (job: JobView) => void): Promise<JobView> {
  for (;;) {
    const job = await look(power, jobId);
    seen(job);
    if (hasEnded(job)) return job;
    await sleep(PAUSE_MS);
  }
}

/** The lines of a result. */
export async function result(power: Power, jobId: string, name: string): Promise<unknown[]> {
  const lines = (await text(power, `/v1/jobs/${jobId}/results/${name}`)).split("\n");
  return lines.filter((line) => line !== "").map((line): unknown => JSON.parse(line));
}
