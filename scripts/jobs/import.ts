// An import on the real service, killed in the middle: every row is there once, and the results are whole.
import * as z from "zod";
import { Power } from "../crash/power.ts";
import { asked, start, type JobShown } from "./client.ts";
import { violationsOf } from "./importCheck.ts";
import { importFile } from "./importFile.ts";
import { underKills, type Kills } from "./killed.ts";

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
    // Early, so that a fast machine is not done before it is looked at again.
    const isDue = (share: number) => isThere(power.origin, Math.ceil((plan.rows * share) / 2));
    const job = await underKills(power, begin, { ...plan, isDue });
    plan.say(`imported after ${((Date.now() - startedAt) / 1_000).toFixed(0)} s; looking from outside`);
    return { violations: await violationsOf(power.origin, job, plan.rows), job, kills: power.kills };
  } finally {
    await power.off();
  }
}

const Report = z.looseObject({ entitlements: z.array(z.unknown()) });

/** Whether a row has been imported: in the middle of a step, what was done before a kill is known to nobody else. */
async function isThere(origin: string, row: number): Promise<boolean> {
  const body = JSON.stringify({ externalEntitlementId: `order-${row}` });
  const sent = { method: "POST", body, type: "application/json" } as const;
  const found = Report.parse(JSON.parse(await asked(origin, "/v1/entitlement/report", sent)));
  return found.entitlements.length > 0;
}
