// What became of the rows, as lines of the two results. No customer's identifier stands in them.
import type { Part } from "../kind";
import type { Outcome } from "./problem";

/** The parts that some outcomes add to `imported.ndjson` and `errors.ndjson`. */
export function partsOf(outcomes: readonly Outcome[]): Record<string, Part> {
  const imported: object[] = [];
  const errors: object[] = [];
  for (const outcome of outcomes) {
    const { row } = outcome;
    if (outcome.kind === "error") {
      for (const { field, reason, message, entitlementId } of outcome.problems)
        errors.push({ row, field, reason, message, ...(entitlementId !== undefined && { entitlementId }) });
      continue;
    }
    const { kind, entitlementId, source } = outcome;
    imported.push({
      row,
      outcome: kind,
      entitlementId,
      sourceEntitlementId: source.entitlementId,
      externalEntitlementId: source.externalEntitlementId,
    });
  }
  return { "imported.ndjson": ndjson(imported), "errors.ndjson": ndjson(errors) };
}

const ndjson = (lines: readonly object[]): Part => ({
  rows: lines.length,
  text: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
});
