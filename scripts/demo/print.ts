/** What the tour prints: one aligned line per step, in colour only for a person's terminal. */

const COLOUR = process.stdout.isTTY && !process.env["NO_COLOR"];
const paint = (code: number, text: string): string => (COLOUR ? `\u001B[${code}m${text}\u001B[0m` : text);

export const heading = (text: string): void => console.log(`\n${paint(1, text)}`);
export const remark = (text: string): void => console.log(`  ${paint(2, text)}`);

/** One step: what was done, the state it led to, its version, and how long it took. */
export function step(what: string, status = "", version: unknown = "", ms: number | null = null): void {
  const latency = ms === null ? "" : `${ms.toFixed(0)} ms`.padStart(8);
  const at = version === "" ? "" : `v${String(version)}`;
  console.log(
    `  ${paint(32, "✓")} ${what.padEnd(58)} ${status.padEnd(14)} ${at.padEnd(4)} ${latency}`.trimEnd(),
  );
}

export function failure(message: string): void {
  console.error(`\n  ${paint(31, "✗")} ${message}`);
}

/** Throws a clear difference unless every named member is what the contract says. */
export function expectMembers(
  what: string,
  seen: Record<string, unknown>,
  wanted: Record<string, unknown>,
): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (JSON.stringify(seen[name]) === JSON.stringify(value)) continue;
    const reason = JSON.stringify(seen["metadata"] ?? "");
    throw new Error(
      `${what}: ${name} should be ${JSON.stringify(value)} but is ${JSON.stringify(seen[name])}. ${reason}`,
    );
  }
}
