/** An import on the real server, which is killed with SIGKILL on the way, and what was found afterwards. */
import { Power } from "../crash/power.ts";
import { violationsOf } from "./check.ts";
import { fileOf } from "./file.ts";
import { follow, start } from "./jobs.ts";

export interface ImportRun {
  rows: number;
  kills: number;
  say: (text: string) => void;
}

export interface ImportFound {
  violations: string[];
  kills: number;
  seconds: number;
}

/** Kills the server each time another share of the rows is done; then looks from outside. */
export async function importRun({ rows, kills, say }: ImportRun): Promise<ImportFound> {
  const power = await Power.plug();
  try {
    await power.on();
    const startedAt = Date.now();
    const job = await start(power, "kind=import&dryRun=false", fileOf(rows));
    say(`${rows} rows uploaded`);
    let cutting: Promise<void> | null = null;
    let told = 0;
    const ended = await follow(power, job.jobId, ({ counts, state }) => {
      if (counts.read - told >= rows / 20) {
        told = counts.read;
        say(`${counts.read} rows, ${state}`);
      }
      const isDue = power.kills < kills && counts.read >= (rows * (power.kills + 1)) / (kills + 2);
      if (isDue && cutting === null)
        cutting = power
          .cut()
          .then(() => say("killed"))
          .then(() => power.on())
          .finally(() => (cutting = null));
    });
    const seconds = (Date.now() - startedAt) / 1_000;
    say(`${ended.state} after ${seconds.toFixed(0)} s; looking from outside`);
    return { violations: await violationsOf(power, ended, rows), kills: power.kills, seconds };
  } finally {
    await power.off();
  }
}
