// What people get of a reconciliation: every row with its class, the differences with both sides' values, the calls that
// would repair them here, and the corrections of the uploader's own book.
import type { EntitlementView } from "../../entitlement/record";
import { csvOf } from "../../reports/render";
import type { Json } from "../../shared/json";
import type { Part, Result } from "../kind";
import type { BookRow } from "./bookRow";
import type { Aspect, Class } from "./classes";
import type { Party } from "./columns";
import { ndjson } from "./ndjson";
import { viewedBy } from "./ourRow";
import type { Verdict } from "./verdict";

/** The first three are the reference system's; in a merchant's results the second is the merchant's own id. */
const ROW_COLUMNS = ["EntitlementId", "ExternalEntitlementId", "CorrelationResult", "Row"];

/** The result that `repair` reads. */
export const CALLS = "calls.ndjson";

export const RESULTS = [
  {
    name: "rows.csv",
    about: "Every row, and what should have been one, with its class.",
    columns: ROW_COLUMNS,
  },
  {
    name: "differences.csv",
    about: "What is not OK, with your value and ours.",
    columns: [
      ...ROW_COLUMNS,
      "BookProduct",
      "Product",
      "BookStatus",
      "Status",
      "BookCustomer",
      "Customer",
      "Calls",
      "Note",
    ],
  },
  { name: CALLS, about: "Calls that make what is here as your book says." },
  { name: "corrections.ndjson", about: "What to correct in your book if what is here is right." },
] as const satisfies readonly Result[];

/** What of a row of the book is told with its class. */
type Told = { entitlementId?: string | undefined; ownId?: string | undefined; row: number };

/** What one step adds to the results. */
export interface Gathered {
  /** A row that is told by its class alone. */
  plain: (kind: Class, row: Told) => void;
  /** A row that nobody can compare. */
  unreadable: (
    kind: "MALFORMED" | "DUPLICATE",
    row: Partial<BookRow> & { row: number },
    note: string,
  ) => void;
  /** A pair that was looked at. */
  judged: (verdict: Verdict, book: BookRow | null, record: EntitlementView | null) => void;
  outcomes: Record<string, number>;
  /** How many lines there are so far. */
  lines: () => number;
  parts: () => Record<string, Part>;
}

/** Classes that say nothing is wrong. */
const QUIET: readonly Class[] = ["OK", "CHANGED_SINCE", "OTHER_MERCHANT"];
const NO_VALUES: readonly string[] = ["", "", "", "", "", ""];

export function gather(party: Party): Gathered {
  const [rows, differences, calls, corrections]: [string[][], string[][], Json[], Json[]] = [[], [], [], []];
  const outcomes: Record<string, number> = {};
  const classed = (head: Head): void => {
    outcomes[head[2]] = (outcomes[head[2]] ?? 0) + 1;
    rows.push(head);
  };
  return {
    outcomes,
    lines: () => rows.length + differences.length + calls.length + corrections.length,
    plain: (kind, { entitlementId = "", ownId = "", row }) =>
      classed([entitlementId, ownId, kind, String(row)]),
    unreadable: (kind, { entitlementId = "", ownId = "", row }, note) => {
      const head: Head = [entitlementId, ownId, kind, String(row)];
      classed(head);
      differences.push([...head, ...NO_VALUES, "0", note]);
    },
    judged: (verdict, book, record) => {
      const head = headOf(party, verdict, book, record);
      classed(head);
      if (QUIET.includes(verdict.class)) return;
      const shown = valuesOf(party, verdict, book, record);
      differences.push([...head, ...shown, String(verdict.calls.length), verdict.note ?? ""]);
      calls.push(...verdict.calls.map((call) => callLine(head, call)));
      if (verdict.correction) corrections.push(correctionLine(head, verdict));
    },
    parts: () => ({
      "rows.csv": { rows: rows.length, text: csvOf(rows) },
      "differences.csv": { rows: differences.length, text: csvOf(differences) },
      [CALLS]: { rows: calls.length, text: ndjson(calls) },
      "corrections.ndjson": { rows: corrections.length, text: ndjson(corrections) },
    }),
  };
}

type Head = [entitlementId: string, ownId: string, kind: Class, row: string];

function headOf(party: Party, verdict: Verdict, book: BookRow | null, record: EntitlementView | null): Head {
  const ours = record === null ? null : viewedBy(party, record);
  return [
    ours?.entitlementId ?? book?.entitlementId ?? "",
    book?.ownId ?? ours?.ownId ?? "",
    verdict.class,
    String(book?.row ?? ""),
  ];
}

/** The book's and our value of what differs; of what only one has, that one's. */
function valuesOf(
  party: Party,
  { differing }: Verdict,
  book: BookRow | null,
  record: EntitlementView | null,
): string[] {
  const ours = record === null ? null : viewedBy(party, record);
  const shown = (aspect: Aspect): boolean => book === null || ours === null || differing.includes(aspect);
  return (["product", "status", "customer"] as const).flatMap((aspect): string[] =>
    shown(aspect) ? [valueOf(aspect, book), valueOf(aspect, ours)] : ["", ""],
  );
}

interface Compared {
  productKey: string;
  status: string;
  offerKey?: string | null | undefined;
  partner?: string | undefined;
  customer?: string | null | undefined;
}

function valueOf(aspect: Aspect, side: Compared | null): string {
  if (side === null) return "";
  if (aspect === "status") return side.status;
  if (aspect === "customer") return side.customer ?? "";
  return [side.partner, side.productKey, side.offerKey].filter((key) => key).join("/");
}

const callLine = (
  [entitlementId, , result, row]: Head,
  { ifMatch, why, ...call }: Verdict["calls"][number],
): Json => ({
  row: row === "" ? null : Number(row),
  entitlementId,
  result,
  ...call,
  ...(ifMatch !== undefined && { ifMatch }),
  why,
});

const correctionLine = ([entitlementId, ownId, result, row]: Head, { correction, note }: Verdict): Json => ({
  row: row === "" ? null : Number(row),
  entitlementId,
  ownId: ownId === "" ? null : ownId,
  result,
  action: correction?.action ?? null,
  set: correction?.set ?? {},
  note,
});
