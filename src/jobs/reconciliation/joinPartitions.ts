// The third phase: partition after partition of both books in memory. What is equal is told at once; everything else is
// put down for the next phase, because the query store may be a moment behind.
import { clock } from "../../shared/clock";
import type { StepResult } from "../kind";
import type { BookRow } from "./bookRow";
import { differing } from "./compare";
import type { At, Cursor } from "./cursor";
import { openJoin, type Join } from "./join";
import { bookFrom, bookLine, ourFrom } from "./lines";
import { isExpected, keyOf, type OurRow } from "./ourRow";
import { gather, type Gathered } from "./results";
import { asciiJson, layoutsOf, partitionLines, type Layout } from "./shuffle";
import type { Work } from "./work";

const [BEGINS, SHARE] = [60, 20];
/** Lines that one step writes, but for what its last partition adds. */
const STEP_LINES = 50_000;
/** What one step takes, but for its last partition: several are a matter of seconds. */
const STEP_MS = 5_000;

/** Rows of both books that are to be looked at, as lines: the book's, and our id. */
type Found = string[];

export async function joinPartitions(work: Work, { partition: first }: At<"join">): Promise<StepResult> {
  const { party, partitions } = work;
  const startedAt = clock.now();
  const sides = await bothSides(work);
  const gathered = gather(party);
  const found: Found = [];
  let partition = first;
  do {
    await joinOne(work, sides, partition, gathered, found);
    partition++;
  } while (
    partition < partitions &&
    clock.now() < startedAt + STEP_MS &&
    gathered.lines() + found.length < STEP_LINES
  );
  const cursor: Cursor =
    partition < partitions ? { phase: "join", partition } : { phase: "look", part: 0, at: 0 };
  return {
    cursor,
    counts: { done: gathered.outcomes["OK"] ?? 0, outcomes: gathered.outcomes },
    parts: {
      ...gathered.parts(),
      found: { rows: found.length, text: found.map((line) => `${line}\n`).join("") },
    },
    percent: BEGINS + (SHARE * partition) / partitions,
  };
}

interface Sides {
  book: Layout[];
  ours: Layout[];
}

async function bothSides({ context }: Work): Promise<Sides> {
  const layouts = async (name: string): Promise<Layout[]> =>
    layoutsOf(context.env.FILES, await context.partKeys(name));
  return { book: await layouts("book"), ours: await layouts("ours") };
}

const CONTRADICTED = "Rows with this id say different things, so none of them is compared.";
const REPEATED = "The id stood in the file before.";

async function joinOne(
  work: Work,
  sides: Sides,
  partition: number,
  gathered: Gathered,
  found: Found,
): Promise<void> {
  const { party, scope, terms } = work;
  const join = openJoin();
  await takeBook(work, sides.book, partition, join, gathered);
  const look = (book: BookRow | null, ours: OurRow | null): void =>
    void found.push(asciiJson([book === null ? null : bookLine(book), ours?.entitlementId ?? null]));
  for await (const lines of partitionLines(work.context.env.FILES, sides.ours, partition))
    for (const line of lines) {
      const ours = ourFrom(JSON.parse(line));
      const left = join.meet(keyOf(terms.joinedBy, ours), ours);
      if (left !== null && isExpected(party, scope.type, left.status)) look(null, left);
    }
  for (const { book, ours, contradicted } of join.met()) {
    if (contradicted) gathered.unreadable("DUPLICATE", book, CONTRADICTED);
    else if (ours !== null && differing(book, ours).length === 0) gathered.plain("OK", book);
    else if (ours === null && isElsewhere(work, book)) gathered.plain("OTHER_MERCHANT", book);
    else look(book, ours);
  }
}

/** The book's rows of a partition; each id once. */
async function takeBook(
  { context, terms }: Work,
  layouts: readonly Layout[],
  partition: number,
  join: Join,
  gathered: Gathered,
): Promise<void> {
  for await (const lines of partitionLines(context.env.FILES, layouts, partition))
    for (const line of lines) {
      const book = bookFrom(terms.joinedBy, JSON.parse(line));
      if (!join.take(book)) gathered.unreadable("DUPLICATE", book, REPEATED);
    }
}

/** Of a merchant that this is not about, so that nothing was walked that it could be. */
const isElsewhere = ({ scope }: Work, { partner }: BookRow): boolean =>
  scope.merchant !== null && partner !== undefined && partner !== scope.merchant;
