// The fourth phase: everything that the join found to differ is looked at in its object, which is never behind, some at a
// time; what differs there, too, is a difference.
import type { Answer } from "../../entitlement/answer";
import { ownId } from "../../entitlement/id";
import { entitlementStub } from "../../entitlement/locate";
import type { EntitlementView } from "../../entitlement/record";
import { clock } from "../../shared/clock";
import type { StepResult } from "../kind";
import type { BookRow } from "./bookRow";
import type { At, Cursor } from "./cursor";
import { bookFrom } from "./lines";
import { keyOf, viewedBy } from "./ourRow";
import { gather, type Gathered } from "./results";
import { verdictOn } from "./verdict";
import type { Work } from "./work";

/** Objects that are asked at a time. */
const AT_ONCE = 16;
/** Objects that one step asks. */
const STEP_LOOKS = 1_000;
/** How much is read for that. */
const SLICE_BYTES = 256 * 1024;
const [BEGINS, SHARE] = [80, 19];

interface Candidate {
  book: BookRow | null;
  id: string | null;
  /** By what one of ours found no row; null: by its id. */
  key: string | null;
  /** The row that has its id but stands for another. */
  elsewhere: number | null;
}

export async function lookAgain(work: Work, from: At<"look">): Promise<StepResult> {
  const { context, party } = work;
  const keys = await context.partKeys("found");
  const gathered = gather(party);
  let [at, looks]: [At<"look"> | null, number] = [from, 0];
  while (at !== null && looks < STEP_LOOKS && clock.now() < context.until) {
    const key: string | undefined = keys[at.part];
    if (key === undefined) at = null;
    else {
      const read: Slice = await slice(work, key, at.at, STEP_LOOKS - looks);
      await judge(work, read.candidates, gathered);
      looks += read.candidates.length;
      at = read.next === null ? { phase: "look", part: at.part + 1, at: 0 } : { ...at, at: read.next };
    }
  }
  const cursor: Cursor = at ?? { phase: "clear" };
  return {
    cursor,
    counts: { done: gathered.outcomes["OK"] ?? 0, outcomes: gathered.outcomes },
    parts: gathered.parts(),
    percent: BEGINS + SHARE * (at === null ? 1 : at.part / Math.max(keys.length, 1)),
  };
}

interface Slice {
  candidates: Candidate[];
  /** Where the rest begins; null at the end. */
  next: number | null;
}

/** The next lines of a part, whole ones, at most so many. */
async function slice(work: Work, part: string, begin: number, most: number): Promise<Slice> {
  const object = await work.context.env.FILES.get(part, { range: { offset: begin, length: SLICE_BYTES } });
  if (object === null) throw new Error(`${part} is gone`);
  const lines = (await object.text()).split("\n").slice(0, -1).slice(0, most);
  const candidates = lines.map((line): Candidate => {
    const [book, id, key = null, elsewhere = null] = JSON.parse(line);
    return { book: book === null ? null : bookFrom(work.terms.joinedBy, book), id, key, elsewhere };
  });
  const next = begin + lines.reduce((sum, line) => sum + line.length + 1, 0);
  return { candidates, next: next < object.size ? next : null };
}

async function judge(work: Work, candidates: readonly Candidate[], gathered: Gathered): Promise<void> {
  const { party, scope } = work;
  for (let at = 0; at < candidates.length; at += AT_ONCE) {
    const some = candidates.slice(at, at + AT_ONCE);
    const records = await Promise.all(some.map((one) => recordOf(work, one)));
    for (const [index, one] of some.entries()) {
      const [record, { book, elsewhere }] = [records[index] ?? null, one];
      const isMoved = record !== null && hasMoved(work, one, record);
      const verdict = verdictOn(party, scope, { book, record, now: clock.now(), isMoved, elsewhere });
      if (verdict !== null) gathered.judged(verdict, book, record);
    }
  }
}

/** Whether one of ours without a row would be joined by another id today, under which there may be one. */
const hasMoved = ({ party, terms }: Work, { book, id, key }: Candidate, record: EntitlementView): boolean =>
  book === null && keyOf(terms.joinedBy, viewedBy(party, record)) !== (key ?? id);

/** The record as its object has it for this party; null where there is none. */
async function recordOf(work: Work, candidate: Candidate): Promise<EntitlementView | null> {
  const record = await viewOf(work, candidate);
  const { book, id } = candidate;
  if (record === null || book === null || id !== null) return record;
  // The row's own id leads to nothing. What it names beside it is told with the row of its own, unless it is so new that
  // the query store did not have it.
  const key = keyOf(work.terms.joinedBy, viewedBy(work.party, record));
  return key === book.key ? record : null;
}

async function viewOf(
  { context, party, owner, environment }: Work,
  { book, id }: Candidate,
): Promise<EntitlementView | null> {
  const own = ownId(id ?? book?.entitlementId ?? "");
  if (own === null) return null;
  const caller = { side: party, name: owner, environment };
  const answer: Answer = await entitlementStub(context.env, own).view(caller);
  return answer.kind === "record" ? answer.record : null;
}
