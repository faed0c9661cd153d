// Books: a pair's entitlements that have not ended, as they were at a midnight, sorted; the last line counts those that
// have ended. One book is folded from the one before and the day's events, so no report reads the log from its beginning.
import type { Status } from "../entitlement/state";
import { booksFolder, segment } from "./keys";
import { linesOf } from "./lines";
import type { Positions } from "./log";
import { dateOf, DAY_MS, dayFrom } from "./period";
import type { ReportRow } from "./row";
import type { Scope } from "./scope";

/** How many have ended so far, by product and status. */
export type Ended = [productKey: string, status: Status, count: number][];

export interface Book {
  key: string;
  merchantAccountKey: string;
  /** What of the log is in it: everything up to these positions, of versions before its midnight. */
  through: Positions;
}

/** A reseller's books of one midnight; before the first there is none, and the log is read from its beginning. */
export interface Shelf {
  /** The midnight, epoch milliseconds; 0 for none. */
  at: number;
  books: Book[];
}

const EMPTY: Shelf = { at: 0, books: [] };

/** What a book's object says of itself; names may be any text, metadata may not. */
export const metadataOf = (merchantAccountKey: string, through: Positions): Record<string, string> => ({
  merchant: encodeURIComponent(merchantAccountKey),
  through: JSON.stringify(through),
});

/** Where the book of a pair lies that was made at the end of a day. */
export const bookKey = async (scope: Scope, day: number, merchantAccountKey: string): Promise<string> =>
  `${await booksFolder(scope)}${dateOf(day)}/${await segment(merchantAccountKey)}.ndjson`;

/** The days whose end has books, the latest last. */
async function bookDays(files: R2Bucket, scope: Scope): Promise<number[]> {
  const prefix = await booksFolder(scope);
  const days: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await files.list({ prefix, delimiter: "/", ...(cursor !== undefined && { cursor }) });
    days.push(...page.delimitedPrefixes.flatMap((name) => dayFrom(name.slice(prefix.length, -1)) ?? []));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return days.sort((a, b) => a - b);
}

/** The latest complete books that are not after a time; `complete` is the last day whose books are. */
export async function shelfBefore(
  files: R2Bucket,
  scope: Scope,
  at: number,
  complete: number,
): Promise<Shelf> {
  const days = await bookDays(files, scope);
  const day = days.findLast((one) => one <= complete && one + DAY_MS <= at);
  return day === undefined ? EMPTY : { at: day + DAY_MS, books: await booksOf(files, scope, day) };
}

async function booksOf(files: R2Bucket, scope: Scope, day: number): Promise<Book[]> {
  const prefix = `${await booksFolder(scope)}${dateOf(day)}/`;
  const books: Book[] = [];
  let cursor: string | undefined;
  do {
    const page = await files.list({
      prefix,
      include: ["customMetadata"],
      ...(cursor !== undefined && { cursor }),
    });
    books.push(...page.objects.map(bookFrom));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return books.sort((a, b) => (a.merchantAccountKey < b.merchantAccountKey ? -1 : 1));
}

function bookFrom({ key, customMetadata = {} }: R2Object): Book {
  const { merchant = "", through = "[]" } = customMetadata;
  return { key, merchantAccountKey: decodeURIComponent(merchant), through: JSON.parse(through) };
}

/** The last line of a book. */
export const endedLine = (ended: Ended): string => `${JSON.stringify({ ended })}\n`;

/** A book's rows in batches; returns who has ended. Throws where the last line is missing. */
export async function* readBook(files: R2Bucket, { key }: Book): AsyncGenerator<ReportRow[], Ended> {
  const object = await files.get(key);
  if (object === null) throw new Error(`book ${key} is gone`);
  let ended: Ended | null = null;
  for await (const lines of linesOf(object.body)) {
    const last = lines.at(-1) ?? "";
    if (last.startsWith('{"ended"')) ended = JSON.parse(lines.pop() ?? "").ended;
    const rows: ReportRow[] = lines.map((line) => JSON.parse(line));
    if (rows.length > 0) yield rows;
  }
  if (ended === null) throw new Error(`book ${key} has no end`);
  return ended;
}

/** Daily books are kept this long; the one at the end of a month for ever. */
const KEPT_DAYS = 40;
/** Keys of one call, as R2 has it. */
const MOST_DELETED = 1_000;

/** Forgets the books that nobody begins with any more, now that those of a day are complete. */
export async function forgetBooks(files: R2Bucket, scope: Scope, day: number): Promise<void> {
  for (const old of await bookDays(files, scope)) {
    const endsMonth = new Date(old + DAY_MS).getUTCDate() === 1;
    if (endsMonth || old > day - KEPT_DAYS * DAY_MS) continue;
    const keys = (await booksOf(files, scope, old)).map(({ key }) => key);
    for (let at = 0; at < keys.length; at += MOST_DELETED)
      await files.delete(keys.slice(at, at + MOST_DELETED));
  }
}
