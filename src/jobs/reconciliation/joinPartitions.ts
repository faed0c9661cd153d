// The third phase: partition after partition of both books in memory. What is equal is told at once; everything else is
// put down for the next phase, because the query store may be a moment behind.
import { clock } from "../../shared/clock";
import type { Part, StepResult } from "../kind";
import type { At, Cursor } from "./cursor";
import { joinOne, type Sides, type Written } from "./joinOne";
import { gather } from "./results";
import { LEFT, roundOf, sorted, type Round, type Sorted } from "./rounds";
import { layoutsOf, shuffled, type Layout } from "./shuffle";
import type { Work } from "./work";

const [BEGINS, SHARE] = [60, 20];
/** Lines that one step writes, but for what its last partition adds. */
const STEP_LINES = 50_000;
/** What one step takes, but for its last partition: several are a matter of seconds. */
const STEP_MS = 5_000;

export async function joinPartitions(work: Work, from: At<Round["phase"]>): Promise<StepResult> {
  const { party, partitions, terms } = work;
  const startedAt = clock.now();
  const round = roundOf(from.phase, terms.joinedBy);
  const sides = await bothSides(work, round);
  const written: Written = {
    gathered: gather(party),
    found: [],
    left: { book: sorted(work), ours: sorted(work) },
  };
  let { partition } = from;
  do {
    await joinOne(work, round, { ...sides, partition }, written);
    partition++;
  } while (partition < partitions && clock.now() < startedAt + STEP_MS && linesOf(written) < STEP_LINES);
  const { gathered, found, left } = written;
  return {
    cursor: cursorAfter(round, partition, partitions),
    counts: { done: gathered.outcomes["OK"] ?? 0, outcomes: gathered.outcomes },
    parts: {
      ...gathered.parts(),
      found: { rows: found.length, text: found.map((line) => `${line}\n`).join("") },
      ...(!round.isLast && { [LEFT.book]: partOf(left.book), [LEFT.ours]: partOf(left.ours) }),
    },
    percent: percentAt(round, partition / partitions),
  };
}

async function bothSides(
  { context, partitions }: Work,
  { book, ours }: Round,
): Promise<Omit<Sides, "partition">> {
  const layouts = async (name: string): Promise<Layout[]> => {
    const found = await layoutsOf(context.env.FILES, await context.partKeys(name));
    // Half of a book joined by another rule would be missing.
    if (found.some(({ ends }) => ends.length !== partitions + 1))
      throw new Error("sorted by another release: send the book again");
    return found;
  };
  return { book: await layouts(book), ours: await layouts(ours) };
}

const linesOf = ({ gathered, found, left }: Written): number =>
  gathered.lines() + found.length + left.book.count() + left.ours.count();

const partOf = ({ lines, count }: Sorted): Part => ({ rows: count(), text: shuffled(lines) });

function cursorAfter({ phase, isLast }: Round, partition: number, partitions: number): Cursor {
  if (partition < partitions) return { phase, partition };
  return isLast ? { phase: "look", part: 0, at: 0 } : { phase: "left", partition: 0 };
}

/** The first of two rounds is half of the work, and so is the second. */
function percentAt({ phase, isLast }: Round, done: number): number {
  if (phase === "left") return BEGINS + SHARE * (0.5 + done / 2);
  return BEGINS + SHARE * (isLast ? done : done / 2);
}
