// Which calls would make a record here what the book says: back to ACTIVE where the way leads through it, then the product
// and the customer, then on to where the book has it. What each step is called is the party's (`resellerMoves.ts`,
// `merchantMoves.ts`). What no step leads to is said in words.
import type { EntitlementView } from "../../entitlement/record";
import type { Json } from "../../shared/json";
import type { BookRow } from "./bookRow";
import type { Aspect } from "./classes";
import type { Party } from "./columns";
import { isElsewhere } from "./compare";
import { isOver, viewedBy } from "./ourRow";

/** A call of the API that would repair something here. */
export interface Call {
  method: "POST" | "PATCH";
  path: string;
  /** Of the first of several: that the record is still the one that was looked at. */
  ifMatch?: string;
  body: { [member: string]: Json };
  why: string;
}

export interface Plan {
  calls: Call[];
  /** What no call repairs, and why; null where calls do it all. */
  note: string | null;
}

/** One step: the name under which `allowedActions` has it, and the call. */
export interface Move {
  action: string;
  call: Pick<Call, "method" | "path" | "body">;
}

/** What a party can do about one record that its book sees otherwise; null where it cannot. */
export interface Moves {
  party: Party;
  /** From the record's status to ACTIVE. */
  back: () => Move | null;
  /** From ACTIVE to another status that is no end. */
  forth: (status: string) => Move | null;
  /** To an end. */
  end: (status: string) => Move | null;
  /** The fields that differ, as far as each may be changed. */
  change: (may: { product: boolean; customer: boolean }) => Move | null;
}

interface Steps {
  before: Move[];
  /** Where the record stands between the two; null where it is on its way to its end. */
  at: string | null;
  after: Move[];
  note: string | null;
}

/** What makes the record what the row says, as far as the party's own calls can. */
export function planFor(
  moves: Moves,
  book: BookRow,
  record: EntitlementView,
  differing: readonly Aspect[],
): Plan {
  const { party } = moves;
  if (isOver(record.status)) return { calls: [], note: ENDED[party] };
  const steps = differing.includes("status")
    ? stepsTo(moves, book.status, record)
    : { before: [], at: record.status, after: [], note: null };
  const may = {
    product:
      differing.includes("product") && steps.at === "ACTIVE" && !isElsewhere(book, viewedBy(party, record)),
    customer: differing.includes("customer") && party === "RESELLER",
  };
  const change = moves.change(may);
  const notes = [
    steps.note,
    differing.includes("product") && !may.product ? productNote(party, book, record, steps.at) : null,
    differing.includes("customer") && !may.customer ? PSEUDONYM : null,
  ].filter((note) => note !== null);
  const all = [...steps.before, ...(change === null ? [] : [change]), ...steps.after];
  return {
    calls: callsOf(all, record, `Your book ${saying(differing, book, record)}.`),
    note: notes.length > 0 ? notes.join(" ") : null,
  };
}

/** The steps between two statuses; none where the first of them is not possible now. */
function stepsTo(moves: Moves, want: string, record: EntitlementView): Steps {
  const have = record.status;
  const stuck = { before: [], at: have, after: [], note: stuckNote(want, record) };
  const may = (move: Move | null): move is Move =>
    move !== null && record.allowedActions.includes(move.action);
  if (isOver(want)) {
    const end = moves.end(want);
    return may(end) ? { before: [], at: null, after: [end], note: null } : stuck;
  }
  const back = have === "ACTIVE" ? null : moves.back();
  const forth = want === "ACTIVE" ? null : moves.forth(want);
  const first = have === "ACTIVE" ? forth : back;
  if (!may(first) || (want !== "ACTIVE" && forth === null)) return stuck;
  return {
    before: back === null ? [] : [back],
    at: "ACTIVE",
    after: forth === null ? [] : [forth],
    note: null,
  };
}

/** Moves as calls; the first is made only if nothing has changed since the record was looked at. */
export const callsOf = (moves: readonly Move[], { version }: EntitlementView, why: string): Call[] =>
  moves.map(({ call }, at) => ({ ...call, ...(at === 0 && { ifMatch: `"${version}"` }), why }));

const ENDED: Record<Party, string> = {
  RESELLER: "It has ended here, which is final: correct your book, or sell it anew.",
  MERCHANT: "It has ended here, which is final: correct your book.",
};
const PSEUDONYM = "Customers' pseudonyms are the platform's: correct your book.";
const WAITS = {
  CUSTOMER: "it waits for the customer",
  MERCHANT: "an operation waits for the merchant",
  PLATFORM: "its last operation is in doubt",
};

function stuckNote(want: string, { status, waitingOn }: EntitlementView): string {
  const waits = waitingOn === null ? "" : `; ${WAITS[waitingOn]}`;
  return `No call of yours leads from ${status} to ${want} now${waits}.`;
}

function productNote(party: Party, book: BookRow, record: EntitlementView, at: string | null): string {
  const { partner } = viewedBy(party, record);
  if (isElsewhere(book, { partner })) return `It belongs to ${partner}, which no call changes.`;
  return at === null
    ? "Its product is left as it is, because it ends."
    : "A product can be changed while it is ACTIVE.";
}

function saying(differing: readonly Aspect[], book: BookRow, record: EntitlementView): string {
  const said: Record<Aspect, string> = {
    product: `names the product ${productOf(book)}, here it is ${productOf(record)}`,
    status: `says ${book.status}, here it is ${record.status}`,
    customer: "names another customer",
  };
  return differing.map((aspect) => said[aspect]).join("; it ");
}

const productOf = ({
  productKey,
  offerKey,
}: {
  productKey: string;
  offerKey?: string | null | undefined;
}): string => [productKey, offerKey].filter((key) => key).join(" / ");
