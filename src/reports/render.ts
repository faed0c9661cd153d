// Lines of values as text: CSV after RFC 4180 (CRLF, quotes where they are needed) or NDJSON with the columns' names.
// Values are what they are: one that a spreadsheet would take for a formula is not changed, because these files are
// read by programs that compare them with what they have.
import Papa from "papaparse";
import { isCount } from "./columns";

export type Format = "csv" | "ndjson";

/** Lines as CSV, each with its CRLF. */
export const csvOf = (lines: readonly (readonly string[])[]): string =>
  lines.length === 0 ? "" : `${Papa.unparse(lines as string[][], { newline: "\r\n" })}\r\n`;

/** Lines as NDJSON: counts as numbers, empty values as null, everything else as in CSV. */
export const ndjsonOf = (columns: readonly string[], lines: readonly (readonly string[])[]): string =>
  lines
    .map((line) => {
      const members = columns.map((column, at) => [column, valueOf(column, line[at] ?? "")]);
      return `${JSON.stringify(Object.fromEntries(members))}\n`;
    })
    .join("");

function valueOf(column: string, text: string): string | number | null {
  if (text === "") return null;
  return isCount(column) ? Number(text) : text;
}
