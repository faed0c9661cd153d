// The join of one partition: the book's rows wait in a table by their id, ours come by one after the other. Memory holds
// the book's share of the partition and what met it; of ours there may be any number.
import type { BookRow } from "./bookRow";
import { bookLine } from "./lines";
import { isOver, type OurRow } from "./ourRow";

interface Entry {
  book: BookRow;
  ours: OurRow | null;
  /** Another row of the same id says something else. */
  contradicted: boolean;
}

export interface Join {
  /** Takes a row of the book; false where its id was there before. */
  take: (book: BookRow) => boolean;
  /** Takes one of ours; answers the one that is left without a row, if any. */
  meet: (key: string, ours: OurRow) => OurRow | null;
  /** In the end: the rows that can be compared, and those of which nobody knows which is right. */
  met: () => Iterable<Entry>;
}

export function openJoin(): Join {
  const table = new Map<string, Entry>();
  return {
    take: (book) => {
      const entry = table.get(book.key);
      if (entry === undefined) table.set(book.key, { book, ours: null, contradicted: false });
      else entry.contradicted ||= !saysTheSame(entry.book, book);
      return entry === undefined;
    },
    meet: (key, ours) => {
      const entry = table.get(key);
      if (entry === undefined) return ours;
      // A merchant's own id may be that of an account with several entitlements, one after the other.
      const other = entry.ours;
      const isBetter = other === null || isOver(other.status) || !isOver(ours.status);
      if (isBetter) entry.ours = ours;
      return isBetter ? other : ours;
    },
    met: () => table.values(),
  };
}

/** In all but its number. */
const saysTheSame = (a: BookRow, b: BookRow): boolean =>
  JSON.stringify(bookLine({ ...a, row: 0 })) === JSON.stringify(bookLine({ ...b, row: 0 }));
