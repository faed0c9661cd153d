// What a reader sees: progress while it runs, then a table.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";
import type { Settings } from "./pairs.ts";
import type { Result } from "./measure.ts";
import { STATE_ROOT } from "./side.ts";

export type Progress = (line: string) => void;

/** On a terminal one line that changes, else a line each; on standard error, so that the table stays clean. */
export const progress: Progress = (line) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  else process.stderr.write(`${line}\n`);
};

export function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

export const fixed = (value: number, digits = 0): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

/** Hardware, versions and settings: what figures mean nothing without. */
export function circumstances(settings: Settings): Record<string, string | number> {
  const all = cpus();
  return {
    machine: `${all.length} × ${all[0]?.model.trim() ?? "unknown processor"}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    miniflare: versionOf("miniflare"),
    workerd: versionOf("workerd"),
    commit: commit(),
    state: STATE_ROOT,
    date: new Date().toISOString(),
    ...settings,
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

const spread = ({ ratio, lowest, highest }: Result): string =>
  `${fixed(ratio, 2)} (${fixed(lowest, 2)}–${fixed(highest, 2)})`;

const side = (name: string): string[] => [`${name}/s`, "p50", "p95", "p99"];

export function resultTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.title,
    spread(result),
    fixed(result.goal, 2),
    ...[result.real, result.floor].flatMap(({ perSecond, p50, p95, p99 }) => [
      fixed(perSecond),
      fixed(p50, 1),
      fixed(p95, 1),
      fixed(p99, 1),
    ]),
  ]);
  return table(["pair (times in ms)", "ratio (spread)", "goal", ...side("real "), ...side("floor ")], rows);
}
