// The rows of an uploaded file as a step gets them.
import type { Json } from "../shared/json";

/** A place between two rows of a file; JSON, so it can be part of a cursor. */
export type Position = {
  /** Bytes before it. */
  at: number;
  /** Rows before it. */
  row: number;
  /** The headings of a CSV in their order; null for NDJSON. */
  columns: string[] | null;
};

/** A row of the file, or what is wrong with it. Rows are counted from 1, behind the header. */
export type Row = { row: number; behind: Position } & (
  | { ok: true; value: { [member: string]: Json } }
  | { ok: false; message: string }
);

export interface Rows {
  rows: Row[];
  /** Behind the last of these; null at the end of the file. */
  next: Position | null;
}
