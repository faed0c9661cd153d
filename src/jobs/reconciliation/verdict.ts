// What becomes of one pair once the record has been looked at: its class, what differs, the calls that would repair it
// here, and what the uploader would correct if it is the book that is wrong. Pure: the look has been made.
import type { EntitlementView } from "../../entitlement/record";
import type { Json } from "../../shared/json";
import type { BookRow } from "./bookRow";
import { classOf, type Aspect, type Class } from "./classes";
import { COLUMNS, type Party } from "./columns";
import { differing as compared } from "./compare";
import { merchantMoves } from "./merchantMoves";
import { isExpected, isOver, viewedBy, type Scope } from "./ourRow";
import { callsOf, planFor, type Plan } from "./plan";
import { resellerMoves } from "./resellerMoves";

/** In the uploader's book, if what is here is the truth. */
export interface Correction {
  action: "CHANGE" | "ADD" | "REMOVE";
  /** The API's names and values. */
  set: { [field: string]: Json };
}

export interface Verdict extends Plan {
  class: Class;
  differing: Aspect[];
  correction: Correction | null;
}

const PLAIN = { differing: [], calls: [], note: null, correction: null };

/** What was looked at. */
export interface Looked {
  book: BookRow | null;
  /** Null where there is none. */
  record: EntitlementView | null;
  now: number;
  /** It has another id than when it was compared. */
  isMoved: boolean;
  /** The row that has its id but stands for another. */
  elsewhere: number | null;
}

/** The pair's class; null for one of ours that the book need not have. */
export function verdictOn(party: Party, scope: Scope, looked: Looked): Verdict | null {
  const { book, record, now, isMoved, elsewhere } = looked;
  if (record === null) return book === null ? null : MISSING_HERE;
  const ours = viewedBy(party, record);
  if (scope.merchant !== null && ours.partner !== scope.merchant)
    return book === null ? null : { ...PLAIN, class: "OTHER_MERCHANT" };
  const changedSince = isMoved || (scope.asOf !== null && ours.updated > scope.asOf);
  if (book === null) {
    if (!isExpected(party, scope.type, record.status)) return null;
    if (changedSince) return { ...PLAIN, class: "CHANGED_SINCE" };
    const missing = missingThere(party, scope, record, now);
    return elsewhere === null ? missing : { ...missing, calls: [], note: namedElsewhere(elsewhere) };
  }
  const differing = compared(book, ours);
  if (differing.length === 0) return { ...PLAIN, class: "OK" };
  if (changedSince) return { ...PLAIN, class: "CHANGED_SINCE" };
  const moves = party === "RESELLER" ? resellerMoves(book, record) : merchantMoves(book, record, now);
  return {
    class: classOf(differing),
    differing,
    ...planFor(moves, book, record, differing),
    correction: { action: "CHANGE", set: correctionOf(party, record, differing) },
  };
}

const MISSING_HERE: Verdict = {
  ...PLAIN,
  class: "MISSING_HERE",
  note: "There is no such entitlement here, and none can be made to order under its id.",
  correction: { action: "REMOVE", set: {} },
};

/** What the book names is never ended. */
const namedElsewhere = (row: number): string =>
  `Row ${row} has its EntitlementId, but by your own id it stands for another: correct your book.`;

/** Repaired by its end, but only where the book would not have what has ended either. */
function missingThere(party: Party, { type }: Scope, record: EntitlementView, now: number): Verdict {
  const moves = party === "RESELLER" ? resellerMoves(null, record) : merchantMoves(null, record, now);
  const end = type === "all" || isOver(record.status) ? null : moves.end("CANCELLED");
  const may = end !== null && record.allowedActions.includes(end.action);
  return {
    class: "MISSING_THERE",
    differing: [],
    calls: may ? callsOf([end], record, `Your book does not have it, here it is ${record.status}.`) : [],
    note: may
      ? null
      : `It is ${record.status} here, and no call of yours makes your book right: add it there.`,
    correction: { action: "ADD", set: correctionOf(party, record, null) },
  };
}

const COLUMNS_OF: Record<Aspect, readonly string[]> = {
  product: ["partner", "productKey", "offerKey"],
  status: ["status", "dateEnded"],
  customer: ["customer"],
};

/** The columns of the aspects that differ, or all of them, as the record has them. */
function correctionOf(
  party: Party,
  record: EntitlementView,
  differing: readonly Aspect[] | null,
): { [field: string]: Json } {
  const wanted = differing?.flatMap((aspect) => COLUMNS_OF[aspect]) ?? null;
  const values: { [field: string]: Json | undefined } = { ...flat(record) };
  return Object.fromEntries(
    COLUMNS[party]
      .filter(({ name }) => wanted === null || wanted.includes(name))
      .map(({ field }) => [field, values[field] ?? null]),
  );
}

/** The record's plain values. */
const flat = (record: EntitlementView): { [field: string]: Json } =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value === null || typeof value === "string"),
  );
