// A job while the service under it is killed: as a whole, with SIGKILL, each time it has come a bit further. For every kind
// of job; what came of it is checked by whoever knows what was to be done.
import { setTimeout as sleep } from "node:timers/promises";
import type { Power } from "../crash/power.ts";
import { job, type JobShown } from "./client.ts";

const LOOK_EVERY_MS = 200;

export interface Kills {
  /** How often; spread over the job by its percentage. */
  kills: number;
  /** How long the whole job may take. */
  timeoutMs: number;
  say: (text: string) => void;
}

/** Starts a job, kills the service under it, and answers the job as it has ended. */
export async function underKills(
  power: Power,
  start: (origin: string) => Promise<string>,
  { kills, timeoutMs, say }: Kills,
): Promise<JobShown> {
  const jobId = await start(power.origin);
  const until = Date.now() + timeoutMs;
  for (let kill = 1; ;) {
    const { state, percent, counts, message, ...rest } = await job(power.origin, jobId);
    if (state !== "WAITING" && state !== "RUNNING") return { ...rest, state, percent, counts, message };
    if (Date.now() > until)
      throw new Error(`The job is ${state} at ${percent} % after ${timeoutMs / 1000} s.`);
    if (kill <= kills && percent >= (100 * kill) / (kills + 1)) {
      await power.cut();
      say(`killed at ${percent} %, behind row ${counts.read}`);
      await power.on();
      kill++;
    }
    await sleep(LOOK_EVERY_MS);
  }
}
