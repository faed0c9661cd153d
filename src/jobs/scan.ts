// Where the rows of a file end, found byte by byte as it passes: nothing is decoded, and nothing is held. In a CSV a line end
// within quotes belongs to its row; a quote in a value is two (RFC 4180), so whoever counts them is never wrong.
import type { Format } from "./kind";

/** A longer row is no row: most likely a quote that nobody closed. */
export const MOST_ROW_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;

export interface Scanner {
  /** Looks at the next bytes. */
  feed: (bytes: Uint8Array) => void;
  /** The file ends here. */
  finish: () => void;
  /** Bytes since the last row ended. */
  pending: () => number;
  /** Whether a quote is open. */
  isQuoted: () => boolean;
}

/** Calls back for each row that ends, with the place of its first byte and of the byte behind its line end. */
export function scanner(
  format: Format,
  start: number,
  row: (record: { from: number; to: number }, isEmpty: boolean) => void,
): Scanner {
  const isCsv = format === "csv";
  let from = start;
  let place = start;
  let isQuoted = false;
  let isEmpty = true;
  const end = (to: number): void => {
    row({ from, to }, isEmpty);
    from = to;
    isEmpty = true;
  };
  return {
    feed: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (byte === LINE_FEED && !isQuoted) end(place + at + 1);
        else if (byte > SPACE) {
          isEmpty = false;
          if (byte === QUOTE && isCsv) isQuoted = !isQuoted;
        }
      }
      place += bytes.length;
    },
    finish: () => {
      if (place > from) end(place);
    },
    pending: () => place - from,
    isQuoted: () => isQuoted,
  };
}
