// Runs tests of a tree with its own vitest and reads the report; what a test said is taken from there, not from text.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export interface Ran {
  title: string;
  status: string;
  failures: string[];
}

/** Every test of those files whose title matches, as it went. */
export async function runTests(folder: string, files: string[], title?: string): Promise<Ran[]> {
  const report = join(folder, "safeguards.json");
  await rm(report, { force: true });
  const pattern = title === undefined ? [] : ["--testNamePattern", `^${escaped(title)}$`];
  const output = ["--reporter", "json", "--outputFile", report];
  const program = join(folder, "node_modules/vitest/vitest.mjs");
  const child = spawn(
    process.execPath,
    [
      program,
      "run",
      "--project",
      "workers",
      "--project",
      "paced",
      "--project",
      "pure",
      ...files,
      ...pattern,
      ...output,
    ],
    { cwd: folder, stdio: "ignore" },
  );
  await once(child, "exit");
  const text = await readFile(report, "utf8").catch(() => "{}");
  const parsed = Report.safeParse(JSON.parse(text));
  if (!parsed.success) return [];
  return parsed.data.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed" || status === "failed")
    .map(({ failureMessages, ...one }) => ({ ...one, failures: failureMessages ?? [] }));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
