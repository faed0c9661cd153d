// One step of an import: the next rows of the file, a few at a time, each to its object. Everything may run twice: a row that
// was brought before is found under its id, and counts again only where the first run's report was never heard.
import * as z from "zod";
import type { Actor } from "../../entitlement/state";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import type { StepContext, StepResult } from "../kind";
import type { Position, Row, Rows } from "../rows";
import { bringAll, type Carrying } from "./bring";
import { checkedRow, type Candidate, type Checking } from "./check";
import { earlierRows, partOf, remember, type RowsByMark } from "./earlier";
import type { Whose } from "./identity";
import { exceeded, NOTHING_SEEN, tallied, type Tally } from "./limits";
import { partsOf } from "./lines";
import { allOf } from "./marks";
import type { ImportOptions } from "./options";
import { refused, type Outcome } from "./problem";
import { inFile, inPlace, marked, type Marked } from "./rivals";

/** Each row is a request of its own to an object; a worker has a thousand. */
const MOST_ROWS = 500;
/** How many objects are asked at a time. */
const AT_A_TIME = 25;

const Cursor = z.object({
  from: z.custom<Position | null>(),
  tally: z.object({ rows: z.number(), errors: z.number(), inRow: z.number() }),
});

interface Doing {
  context: StepContext;
  whose: Whose;
  options: ImportOptions;
  checking: Checking;
  carrying: Carrying;
}

/** Brings the next rows. */
export async function importStep(context: StepContext, cursor: Json): Promise<StepResult> {
  const { from, tally } = cursor === null ? { from: null, tally: NOTHING_SEEN } : Cursor.parse(cursor);
  const doing = doingOf(context);
  const portion = await context.rows(from, MOST_ROWS);
  const checked = await checkAll(doing, portion.rows);
  const known = context.job.dryRun ? await earlierRows(context, marksIn(checked)) : new Map();
  const run: Run = { outcomes: [], tally, own: new Map(), stopped: null };
  for (let at = 0; at < portion.rows.length; at += AT_A_TIME) {
    if (at > 0 && clock.now() >= context.until) break;
    await bringSome(doing, checked.slice(at, at + AT_A_TIME), known, run);
    if (run.stopped !== null) break;
  }
  return resultOf(doing, portion, run);
}

/** What a step has come to so far. */
interface Run {
  outcomes: Outcome[];
  tally: Tally;
  /** Marks of the rows of this step. */
  own: RowsByMark;
  stopped: string | null;
}

function doingOf(context: StepContext): Doing {
  const { env, job } = context;
  const { owner, by } = job;
  if (owner.environment === null) throw new Error("an import belongs to an environment");
  const whose = { environment: owner.environment, resellerKey: owner.key };
  const options = job.options as unknown as ImportOptions;
  const actor: Actor = { side: by.party, name: by.name };
  const how = { actor, dryRun: job.dryRun, notify: options.notify };
  return {
    context,
    whose,
    options,
    checking: { env, whose, sales: new Map() },
    carrying: { env, jobId: job.id, whose, how },
  };
}

type Checked = Marked | Outcome;
const isOutcome = (one: Checked | Candidate): one is Outcome => "kind" in one;

const checkAll = ({ checking }: Doing, rows: readonly Row[]): Promise<Checked[]> =>
  Promise.all(
    rows.map(async (row) => {
      const one = await checkedRow(checking, row);
      return isOutcome(one) ? one : marked(one);
    }),
  );

const marksIn = (checked: readonly Checked[]): Set<string> =>
  new Set(checked.flatMap((one) => (isOutcome(one) ? [] : allOf(one.marks))));

async function bringSome(doing: Doing, some: readonly Checked[], known: RowsByMark, run: Run): Promise<void> {
  const done: Outcome[] = [];
  const fit: Marked[] = [];
  for (const one of some) {
    if (isOutcome(one)) done.push(one);
    else {
      const problems = inFile(one, known);
      if (problems.length > 0) done.push(refused(one.row, ...problems));
      else fit.push(one);
    }
  }
  const there = await inPlace(doing.context.env, doing.whose, fit);
  const free = fit.filter(({ row }) => !there.has(row));
  for (const { row, marks } of free) for (const mark of allOf(marks)) remember(run.own, mark, row);
  for (const [row, problems] of there) done.push(refused(row, ...problems));
  done.push(...(await bringAll(doing.carrying, free)));
  done.sort((a, b) => a.row - b.row);
  run.outcomes.push(...done);
  for (const { kind } of done) {
    run.tally = tallied(run.tally, kind === "error");
    // A dry run is there to say everything.
    if (!doing.context.job.dryRun) run.stopped ??= exceeded(run.tally, doing.options);
  }
}

async function resultOf({ context }: Doing, portion: Rows, run: Run): Promise<StepResult> {
  const { outcomes, tally, stopped } = run;
  const all = outcomes.length === portion.rows.length;
  const from = all ? portion.next : (portion.rows[outcomes.length - 1]?.behind ?? null);
  const counted: Record<string, number> = {};
  for (const { kind } of outcomes) counted[kind] = (counted[kind] ?? 0) + 1;
  const scratch = context.job.dryRun && from !== null ? await partOf(context, run.own) : {};
  return {
    cursor: from === null ? null : { from, tally },
    counts: { read: outcomes.length, done: outcomes.length - (counted["error"] ?? 0), outcomes: counted },
    parts: { ...partsOf(outcomes), ...scratch },
    ...(stopped !== null && { failed: stopped }),
  };
}
