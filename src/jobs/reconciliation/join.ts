// The join of one partition: the book's rows wait in a table by their id, ours come by one after the other. Memory holds
// the book's share of the partition and what met it; of ours there may be any number.
import type { BookRow } from "./bookRow";
import { bookLine } from "./lines";
import { isOver, type OurRow } from "./ourRow";

interface Entry {
  book: BookRow;
  ours: OurRow | null;
  /** Another row has the same id. */
  repeated: boolean;
  /** And says something else. */
  contradicted: boolean;
}

export interface Join {
  /** Takes a row of the book; false where its id was there before. */
  take: (book: BookRow) => boolean;
  /**
   * An id that stands in a row which is not joined by it: one of ours that has no other row has that one, and is left
   * over only with the number of a row that stands for another of ours.
   */
  name: (key: string, elsewhere: number | null) => void;
  /** Takes one of ours; answers the one that is left without a row, if any. */
  meet: (key: string, ours: OurRow) => OurRow | null;
  /** The row that has this id but stands for another of ours. */
  elsewhere: (key: string) => number | null;
  /** In the end: the rows that can be compared, and those of which nobody knows which is right. */
  met: () => Iterable<Entry>;
}

export function openJoin(): Join {
  const table = new Map<string, Entry>();
  const named = new Map<string, number | null>();
  return {
    take: (book) => {
      const entry = table.get(book.key);
      if (entry === undefined)
        table.set(book.key, { book, ours: null, repeated: false, contradicted: false });
      else {
        entry.repeated = true;
        entry.contradicted ||= !saysTheSame(entry.book, book);
      }
      return entry === undefined;
    },
    name: (key, elsewhere) => {
      if (named.get(key) !== null) named.set(key, elsewhere);
    },
    meet: (key, ours) => {
      const entry = table.get(key);
      // A row that is told by itself: whatever has its id is not missing.
      const hasOther = entry?.repeated === true || named.get(key) === null;
      const left = entry === undefined ? ours : leftBy(entry, ours);
      return hasOther ? null : left;
    },
    elsewhere: (key) => named.get(key) ?? null,
    met: () => table.values(),
  };
}

/**
 * Of two under one id the one that the row does not stand for: a merchant's own id may be that of an account with several
 * entitlements. The living one goes before, then the one that the row names, then the newer one.
 */
function leftBy(entry: Entry, ours: OurRow): OurRow | null {
  const other = entry.ours;
  const isBetter =
    other === null ||
    (isOver(other.status) === isOver(ours.status)
      ? other.entitlementId !== entry.book.entitlementId
      : isOver(other.status));
  if (isBetter) entry.ours = ours;
  return isBetter ? other : ours;
}

/** In all but its number. */
const saysTheSame = (a: BookRow, b: BookRow): boolean =>
  JSON.stringify(bookLine({ ...a, row: 0 })) === JSON.stringify(bookLine({ ...b, row: 0 }));
