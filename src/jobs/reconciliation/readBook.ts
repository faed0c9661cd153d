// The first phase: a portion of the file is checked row by row, and what can be compared goes into its partition.
import type { StepResult } from "../kind";
import { readRow, type WrongRow } from "./bookRow";
import { calledBy } from "./columns";
import type { At, Cursor } from "./cursor";
import { bookLine } from "./lines";
import { gather } from "./results";
import { LEFT, sorted, type Sorted } from "./rounds";
import { asciiJson, shuffled } from "./shuffle";
import type { Work } from "./work";

/** How much of the work this is. */
const SHARE = 35;

export async function readBook(work: Work, { from }: At<"book">): Promise<StepResult> {
  const { context, party, terms } = work;
  const { rows, next } = await context.rows(from);
  const foreign = foreignHeading(work, next?.columns ?? rows[0]?.behind.columns ?? null);
  if (foreign !== null) return { cursor: null, failed: foreign };
  const gathered = gather(party);
  const [sortedRows, left] = [sorted(work), sorted(work)];
  for (const one of rows) {
    const read = one.ok ? readRow(terms, one.row, one.value) : { wrong: one.message };
    if ("book" in read) sortedRows.add(read.book.key, asciiJson(bookLine(read.book)));
    else {
      const { wrong, ...ids } = read;
      gathered.unreadable("MALFORMED", { row: one.row, ...ids }, wrong);
      name(work, ids, sortedRows, left);
    }
  }
  const cursor: Cursor =
    next === null
      ? { phase: "ours", home: 0, seller: null, after: null, walked: 0 }
      : { phase: "book", from: next };
  return {
    cursor,
    counts: { read: rows.length, outcomes: gathered.outcomes },
    parts: {
      ...gathered.parts(),
      book: { rows: rows.length, text: shuffled(sortedRows.lines) },
      ...(left.count() > 0 && { [LEFT.book]: { rows: left.count(), text: shuffled(left.lines) } }),
    },
    percent: SHARE * shareRead(work, next?.at ?? null),
  };
}

/** A row that cannot be compared still stands for what it names: that is not missing. */
function name({ terms }: Work, ids: Omit<WrongRow, "wrong">, byKey: Sorted, byOurs: Sorted): void {
  const { entitlementId, ownId } = ids;
  const isTheirs = terms.joinedBy === "merchantEntitlementId";
  if (isTheirs && ownId !== undefined) byKey.add(ownId, asciiJson([ownId, null]));
  if (entitlementId !== undefined)
    (isTheirs ? byOurs : byKey).add(entitlementId, asciiJson([entitlementId, null]));
}

const shareRead = ({ context }: Work, at: number | null): number =>
  at === null ? 1 : at / (context.job.upload?.bytes ?? at);

/** The headings are those of the other party's book. */
function foreignHeading({ party }: Work, columns: string[] | null): string | null {
  const needed = calledBy(party, "csv", "customer");
  if (columns === null || columns.includes(needed)) return null;
  return `The headings are not those of a ${party.toLowerCase()}'s book: there is no ${needed}.`;
}
