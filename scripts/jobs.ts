/**
 * `npm run jobs`: starts the real service, has it work on a large file, kills it with SIGKILL in the middle, and looks from
 * outside whether every row was done once and has its result.
 */
import { parseArgs } from "node:util";
import { batchUnderKills } from "./jobs/batch.ts";
import { importUnderKills } from "./jobs/import.ts";

const HELP = `npm run jobs: kills the service while it works on a file, and checks that every row was done once

  npm run jobs -- --kind import    what it does: batch, or import
  npm run jobs -- --rows 10000     how many rows the file has (1000)
  npm run jobs -- --kills 3        how often the service is killed meanwhile (1)
  npm run jobs -- --minutes 60     how long the job may take (30)

  The state lies in the folder for temporary files: TMPDIR=/dev/shm makes a large run a matter of minutes.

  Ends with 0 when every check holds, else with 1.`;

const MINUTE_MS = 60_000;
const MOST_SHOWN = 40;

const { values } = parseArgs({
  options: {
    kind: { type: "string", default: "batch" },
    rows: { type: "string", default: "1000" },
    kills: { type: "string", default: "1" },
    minutes: { type: "string", default: "30" },
    help: { type: "boolean", short: "h", default: false },
  },
});

/** An end from outside ends the service too: it has a process group of its own. */
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());

if (values.help) console.log(HELP);
else {
  const code = await run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  });
  // What was given up may still be waiting for a service that is gone.
  process.exit(code);
}

async function run(): Promise<number> {
  const [rows = 0, kills = 0, minutes = 0] = [values.rows, values.kills, values.minutes].map(wholeNumber);
  const startedAt = Date.now();
  const say = (text: string): void =>
    console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  const { violations, job, ...seen } = await runOf(values.kind)({
    rows,
    kills,
    timeoutMs: minutes * MINUTE_MS,
    ending: ending.signal,
    say,
  });
  say(`${job.state}: ${job.counts.done} of ${job.counts.rows} rows done, killed ${seen.kills} times`);
  for (const violation of violations.slice(0, MOST_SHOWN)) console.error(violation);
  say(violations.length === 0 ? "every check holds" : `${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
}

function runOf(kind: string): typeof batchUnderKills {
  if (kind === "batch") return batchUnderKills;
  if (kind === "import") return importUnderKills;
  console.error(`There is no such run: "${kind}".\n\n${HELP}`);
  process.exit(2);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`"${text}" is no whole number.\n\n${HELP}`);
  process.exit(2);
}
