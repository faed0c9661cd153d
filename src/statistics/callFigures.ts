// Merchants' answers as people read them: how many, how many failed, how long they took.
import { CALL_BOUNDS_MS, percentile } from "./buckets";
import type { MerchantCalls } from "../wire/statistics";
import type { CallRow } from "./read";

export type { MerchantCalls } from "../wire/statistics";

/** Whether an outcome counts as a failure of the merchant. */
export const isFailure = (outcome: string): boolean => outcome === "unknown" || outcome === "unavailable";

/** One line per merchant and operation, the busiest first. */
export function callsOf(rows: readonly CallRow[]): MerchantCalls[] {
  const lines = new Map<string, { line: MerchantCalls; buckets: number[] }>();
  for (const { merchant, operation, outcome, buckets } of rows) {
    const key = JSON.stringify([merchant, operation]);
    const known = lines.get(key) ?? { line: empty(merchant, operation), buckets: [] };
    const counts: number[] = JSON.parse(buckets);
    const calls = counts.reduce((sum, count) => sum + count, 0);
    known.buckets = counts.map((count, at) => count + (known.buckets[at] ?? 0));
    known.line.calls += calls;
    if (isFailure(outcome)) known.line.failed += calls;
    known.line.outcomes[outcome] = (known.line.outcomes[outcome] ?? 0) + calls;
    lines.set(key, known);
  }
  return [...lines.values()]
    .map(({ line, buckets }) => ({
      ...line,
      p50Ms: percentile(CALL_BOUNDS_MS, buckets, 0.5),
      p95Ms: percentile(CALL_BOUNDS_MS, buckets, 0.95),
      p99Ms: percentile(CALL_BOUNDS_MS, buckets, 0.99),
    }))
    .sort((a, b) => b.calls - a.calls);
}

const empty = (merchantAccountKey: string, operation: string): MerchantCalls => ({
  merchantAccountKey,
  operation,
  calls: 0,
  failed: 0,
  outcomes: {},
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
});
