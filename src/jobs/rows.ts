// The rows of an uploaded file as a step gets them: a range of bytes from the bucket, cut where rows end, each row read by
// itself. Memory holds one range; a row that cannot be read is a row all the same, so that its number stays its own.
import type { Json } from "../shared/json";
import { cellsOf } from "./cells";
import type { Upload } from "./kind";
import { MOST_ROW_BYTES, scanner } from "./scan";

/** A place between two rows of a file; JSON, so it can be part of a cursor. */
export type Position = {
  /** Bytes before it. */
  at: number;
  /** Rows before it. */
  row: number;
  /** The headings of a CSV in their order; null for NDJSON. */
  columns: string[] | null;
};

/** A row of the file, or what is wrong with it. Rows are counted from 1, behind the header; empty lines do not count. */
export type Row = { row: number; behind: Position } & (
  | { ok: true; value: { [member: string]: Json } }
  | { ok: false; message: string }
);

export interface Rows {
  rows: Row[];
  /** Behind the last of these; null at the end of the file. */
  next: Position | null;
}

/** About so many bytes are read at a time. */
const RANGE_BYTES = 1024 * 1024;

/** The next rows of a file, at most so many; throws where the file is not what was uploaded. */
export async function readRows(
  files: R2Bucket,
  upload: Upload,
  from: Position | null,
  most = Number.MAX_SAFE_INTEGER,
): Promise<Rows> {
  const { at, bytes } = await rangeBehind(files, upload, from?.at ?? 0, most);
  const { found, reached } = recordsIn(bytes, at, upload);
  let columns = from?.columns ?? null;
  if (from === null && upload.format === "csv") {
    const header = cellsOf(textOf(bytes, found.shift(), at) ?? "");
    columns = header.ok ? header.cells : [];
  }
  let row = from?.row ?? 0;
  const rows = found.slice(0, most).map((record): Row => {
    row++;
    const behind = { at: record.to, row, columns };
    const read = valueOf(textOf(bytes, record, at), columns);
    return { row, behind, ...read };
  });
  if (row >= upload.rows) return { rows, next: null };
  const isCut = rows.length < found.length;
  const next = isCut ? rows.at(-1)?.behind : { at: reached, row, columns };
  if (next === undefined || next.at <= at) throw new Error("the uploaded file ends before its last row");
  return { rows, next };
}

/** The headings of a CSV; null where it has none. */
export async function headingsOf(files: R2Bucket, upload: Upload): Promise<string[] | null> {
  const { bytes } = await rangeBehind(files, upload, 0, 1);
  const text = textOf(bytes, recordsIn(bytes, 0, upload).found[0], 0);
  const header = text === null ? null : cellsOf(text);
  return header?.ok ? header.cells : null;
}

interface Range {
  from: number;
  to: number;
}

async function rangeBehind(
  files: R2Bucket,
  { key, bytes: size, rows }: Upload,
  at: number,
  most: number,
): Promise<{ at: number; bytes: Uint8Array }> {
  const average = size / Math.max(rows, 1);
  const wanted = Math.min(RANGE_BYTES, Math.ceil(most * average * 2)) + 2 * MOST_ROW_BYTES;
  const length = Math.min(wanted, size - at);
  if (length <= 0) return { at, bytes: new Uint8Array() };
  const object = await files.get(key, { range: { offset: at, length } });
  if (object === null) throw new Error("the uploaded file is gone");
  return { at, bytes: new Uint8Array(await object.arrayBuffer()) };
}

/** Whole rows within a range, and how far they reach; the last one of a file may do without its line end. */
function recordsIn(bytes: Uint8Array, at: number, upload: Upload): { found: Range[]; reached: number } {
  const found: Range[] = [];
  let reached = at;
  const scan = scanner(upload.format, at, (record, isEmpty) => {
    reached = record.to;
    if (!isEmpty) found.push(record);
  });
  scan.feed(bytes);
  if (at + bytes.length >= upload.bytes) scan.finish();
  return { found, reached };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The text of a record without its line end; null where it is no UTF-8. A byte order mark is dropped. */
function textOf(bytes: Uint8Array, record: Range | undefined, at: number): string | null {
  if (record === undefined) return null;
  try {
    return utf8.decode(bytes.subarray(record.from - at, record.to - at)).replace(/\r?\n$/, "");
  } catch {
    return null;
  }
}

type Read = { ok: true; value: { [member: string]: Json } } | { ok: false; message: string };

function valueOf(text: string | null, columns: string[] | null): Read {
  if (text === null) return { ok: false, message: "The row is not valid UTF-8." };
  return columns === null ? objectOf(text) : recordOf(text, columns);
}

function recordOf(text: string, columns: string[]): Read {
  const read = cellsOf(text);
  if (!read.ok) return read;
  const { cells } = read;
  if (cells.length !== columns.length)
    return { ok: false, message: `The row has ${cells.length} values, the header ${columns.length}.` };
  return { ok: true, value: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ""])) };
}

function objectOf(text: string): Read {
  try {
    const value: Json = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ok: true, value };
  } catch {
    // Said below.
  }
  return { ok: false, message: "The row is not a JSON object." };
}
