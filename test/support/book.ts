// Books as a reseller or a merchant writes them, and what a reconciliation says of them.
import { env } from "cloudflare:workers";
import Papa from "papaparse";
import { expect } from "vitest";
import { headingsOf, type Party } from "../../src/jobs/reconciliation/columns";
import { TELCO, until, type Body } from "./api";
import { ended, resultText, started } from "./jobs";

export type Line = Record<string, string>;

/** A CSV with all headings. */
export const bookCsv = (lines: readonly Line[], party: Party = "RESELLER"): string => {
  const headings = headingsOf(party);
  return Papa.unparse({
    fields: headings,
    data: lines.map((line) => headings.map((heading) => line[heading] ?? "")),
  });
};

/** A record as its reseller's book has it. */
export const lineOf = (record: Body): Line => ({
  ExternalEntitlementId: String(record["externalEntitlementId"] ?? ""),
  CustomerIdentifier: String(record["customerIdentifier"]),
  EntitlementId: record.entitlementId,
  Status: record.status,
  MerchantAccountKey: String(record["merchantAccountKey"]),
  ProductKey: String(record["productKey"]),
});

export interface Told {
  job: Body;
  rows: Record<string, string>[];
  /** By the row's number, or the id where there is no row. */
  classes: Record<string, string>;
  differences: Record<string, string>[];
  calls: {
    row: number | null;
    entitlementId: string;
    path: string;
    why: string;
    [member: string]: unknown;
  }[];
  corrections: { action: string; set: Record<string, unknown>; [member: string]: unknown }[];
}

/** Runs a reconciliation to its end. */
export async function reconciled(
  file: string,
  { query = "", as = TELCO, root = "/v1", type = "text/csv" } = {},
): Promise<Told> {
  const id = await started("reconciliation", { query, as, root, file, type });
  const job = await ended(id, as, root);
  expect(job["state"], JSON.stringify(job)).toBe("DONE");
  const text = (name: string): Promise<string> => resultText(id, name, as, root);
  const rows = tableIn(await text("rows.csv"));
  return {
    job,
    rows,
    classes: Object.fromEntries(
      rows.map((row) => [row["Row"] || row["EntitlementId"], row["CorrelationResult"] ?? ""]),
    ),
    differences: tableIn(await text("differences.csv")),
    calls: linesIn(await text("calls.ndjson")),
    corrections: linesIn(await text("corrections.ndjson")),
  };
}

export const tableIn = (csv: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

const linesIn = (ndjson: string) =>
  ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** Waits until the query store has these records as they are. */
export const stored = (records: readonly Body[]): Promise<void> =>
  until(async () => {
    const wanted = JSON.stringify(records.map(({ entitlementId }) => entitlementId));
    const { results } = await env.DB.prepare(
      "SELECT id, version FROM entitlement WHERE id IN (SELECT value FROM json_each(?1))",
    )
      .bind(wanted)
      .all<{ id: string; version: number }>();
    const versions = new Map(results.map(({ id, version }) => [id, version]));
    for (const { entitlementId, version } of records) expect(versions.get(entitlementId)).toBe(version);
  });
