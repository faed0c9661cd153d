// The hourly look at jobs: those that should be gone, or should have moved on long ago, are poked. Their own alarms do the
// work; this finds the ones whose alarm was lost.
import { jobsToWake } from "../projection/jobs";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { jobStub } from "./locate";
import { DAY_MS, KEPT_MS } from "./schedule";

const HOUR_MS = 3_600_000;
const MOST_POKED = 200;

export async function keepJobs(env: Env): Promise<void> {
  try {
    const now = clock.now();
    const ids = await jobsToWake(env, now - KEPT_MS - DAY_MS, now - HOUR_MS, MOST_POKED);
    await Promise.allSettled(ids.map((id) => jobStub(env, id).poke()));
  } catch (error) {
    log("jobs.unkept", { error: errorText(error) });
  }
}
