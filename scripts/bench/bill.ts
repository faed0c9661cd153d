// The bill as a table. The counts are those of test/bill.budget.json, which test/bill.test.ts holds to what really
// happens; it runs first here, so that a table never shows what is not so.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./build.ts";
import { COUNTED, dollarsPerMillion, PRICES, type Counts } from "./prices.ts";
import { fixed, progress, clearProgress, table } from "./print.ts";

export type Budget = Record<string, Counts>;

export async function readBudget(): Promise<Budget> {
  return JSON.parse(await readFile(join(ROOT, "test/bill.budget.json"), "utf8"));
}

/** Counts again; throws when the budget is not what is counted. */
async function count(): Promise<void> {
  progress("counting (a minute)");
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "workers", "test/bill.test.ts"], {
    cwd: ROOT,
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "exit");
  clearProgress();
  if (code !== 0) throw new Error(`${output}\nThe bill is not what test/bill.budget.json says.`);
}

export async function printBill(): Promise<unknown> {
  await count();
  const budget = await readBudget();
  console.log(`Dollars per million of each, at list price and nothing included.\n\n${operations(budget)}\n`);
  const life = budget["life"];
  if (life) console.log(`A whole life, by what is charged:\n\n${byPrice(life)}\n`);
  const total = Object.fromEntries(
    Object.entries(budget).map(([name, counts]) => [name, dollarsPerMillion(counts)]),
  );
  return { budget, prices: PRICES, dollarsPerMillion: total };
}

const HEAD = {
  workerRequests: "Worker",
  consumerRuns: "consumer",
  objectRequests: "objects",
  alarmRuns: "(alarms)",
  objectRowsRead: "rows read",
  objectRowsWritten: "written",
  d1RowsRead: "D1 read",
  d1RowsWritten: "written",
  queueOperations: "queue",
} satisfies Record<keyof Counts, string>;

function operations(budget: Budget): string {
  const rows = Object.entries(budget).map(([name, counts]) => [
    name,
    ...COUNTED.map((what) => String(counts[what])),
    fixed(dollarsPerMillion(counts), 2),
  ]);
  return table(["operation", ...COUNTED.map((what) => HEAD[what]), "$/million"], rows);
}

function byPrice(life: Counts): string {
  const rows = COUNTED.filter((what) => life[what] > 0).map((what) => {
    const { perMillion, what: title, source } = PRICES[what];
    return [title, String(life[what]), fixed(perMillion, 3), fixed(life[what] * perMillion, 2), source];
  });
  rows.push(["total", "", "", fixed(dollarsPerMillion(life), 2), ""]);
  return table(["charged", "count", "$ per million", "$", "price from"], rows);
}
