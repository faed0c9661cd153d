// One partition of a round: the rows that meet and are equal are told, the others are looked at, and what is left over goes
// into the next round if there is one.
import type { BookRow } from "./bookRow";
import { differing } from "./compare";
import { openJoin, type Join } from "./join";
import { bookFrom, bookLine, isName, ourFrom, ourLine } from "./lines";
import { isExpected, keyOf, type OurRow } from "./ourRow";
import type { Gathered } from "./results";
import { namedBy, type Round, type Sorted } from "./rounds";
import { asciiJson, partitionLines, type Layout } from "./shuffle";
import type { Work } from "./work";

export interface Sides {
  book: Layout[];
  ours: Layout[];
  partition: number;
}

/** What a step writes. */
export interface Written {
  gathered: Gathered;
  /** What is to be looked at, as lines: the book's row; our id; its key where that is another; the row that names it. */
  found: string[];
  /** By our id, for the next round. */
  left: { book: Sorted; ours: Sorted };
}

const CONTRADICTED = "Rows with this id say different things, so none of them is compared.";
const REPEATED = "The id stood in the file before.";

export async function joinOne(work: Work, round: Round, sides: Sides, written: Written): Promise<void> {
  const join = openJoin();
  await takeBook(work, round, sides, { join, written });
  for await (const lines of partitionLines(work.context.env.FILES, sides.ours, sides.partition))
    for (const line of lines) {
      const ours = ourFrom(JSON.parse(line));
      const key = keyOf(round.joinedBy, ours);
      const left = join.meet(key, ours);
      if (left !== null) leave(work, round, left, { written, elsewhere: join.elsewhere(key) });
    }
  for (const { book, ours, contradicted } of join.met()) {
    if (contradicted) {
      written.gathered.unreadable("DUPLICATE", book, CONTRADICTED);
      name(round, book, null, written);
    } else if (ours !== null) compare(round, book, ours, written);
    else leaveRow(work, round, book, written);
  }
}

/** The book's rows of a partition; each id once. */
async function takeBook(
  { context }: Work,
  round: Round,
  { book: layouts, partition }: Sides,
  { join, written }: { join: Join; written: Written },
): Promise<void> {
  for await (const lines of partitionLines(context.env.FILES, layouts, partition))
    for (const text of lines) {
      const line = JSON.parse(text);
      if (isName(line)) join.name(...line);
      else {
        const book = bookFrom(round.joinedBy, line);
        if (join.take(book)) continue;
        written.gathered.unreadable("DUPLICATE", book, REPEATED);
        name(round, book, null, written);
      }
    }
}

function compare(round: Round, book: BookRow, ours: OurRow, written: Written): void {
  if (namedBy(book) !== ours.entitlementId) name(round, book, book.row, written);
  if (differing(book, ours).length === 0)
    written.gathered.plain("OK", { ...book, entitlementId: ours.entitlementId });
  else look(written, book, ours.entitlementId);
}

/** A row that is not joined by our id in the next round, but says it. */
function name({ isLast }: Round, book: BookRow, elsewhere: number | null, { left }: Written): void {
  const id = namedBy(book);
  if (!isLast && id !== null) left.book.add(id, asciiJson([id, elsewhere]));
}

/** One of ours without a row. */
function leave(
  { party, scope, terms }: Work,
  { isLast }: Round,
  ours: OurRow,
  { written, elsewhere }: { written: Written; elsewhere: number | null },
): void {
  const id = ours.entitlementId;
  if (!isLast) written.left.ours.add(id, asciiJson(ourLine(ours)));
  else if (isExpected(party, scope.type, ours.status)) {
    const key = keyOf(terms.joinedBy, ours);
    look(written, null, id, key === id ? null : key, elsewhere);
  }
}

/** A row without one of ours. */
function leaveRow(work: Work, { isLast }: Round, book: BookRow, written: Written): void {
  const id = namedBy(book);
  if (isElsewhere(work, book)) written.gathered.plain("OTHER_MERCHANT", book);
  else if (isLast || id === null) look(written, book, null);
  else written.left.book.add(id, asciiJson(bookLine({ ...book, entitlementId: id })));
}

const look = (
  { found }: Written,
  book: BookRow | null,
  id: string | null,
  key: string | null = null,
  elsewhere: number | null = null,
): void => void found.push(asciiJson([book === null ? null : bookLine(book), id, key, elsewhere]));

/** Of a merchant that this is not about, so that nothing was walked that it could be. */
const isElsewhere = ({ scope }: Work, { partner }: BookRow): boolean =>
  scope.merchant !== null && partner !== undefined && partner !== scope.merchant;
