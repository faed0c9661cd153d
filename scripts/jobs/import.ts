// An import on the real service, killed in the middle: every row is there once, and the results are whole.
import { setTimeout as sleep } from "node:timers/promises";
import { Power } from "../crash/power.ts";
import { start, type JobShown } from "./client.ts";
import { violationsOf } from "./importCheck.ts";
import { importFile } from "./importFile.ts";
import { underKills, type Kills } from "./killed.ts";

/** So many rows are one step, and the percentage says nothing before it is done. */
const STEP_ROWS = 500;
const UNDER_WAY_MS = 500;

/** A service in the middle of a step is too busy to be asked how far it is; its first rows take longer than this. */
async function underWay(): Promise<boolean> {
  await sleep(UNDER_WAY_MS);
  return true;
}

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
    const job = await underKills(power, begin, plan.rows > STEP_ROWS ? plan : { ...plan, isDue: underWay });
    plan.say(`imported after ${((Date.now() - startedAt) / 1_000).toFixed(0)} s; looking from outside`);
    return { violations: await violationsOf(power.origin, job, plan.rows), job, kills: power.kills };
  } finally {
    await power.off();
  }
}
