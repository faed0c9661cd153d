// The report for people: a table per group, the reason beside each result, and the whole in one line.
import { GROUPS } from "../../src/certification/finding.ts";
import { part, plain, quiet, title } from "../demo/print.ts";
import type { Report } from "./service.ts";

const SIGNS = { PASSED: "✓", FAILED: "✗", NOT_COVERED: "–" };
const WORDS = { PASSED: "passed", FAILED: "FAILED", NOT_COVERED: "not covered" };

const RESULT_WIDTH = 13;
const USUAL_WIDTH = 110;
const NARROWEST = 40;

export function printReport(report: Report): void {
  const { organisation, subject, date, durationMs, scenarios } = report;
  title(`Certification of ${organisation} against ${subject}`);
  quiet(`${date}, ${durationMs} ms, ${report.certificationId}`);
  const nameWidth = Math.max(...scenarios.map(({ scenario }) => scenario.length)) + 2;
  for (const group of new Set(scenarios.map((one) => one.group))) {
    part(GROUPS[group]);
    for (const one of scenarios.filter((each) => each.group === group)) printScenario(one, nameWidth);
  }
  const { result, passed, failed, notCovered } = report;
  part(`${WORDS[result].toUpperCase()}: ${passed} passed, ${failed} failed, ${notCovered} not covered`);
}

function printScenario(
  { scenario, result, required, reason }: Report["scenarios"][number],
  nameWidth: number,
): void {
  const head = `  ${SIGNS[result]} ${scenario.padEnd(nameWidth)}${WORDS[result].padEnd(RESULT_WIDTH)}`;
  const said = required || result !== "NOT_COVERED" ? reason : `${reason} (not required)`;
  const width = Math.max((process.stdout.columns ?? USUAL_WIDTH) - head.length, NARROWEST);
  const [first = "", ...more] = wrapped(said, width);
  plain(head + first);
  for (const line of more) plain(" ".repeat(head.length) + line);
}

/** Lines of whole words. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
