// An erasure from outside: started as an operator does, and driven through its waits; every step may be made to die before
// it is reported.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { jobStub } from "../../src/jobs/locate";
import { LEASE_MS } from "../../src/jobs/schedule";
import type { JobState } from "../../src/jobs/state";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { call, OPERATOR, type Reply } from "./api";
import { MINUTE, pass } from "./world";

export const erase = (
  customerIdentifier: string,
  changes: Record<string, unknown> = {},
  headers = {},
): Promise<Reply> =>
  call("POST", "/admin/v1/customer/erase", {
    as: OPERATOR,
    headers,
    body: {
      environment: "sandbox",
      resellerKey: "TELCO",
      customerIdentifier,
      reason: "request 12",
      ...changes,
    },
  });

/** The first run of every step dies before it reports. */
export function loseEveryFirstReport(jobId: string): void {
  const died = new Set<number>();
  hooks.beforeStepReport = async (about) => {
    if (about !== jobId) return;
    const { step = 0 } = (await jobStub(env, jobId).view()) ?? {};
    if (died.has(step)) return;
    died.add(step);
    throw new Error("the worker died");
  };
}

const hasEnded = ({ ended }: JobState): boolean => ended !== null;

/** Waits are cut short by moving the clock; a worker that is silent is taken for dead. */
export async function driven(jobId: string, isThere = hasEnded): Promise<JobState> {
  const object = env.JOB.get(env.JOB.idFromName(jobId));
  for (let looks = 0; looks < 2_000; looks++) {
    const job = await jobStub(env, jobId).view();
    if (job === null) throw new Error("there is no such job");
    if (hasEnded(job) || isThere(job)) return job;
    const isSilent = job.dispatch?.phase === "taken" && looks % 8 === 7;
    if (job.dispatch?.phase === "resting") pass(Math.max(job.dispatch.dueAt - clock.now(), 20 * MINUTE));
    if (isSilent) pass(LEASE_MS + 1);
    if (isSilent || job.dispatch?.phase === "resting") await runDurableObjectAlarm(object);
    await scheduler.wait(10);
  }
  throw new Error("the job does not end");
}

/** Started, driven, ended. */
export async function erased(
  customerIdentifier: string,
  changes: Record<string, unknown> = {},
): Promise<JobState> {
  const { status, body } = await erase(customerIdentifier, changes);
  expect(status, JSON.stringify(body)).toBe(202);
  return driven(String(body["jobId"]));
}
