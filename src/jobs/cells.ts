// One row of a CSV (RFC 4180) as its values, without the spaces around them.
import Papa from "papaparse";

export type Cells = { ok: true; cells: string[] } | { ok: false; message: string };

/** The values of a row that stands for itself, without its line end. */
export function cellsOf(text: string): Cells {
  // Without quotes a comma is a comma: most rows need no parser.
  if (!text.includes('"')) return { ok: true, cells: trimmed(text.split(",")) };
  // Behind the last quote the parser takes spaces only where a line end follows.
  const { data, errors } = Papa.parse<string[]>(text.trimEnd(), { delimiter: ",", newline: "\n" });
  const [error] = errors;
  if (error !== undefined) return { ok: false, message: `${error.message}.` };
  // Nobody looks at the others: better none than the first.
  if (data.length > 1)
    return { ok: false, message: `These are ${data.length} rows: a quote is not where it belongs.` };
  return { ok: true, cells: trimmed(data[0] ?? []) };
}

const trimmed = (cells: string[]): string[] => cells.map((cell) => cell.trim());

/** What is wrong with the headings of a CSV, which has to have all of one set and no other; null where nothing is. */
export function headingsProblem(
  headings: readonly string[],
  sets: readonly (readonly string[])[],
): string | null {
  const missingIn = (set: readonly string[]): string[] => set.filter((name) => !headings.includes(name));
  const [nearest = []] = [...sets].sort((a, b) => missingIn(a).length - missingIn(b).length);
  const unknown = headings.find((name) => !nearest.includes(name));
  const twice = headings.find((name, at) => headings.indexOf(name) < at);
  const [missing] = missingIn(nearest);
  if (missing !== undefined)
    return `The header lacks the column ${missing}. It has to be: ${nearest.join(",")}`;
  if (unknown !== undefined)
    return `The header has an unknown column, ${unknown.slice(0, 100)}. It has to be: ${nearest.join(",")}`;
  return twice === undefined ? null : `The header names the column ${twice} twice.`;
}
