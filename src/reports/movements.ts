// What became of each entitlement in a period: one merge of the books before it and the log's changes, both sorted. Every
// report is read off its movements, which is why they agree with each other.
import type { Status } from "../entitlement/state";
import { readBook, type Book, type Ended, type Shelf } from "./books";
import { portionOf, type Change, type Portion } from "./changes";
import { positionIn, readLog, type LogEvent, type Positions } from "./log";
import { endOf, isOver, placeOf, type ReportRow } from "./row";
import type { Scope } from "./scope";

/** What counts of a state when states are compared. */
export interface Standing {
  version: number;
  status: Status;
  productKey: string;
}

export interface Movement {
  /** Just before the period; null: not there yet. */
  before: Standing | null;
  /** The period's versions, in their order. */
  events: ReportRow[];
  /** Just before the end of the period. */
  after: ReportRow;
  /** It has ended since the book was made. */
  endedSince: boolean;
}

/** One movement of a merchant's, or whom its book counted as ended: once for each book. */
export type Found = { merchantAccountKey: string } & (
  | { kind: "movement"; movement: Movement }
  | { kind: "ended"; ended: Ended }
);

export interface Question {
  scope: Scope;
  from: number;
  to: number;
  /** Where the log ends for this question. */
  through: Positions;
  /** Where it begins; null: only the period's events are asked for, and states before it are not known. */
  shelf: Shelf | null;
  /** One merchant only. */
  merchantAccountKey: string | null;
  /** Only merchants behind this one. */
  behind: string;
  /** How much of the log memory holds at a time, in characters. */
  portion?: number;
}

/** All movements, by merchant and entitlement. */
export async function* movementsOf(env: Env, question: Question): AsyncGenerator<Found> {
  const changes = changesOf(env, question);
  const next = async (): Promise<Change | null> => (await changes.next()).value ?? null;
  let change = await next();
  for (const book of question.shelf?.books ?? []) {
    if (!isAsked(question, book.merchantAccountKey)) continue;
    for await (const entry of entriesOf(env, book)) {
      while (change !== null && change.place < entry.place) {
        yield* movementOf(null, change);
        change = await next();
      }
      if (entry.row === null) {
        yield { merchantAccountKey: book.merchantAccountKey, kind: "ended", ended: entry.ended };
      } else if (change?.place === entry.place) {
        yield* movementOf(entry.row, change);
        change = await next();
      } else {
        yield* movementOf(entry.row, null);
      }
    }
  }
  for (; change !== null; change = await next()) yield* movementOf(null, change);
}

const isAsked = ({ merchantAccountKey, behind }: Question, key: string): boolean =>
  key > behind && (merchantAccountKey === null || key === merchantAccountKey);

type Entry = { place: string } & ({ row: ReportRow } | { row: null; ended: Ended });

/** A book's rows, and behind the last place of its merchant whom it counts as ended. */
async function* entriesOf(env: Env, book: Book): AsyncGenerator<Entry> {
  const reading = readBook(env.FILES, book);
  let batch = await reading.next();
  for (; !batch.done; batch = await reading.next())
    for (const row of batch.value) yield { place: placeOf(row.merchantAccountKey, row.entitlementId), row };
  yield { place: endOf(book.merchantAccountKey), row: null, ended: batch.value };
}

/** The changes in the order of places, with as many readings of the log as memory makes necessary. */
async function* changesOf(env: Env, question: Question): AsyncGenerator<Change> {
  let from: string | null = "";
  while (from !== null) {
    const { changes, next }: Portion = await portionOf(
      eventsFor(env, question),
      question,
      from,
      question.portion,
    );
    yield* changes;
    from = next;
  }
}

/** The log's events that a question is about, each merchant's from where its book ends. */
async function* eventsFor(env: Env, question: Question): AsyncGenerator<LogEvent[]> {
  const { scope, shelf, from, through } = question;
  const known = new Map(shelf?.books.map((book) => [book.merchantAccountKey, book.through]));
  // A merchant without a book had no event by then: the others' books say how far the log was read.
  const common = shelf === null ? through : leastOf([...known.values()]);
  const date = shelf?.at ?? from;
  for await (const events of readLog(env, scope, { date, after: common, through }))
    yield events.filter(({ merchantAccountKey, home, position, date: at }) => {
      if (!isAsked(question, merchantAccountKey)) return false;
      return at >= date || position > positionIn(known.get(merchantAccountKey) ?? common, home);
    });
}

function leastOf([first = [], ...others]: Positions[]): Positions {
  return first.map((position, home) =>
    others.reduce((least, one) => Math.min(least, positionIn(one, home)), position),
  );
}

/** What became of one entitlement; nothing where the log has only what is older than the book. */
function* movementOf(row: ReportRow | null, change: Change | null): Generator<Found> {
  const movement = change === null ? stayed(row) : moved(row, change);
  const { merchantAccountKey } = movement?.after ?? {};
  if (movement !== null && merchantAccountKey !== undefined)
    yield { merchantAccountKey, kind: "movement", movement };
}

const stayed = (row: ReportRow | null): Movement | null =>
  row && { before: row, events: [], after: row, endedSince: false };

function moved(row: ReportRow | null, { first, earlier, steps }: Change): Movement | null {
  const isNewer = earlier !== null && earlier.version > (row?.version ?? 0);
  const standing: ReportRow | null = isNewer ? JSON.parse(earlier.row) : row;
  const events = steps.sort((a, b) => a.version - b.version).map((step): ReportRow => JSON.parse(step.row));
  const newest = events.at(-1);
  const after = newest && newest.version > (standing?.version ?? 0) ? newest : standing;
  if (after === null) return null;
  // Books leave out what has ended, so a later version of what they do not know is of one that ended before.
  const gone = row === null && first.version > 1 && isOver(first.status);
  const before = standing ?? (gone ? after : null);
  return { before, events, after, endedSince: isOver(after.status) && !gone };
}
