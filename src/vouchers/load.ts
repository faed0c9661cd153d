// A merchant's file of activation codes: CSV (RFC 4180) with a header row, read strictly. One bad line and nothing of
// the file is taken, because whoever has to correct it will load it again; and a file may be loaded again as often as
// one likes, because the stock leaves out what it has had.
import Papa from "papaparse";
import * as z from "zod";
import type { Voucher } from "./codes";

/** Read at once, so that a file of the shortest lines still fits a Worker's memory. */
export const MOST_CODES = 500_000;
/** An answer that lists more helps nobody; the first few show what is wrong with the rest. */
const MOST_PROBLEMS = 50;
/** At most three bytes each in UTF-8. */
const PORTION_CHARACTERS = 500_000;
/** What JSON puts around a code, its expiry included. */
const CHARACTERS_AROUND = 40;
const COLUMNS: readonly string[] = ["code", "expiryDate"];
const DAY_MS = 86_400_000;

/** What is wrong with a line; lines are counted from 1, the header's. */
export interface Problem {
  line: number;
  message: string;
}

export type Reading = { kind: "read"; vouchers: Voucher[] } | { kind: "bad"; problems: Problem[] };

const Code = z
  .string()
  .min(1, "code is missing")
  .max(1024, "code is longer than 1024 characters")
  .refine((code) => code.isWellFormed() && !/\p{Cc}/u.test(code), "code contains a control character");

/** A code is good throughout the day of its expiry (UTC), or until the time. */
const time = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);
const expiry = z.union(
  [
    z.literal("").transform(() => null),
    z.iso.date().transform((date) => Date.parse(date) + DAY_MS),
    time.transform((text) => Date.parse(text)),
  ],
  "expiryDate must be an ISO 8601 date or a time with an offset",
);

const Line = z.object({ code: Code, expiryDate: expiry.default(null) });

/** Reads a whole file; values are taken without the spaces around them, and lines without any value are skipped. */
export function readVouchers(csv: string): Reading {
  const text = csv.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const sheet = new Sheet();
  const lineAt = lineCounter(text);
  let start = 0;
  Papa.parse<string[]>(text, {
    delimiter: ",",
    newline: "\n",
    fastMode: false,
    step({ data, errors: [error], meta }, parser) {
      sheet.take(lineAt(start), data, error?.message ?? null);
      start = meta.cursor;
      if (sheet.isFull()) parser.abort();
    },
  });
  return sheet.reading();
}

/** Codes in portions that fit one call of an object and one parameter of a statement (2 MB of UTF-8). */
export function* portionsOf(vouchers: readonly Voucher[]): Generator<Voucher[]> {
  let portion: Voucher[] = [];
  let size = 0;
  for (const voucher of vouchers) {
    size += voucher.code.length + CHARACTERS_AROUND;
    if (portion.length > 0 && size > PORTION_CHARACTERS) {
      yield portion;
      portion = [];
      size = voucher.code.length + CHARACTERS_AROUND;
    }
    portion.push(voucher);
  }
  if (portion.length > 0) yield portion;
}

/** What has been read of a file so far. */
class Sheet {
  #columns: string[] | null = null;
  readonly #vouchers: Voucher[] = [];
  readonly #problems: Problem[] = [];

  take(line: number, data: string[], error: string | null): void {
    const cells = data.map((cell) => cell.trim());
    if (error !== null) this.#problems.push({ line, message: error });
    else if (cells.every((cell) => cell === "")) return;
    else if (this.#columns === null) this.#takeHeader(line, cells);
    else this.#takeLine(line, cells, this.#columns);
  }

  /** Nothing that may follow would change the answer. */
  isFull(): boolean {
    const headless = this.#columns === null && this.#problems.length > 0;
    return headless || this.#problems.length >= MOST_PROBLEMS || this.#vouchers.length > MOST_CODES;
  }

  reading(): Reading {
    const problems = [...this.#problems];
    if (this.#columns === null && problems.length === 0)
      problems.push({ line: 1, message: "the header row is missing" });
    if (this.#vouchers.length > MOST_CODES)
      problems.push({ line: MOST_CODES + 2, message: `more than ${MOST_CODES} codes: split the file` });
    return problems.length > 0 ? { kind: "bad", problems } : { kind: "read", vouchers: this.#vouchers };
  }

  #takeHeader(line: number, columns: string[]): void {
    const message = headerProblem(columns);
    if (message !== null) this.#problems.push({ line, message });
    else this.#columns = columns;
  }

  #takeLine(line: number, cells: string[], columns: string[]): void {
    if (cells.length > columns.length) {
      this.#problems.push({ line, message: `${cells.length} values, but the header has ${columns.length}` });
      return;
    }
    const read = Line.safeParse(Object.fromEntries(cells.map((cell, index) => [columns[index], cell])));
    if (read.success) this.#vouchers.push({ code: read.data.code, expiry: read.data.expiryDate });
    else this.#problems.push({ line, message: read.error.issues[0]?.message ?? "cannot be read" });
  }
}

function headerProblem(columns: string[]): string | null {
  const unknown = columns.find((column) => !COLUMNS.includes(column));
  if (unknown !== undefined) return `the header has an unknown column; known are ${COLUMNS.join(" and ")}`;
  if (new Set(columns).size < columns.length) return "the header names a column twice";
  return columns.includes("code") ? null : "the header has no column code";
}

/** The number of the line at a position; asked for positions in ascending order. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let seen = 0;
  return (position) => {
    for (let at = text.indexOf("\n", seen); at !== -1 && at < position; at = text.indexOf("\n", seen)) {
      line++;
      seen = at + 1;
    }
    return line;
  };
}
