// One report file while it is written: lines are gathered and rendered some at a time.
import { csvOf } from "./render";
import { openFile, type OpenFile } from "./file";

/** Lines that are rendered together. */
const BATCH = 250;

export interface Sheet {
  add: (line: readonly string[]) => void;
  /** Whether enough has been gathered for a write. */
  isFull: () => boolean;
  flush: () => Promise<void>;
  finish: () => Promise<{ rows: number; size: number }>;
  abandon: OpenFile["abandon"];
}

/** Begins a CSV file with its header. */
export function openSheet(files: R2Bucket, key: string, columns: readonly string[]): Sheet {
  const file = openFile(files, key, { httpMetadata: { contentType: "text/csv; charset=utf-8" } });
  let lines: (readonly string[])[] = [columns];
  let rows = 0;
  const flush = async (): Promise<void> => {
    await file.write(csvOf(lines));
    lines = [];
  };
  return {
    add: (line) => {
      lines.push(line);
      rows++;
    },
    isFull: () => lines.length >= BATCH,
    flush,
    finish: async () => {
      await flush();
      return { rows, size: await file.finish() };
    },
    abandon: file.abandon,
  };
}
