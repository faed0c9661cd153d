/**
 * `npm run crash`: starts the real service, sells, kills it with SIGKILL at random moments, heals everything, and looks
 * from outside whether anything was lost, doubled or stuck. docs/reliability.md says what it looks at.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { casesOf, type Evidence } from "./crash/check/finding.ts";
import { crash, LIVES_MS } from "./crash/run.ts";

const HELP = `npm run crash: kills the service again and again while it sells, and checks that nothing was lost

  npm run crash -- --kills 30      how often it is killed (10)
  npm run crash -- --seed 7        what is asked for and when it is killed; a seed of the day unless given
  npm run crash -- --minutes 20    how long everything may take to come to rest afterwards (20)
  npm run crash -- --customers 6   who buy at a time, per reseller (6)
  npm run crash -- --standard      also at a merchant with a server of its own, which has faults too

  Ends with 0 when every check holds, else with 1 and the evidence.`;

const MINUTE_MS = 60_000;
/** Evidence beyond this is more of the same. */
const MOST_SHOWN = 60;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    minutes: { type: "string", default: "20" },
    customers: { type: "string", default: "6" },
    standard: { type: "boolean", default: false },
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
  // Customers may still be waiting for a service that is gone.
  process.exit(code);
}

async function run(): Promise<number> {
  const [kills, seed, minutes, customers] = [values.kills, values.seed, values.minutes, values.customers].map(
    wholeNumber,
  ) as [number, number, number, number];
  console.log(`seed ${seed}: ${kills} kills`);
  const startedAt = Date.now();
  const { figures, violations, evidence } = await crash({
    kills,
    seed,
    customers,
    quietMs: minutes * MINUTE_MS,
    ending: ending.signal,
    standard: values.standard,
    livesMs: LIVES_MS,
    say: (text) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${text}`),
  });
  for (const [name, figure] of Object.entries(figures)) console.log(`${name.padEnd(26)}${figure}`);
  for (const violation of violations.slice(0, MOST_SHOWN)) console.error(violation);
  if (violations.length > 0) console.error(`all that is known: ${await kept(seed, evidence)}`);
  console.log(
    `seed ${seed}: ${violations.length === 0 ? "every check holds" : `${violations.length} violations`}`,
  );
  return violations.length === 0 ? 0 : 1;
}

/** Everything that is known of each entitlement, as a file. */
async function kept(seed: number, evidence: Evidence): Promise<string> {
  const folder = join(import.meta.dirname, "../test-results");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `crash-${seed}.json`);
  await writeFile(file, JSON.stringify(casesOf(evidence), null, 1));
  return file;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`"${text}" is no whole number.\n\n${HELP}`);
  process.exit(2);
}
