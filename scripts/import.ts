/**
 * `npm run import:crash`: imports many rows on the real server, kills it with SIGKILL in the middle, and looks from outside
 * whether every row is there once and the results are complete. State lies in the folder for temporary files: with
 * `TMPDIR=/dev/shm` a hundred thousand rows take minutes instead of hours.
 */
import { parseArgs } from "node:util";
import { importRun } from "./import/run.ts";

const HELP = `npm run import:crash: kills the service while it imports, and checks that every row was imported once

  npm run import:crash -- --rows 100000   rows of the file (2000)
  npm run import:crash -- --kills 3       how often it is killed on the way (1)

  Ends with 0 when every check holds, else with 1.`;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "2000" },
    kills: { type: "string", default: "1" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [rows, kills] = [Number(values.rows), Number(values.kills)];

if (values.help) console.log(HELP);
else if (!Number.isInteger(rows) || rows < 1 || !Number.isInteger(kills) || kills < 0) {
  console.error(`--rows and --kills are whole numbers.\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const startedAt = Date.now();
  const say = (text: string): void =>
    console.log(`${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(5)} s  ${text}`);
  const { violations, seconds, kills: killed } = await importRun({ rows, kills, say });
  for (const violation of violations) console.error(violation);
  const pace = (rows / seconds).toFixed(0);
  console.log(`${rows} rows in ${seconds.toFixed(0)} s (${pace} a second), killed ${killed} times`);
  console.log(violations.length === 0 ? "every check holds" : `${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
