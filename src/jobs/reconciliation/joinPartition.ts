// The fourth phase: one partition of both books in memory. What is equal is told at once; everything else is put down for
// the last phase, because the query store may be a moment behind.
import type { StepResult } from "../kind";
import { differing } from "./compare";
import type { At, Cursor } from "./cursor";
import { layoutsOf } from "./findLayout";
import { openJoin, type Join } from "./join";
import { bookFrom, bookLine, ourFrom } from "./lines";
import { isExpected, keyOf, type OurRow } from "./ourRow";
import { gather, type Gathered } from "./results";
import { asciiJson, partitionLines, shuffled } from "./shuffle";
import type { BookRow } from "./bookRow";
import type { Work } from "./work";

const [BEGINS, SHARE] = [60, 20];

export async function joinPartition(work: Work, { partition }: At<"join">): Promise<StepResult> {
  const { party, partitions, scope } = work;
  const gathered = gather(party);
  const join = openJoin();
  await takeBook(work, partition, join, gathered);
  const found: string[] = [];
  const look = (book: BookRow | null, ours: OurRow | null): void =>
    void found.push(asciiJson([book === null ? null : bookLine(book), ours?.entitlementId ?? null]));
  for await (const ours of oursOf(work, partition)) {
    const left = join.meet(keyOf(work.terms.joinedBy, ours), ours);
    if (left !== null && isExpected(party, scope.type, left.status)) look(null, left);
  }
  for (const { book, ours, contradicted } of join.met()) {
    if (contradicted) gathered.unreadable("DUPLICATE", book, CONTRADICTED);
    else if (ours !== null && differing(book, ours).length === 0) gathered.plain("OK", book);
    else if (ours === null && isElsewhere(work, book)) gathered.plain("OTHER_MERCHANT", book);
    else look(book, ours);
  }
  const next = partition + 1;
  const cursor: Cursor =
    next < partitions ? { phase: "join", partition: next } : { phase: "layout", of: "found" };
  return {
    cursor,
    counts: { done: gathered.outcomes["OK"] ?? 0, outcomes: gathered.outcomes },
    parts: { ...gathered.parts(), found: { rows: found.length, text: shuffled([found]) } },
    percent: BEGINS + (SHARE * next) / partitions,
  };
}

const CONTRADICTED = "Rows with this id say different things, so none of them is compared.";
const REPEATED = "The id stood in the file before.";

/** The book's rows of a partition; each id once. */
async function takeBook(work: Work, partition: number, join: Join, gathered: Gathered): Promise<void> {
  const { context, terms } = work;
  const layouts = await layoutsOf(context, "book");
  for await (const lines of partitionLines(context.env.FILES, layouts, partition))
    for (const line of lines) {
      const book = bookFrom(terms.joinedBy, JSON.parse(line));
      if (!join.take(book)) gathered.unreadable("DUPLICATE", book, REPEATED);
    }
}

async function* oursOf({ context }: Work, partition: number): AsyncGenerator<OurRow> {
  const layouts = await layoutsOf(context, "ours");
  for await (const lines of partitionLines(context.env.FILES, layouts, partition))
    for (const line of lines) yield ourFrom(JSON.parse(line));
}

/** Of a merchant that this is not about, so that nothing was walked that it could be. */
const isElsewhere = ({ scope }: Work, { partner }: BookRow): boolean =>
  scope.merchant !== null && partner !== undefined && partner !== scope.merchant;
