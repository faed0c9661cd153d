// Where the rows of a file end, found byte by byte as it passes: nothing is decoded, and nothing is held. In a CSV a line end
// within quotes belongs to its row. Quotes open only where a value begins (RFC 4180): the one in `21" TV` is a character.
import type { Format } from "./kind";

/** A longer row is no row: most likely a quote that nobody closed. */
export const MOST_ROW_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
/** Before the first value of a row it is no part of it. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

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
  /** At the beginning of a value, and behind a quote that has closed one: with another it is a quote in the value. */
  let mayOpen = true;
  let isEmpty = true;
  const end = (to: number): void => {
    row({ from, to }, isEmpty);
    from = to;
    isEmpty = true;
  };
  const quotes = (byte: number, at: number): void => {
    if (byte !== QUOTE)
      mayOpen = byte === COMMA || byte === LINE_FEED || (mayOpen && BYTE_ORDER_MARK[at] === byte);
    else if (isQuoted) [isQuoted, mayOpen] = [false, true];
    else isQuoted = mayOpen;
  };
  return {
    feed: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (isCsv && (byte === QUOTE || !isQuoted)) quotes(byte, place + at - from);
        if (byte === LINE_FEED && !isQuoted) end(place + at + 1);
        else if (byte > SPACE) isEmpty = false;
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
