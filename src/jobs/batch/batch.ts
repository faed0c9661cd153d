// The kind `batch`: a file of actions on entitlements. Each row is a call of the API by its reseller, under an idempotency
// key of its own, so a row that was done before a crash is answered again and not done again.
import * as z from "zod";
import type { Json } from "../../shared/json";
import { csvOf } from "../../reports/render";
import type { Outcome } from "../answered";
import type { JobKind, StepContext, StepResult } from "../kind";
import { paced } from "../pace";
import type { Position, Row } from "../rows";
import { actionOf, ACTION_COLUMNS, idOf, UPDATE_COLUMNS } from "./command";
import { outcomeOf } from "./outcome";

const MOST_ROWS = 10_000;
/** Of one step: what one invocation may call. */
const MOST_OF_STEP = 150;
/** A Worker waits for so many answers from outside at a time. */
const AT_ONCE = 6;
const DEFAULT_PACE = 20;
const MOST_PACE = 100;

const Options = z.strictObject({
  rowsPerSecond: z.coerce.number().int().min(1).max(MOST_PACE).default(DEFAULT_PACE),
});

export const batch: JobKind = {
  name: "batch",
  title: "Batch of actions",
  about: "Cancels, revokes, suspends, resumes or changes many entitlements; each row is one call.",
  parties: ["RESELLER"],
  dryRun: false,
  options: () => Options,
  fields: [
    {
      name: "rowsPerSecond",
      label: "Rows per second",
      help: `At most ${MOST_PACE}; usually ${DEFAULT_PACE}, to be gentle with merchants.`,
    },
  ],
  file: { formats: ["csv"], mostRows: MOST_ROWS, columns: [ACTION_COLUMNS, UPDATE_COLUMNS] },
  results: [
    {
      name: "rows.csv",
      about: "Every row with what was answered",
      columns: ["row", "entitlementId", "action", "responseCode", "reason", "message", "status"],
    },
  ],
  step,
};

async function step(context: StepContext, cursor: Json): Promise<StepResult> {
  const { rowsPerSecond } = Options.parse(context.job.options);
  const { rows, next } = await context.rows(cursor as Position | null, MOST_OF_STEP);
  const pace = { perSecond: rowsPerSecond, atOnce: AT_ONCE, until: context.until };
  const times = new Map<string, number>();
  for (const row of rows) times.set(entitlementOf(row), (times.get(entitlementOf(row)) ?? 0) + 1);
  const isAlone = (row: Row): boolean => times.get(entitlementOf(row)) === 1;
  const outcomes = await paced(rows, pace, entitlementOf, (row) => outcomeOf(context, row, isAlone(row)));
  const done = rows.slice(0, outcomes.length);
  const isWhole = done.length === rows.length;
  return {
    cursor: isWhole ? next : (done.at(-1)?.behind ?? null),
    counts: countsOf(outcomes),
    parts: {
      "rows.csv": { rows: done.length, text: csvOf(done.map((row, at) => lineOf(row, outcomes[at]))) },
    },
  };
}

/** Rows about one entitlement are done in their order; each bad one stands for itself. */
const entitlementOf = (row: Row): string => (row.ok ? idOf(row.value).toLowerCase() : `row ${row.row}`);

function countsOf(outcomes: Outcome[]) {
  const words: Record<string, number> = {};
  for (const { word } of outcomes) words[word] = (words[word] ?? 0) + 1;
  return { read: outcomes.length, done: outcomes.filter(({ isDone }) => isDone).length, outcomes: words };
}

function lineOf(row: Row, outcome: Outcome | undefined): string[] {
  const cells = row.ok ? row.value : {};
  const { responseCode = "", reason = "", message = "", status = "" } = outcome ?? {};
  return [String(row.row), idOf(cells), actionOf(cells), responseCode, reason, message, status];
}
