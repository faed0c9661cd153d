// A report about any range of time, computed when it is asked for: from the nearest books before it and the log since.
import { shelfBefore } from "./books";
import { entitlementLine, summaryLines, type Party } from "./columns";
import { endOfLog } from "./log";
import { movementsOf, type Movement } from "./movements";
import { hasChanged } from "./pair";
import type { ReportType } from "./period";
import { readProgress } from "./progress";
import { isActive, type ReportRow } from "./row";
import type { Scope } from "./scope";
import { countEnded, countMovement, type Summary } from "./summary";

export interface RangeQuestion {
  type: ReportType;
  scope: Scope;
  /** Whose view. */
  party: Party;
  /** Null: all, one merchant after the other. */
  merchantAccountKey: string | null;
  /** Null: all. */
  productKey: string | null;
  /** An Active report is about `to` alone. */
  from: number;
  to: number;
}

/** Lines that go on together. */
const BATCH = 250;

/** The lines of a report, by merchant and entitlement. */
export async function* rangeLines(env: Env, question: RangeQuestion): AsyncGenerator<string[][]> {
  let lines: string[][] = [];
  for await (const line of eachLine(env, question)) {
    lines.push(line);
    if (lines.length < BATCH) continue;
    yield lines;
    lines = [];
  }
  yield lines;
}

async function* eachLine(env: Env, question: RangeQuestion): AsyncGenerator<string[]> {
  const { type, scope, party, merchantAccountKey, to } = question;
  const { progress } = await readProgress(env.FILES, scope);
  const from = type === "AR" ? to : question.from;
  const shelf =
    type === "ER"
      ? null
      : await shelfBefore(env.FILES, scope, from, progress?.day ?? Number.NEGATIVE_INFINITY);
  const through = await endOfLog(env, scope);
  const movements = movementsOf(env, { scope, from, to, through, shelf, merchantAccountKey, behind: "" });
  let merchant = "";
  let summary: Summary = new Map();
  for await (const found of movements) {
    if (found.merchantAccountKey !== merchant) {
      yield* summarised(question, summary, merchant);
      merchant = found.merchantAccountKey;
      summary = new Map();
    }
    if (found.kind === "ended") countEnded(summary, found.ended);
    else if (type === "SR") countMovement(summary, found.movement);
    else for (const row of shown(question, found.movement)) yield entitlementLine(row, party);
  }
  yield* summarised(question, summary, merchant);
}

function shown({ type, productKey }: RangeQuestion, movement: Movement): ReportRow[] {
  const { events, after } = movement;
  const isAbout = ({ productKey: product }: ReportRow): boolean =>
    productKey === null || product === productKey;
  if (type === "ER") return events.filter(isAbout);
  const belongs = type === "AR" ? isActive(after.status) : hasChanged(movement);
  return belongs && isAbout(after) ? [after] : [];
}

function* summarised(
  { type, party, scope, productKey }: RangeQuestion,
  summary: Summary,
  merchantAccountKey: string,
): Generator<string[]> {
  if (type !== "SR") return;
  const partner = party === "RESELLER" ? merchantAccountKey : scope.resellerKey;
  yield* summaryLines(summary, partner).filter(
    ([, product]) => productKey === null || product === productKey,
  );
}
