// An import on the real service, killed in the middle: every row is there once, and the results are whole.
import { Power } from "../crash/power.ts";
import { start, type JobShown } from "./client.ts";
import { violationsOf } from "./importCheck.ts";
import { importFile } from "./importFile.ts";
import { underKills, type Kills } from "./killed.ts";

/** So many rows are one step, and the percentage says nothing before it is done. */
const STEP_ROWS = 500;

export interface ImportPlan extends Kills {
  rows: number;
}

/** Runs it; answers everything that is not as it should be. */
export async function importUnderKills(
  plan: ImportPlan,
): Promise<{ violations: string[]; job: JobShown; kills: number }> {
  const power = await Power.plug();
  try {
    await power.on();
    const file = importFile(plan.rows, Date.now());
    const startedAt = Date.now();
    const begin = (origin: string) => start(origin, "kind=import&dryRun=false", file, "application/x-ndjson");
    const job =
      plan.rows > STEP_ROWS ? await underKills(power, begin, plan) : await cutAtOnce(power, begin, plan);
    plan.say(`imported after ${((Date.now() - startedAt) / 1_000).toFixed(0)} s; looking from outside`);
    return { violations: await violationsOf(power.origin, job, plan.rows), job, kills: power.kills };
  } finally {
    await power.off();
  }
}

/** A service in the middle of a step is too busy to be asked how far it is: it is killed as soon as it has the file. */
async function cutAtOnce(
  power: Power,
  begin: (origin: string) => Promise<string>,
  plan: ImportPlan,
): Promise<JobShown> {
  const jobId = await begin(power.origin);
  for (let kill = 0; kill < plan.kills; kill++) {
    await power.cut();
    await power.on();
  }
  return underKills(power, async () => jobId, { ...plan, kills: 0 });
}
