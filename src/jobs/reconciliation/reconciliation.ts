// Reconciliation: a reseller's or a merchant's own book held against what is here. Nothing is changed; the calls that would
// change something are a result, and `repair` makes them.
//
// A hash join outside of memory: the book and our own rows are sorted into partitions by a hash of the id, and the
// partitions are joined one by one. Memory holds one partition of the book, whatever either side has.
import type { Json } from "../../shared/json";
import type { JobKind, StepContext, StepResult } from "../kind";
import { headingsOf } from "./columns";
import { clearAway } from "./clearAway";
import { Cursor } from "./cursor";
import { joinPartitions } from "./joinPartitions";
import { lookAgain } from "./lookAgain";
import { fields, Options, query, refusalOf } from "./options";
import { readBook } from "./readBook";
import { RESULTS } from "./results";
import { walkOurs } from "./walkOurs";
import { workOf } from "./work";

/** Half a million rows were measured; with long values a file ends at its size before. */
const MOST_ROWS = 1_000_000;

export const reconciliation: JobKind = {
  name: "reconciliation",
  title: "Reconciliation",
  about: "Compares your own book with what is here, row by row, and says what would repair each difference.",
  parties: ["RESELLER", "MERCHANT"],
  dryRun: null,
  options: query,
  fields,
  file: {
    formats: ["csv", "ndjson"],
    mostRows: MOST_ROWS,
    columns: [headingsOf("RESELLER"), headingsOf("MERCHANT")],
  },
  results: RESULTS,
  followUp: { kind: "repair", option: "of", label: "Make the calls" },
  refusal: ({ owner, options }) => refusalOf(owner.party, Options.parse(options)),
  step,
};

async function step(context: StepContext, cursor: Json): Promise<StepResult> {
  const work = workOf(context);
  const at = cursor === null ? ({ phase: "book", from: null } as const) : Cursor.parse(cursor);
  switch (at.phase) {
    case "book":
      return readBook(work, at);
    case "ours":
      return walkOurs(work, at);
    case "join":
    case "left":
      return joinPartitions(work, at);
    case "look":
      return lookAgain(work, at);
    case "clear":
      return clearAway(work);
  }
}
