// The kind `repair`: makes the calls that a finished reconciliation suggested, as whoever owns both jobs. They go the way of
// every other call, each under a key of its own and only if the record is still the one that was looked at; so what was done
// before a crash is not done again, and what has changed meanwhile is left alone.
import * as z from "zod";
import { csvOf } from "../../reports/render";
import { isUuid } from "../../entitlement/id";
import type { Outcome } from "../answered";
import type { JobKind, StepContext, StepResult } from "../kind";
import { jobStub } from "../locate";
import { paced } from "../pace";
import type { Class } from "../reconciliation/classes";
import { CALLS } from "../reconciliation/results";
import { groupsIn, type Group } from "./calls";
import { makeCalls } from "./make";

const WHAT = ["differences", "missing", "all"] as const;
const [DEFAULT_PACE, MOST_PACE] = [20, 100];
/** Entitlements of one step. */
const MOST_OF_STEP = 150;
const AT_ONCE = 6;

const Options = z.strictObject({
  of: z.string({ error: "Must be the id of a reconciliation." }).refine(isUuid, "Must be a UUID."),
  what: z.enum(WHAT, { error: `Must be one of ${WHAT.join(", ")}.` }).default("differences"),
  callsPerSecond: z.coerce.number().int().min(1).max(MOST_PACE).default(DEFAULT_PACE),
});
type Options = z.infer<typeof Options>;

/** Which file of calls, which group of it, and how much came before. */
const Cursor = z.object({ file: z.number(), group: z.number(), before: z.number(), total: z.number() });

export const repair: JobKind = {
  name: "repair",
  title: "Repair",
  about: "Makes the calls that a reconciliation suggested, so that what is here becomes what your book says.",
  parties: ["RESELLER", "MERCHANT"],
  dryRun: true,
  options: () => Options,
  fields: [
    { name: "of", label: "Reconciliation", help: "The id of the finished job." },
    {
      name: "what",
      label: "Which calls",
      help: "differences: what both books have. missing: ends what your book does not have. all: both.",
      choices: WHAT,
    },
    {
      name: "callsPerSecond",
      label: "Entitlements per second",
      help: `At most ${MOST_PACE}; usually ${DEFAULT_PACE}, to be gentle with merchants.`,
    },
  ],
  file: null,
  results: [
    {
      name: "calls.csv",
      about: "Every call with what was answered",
      columns: [
        "row",
        "entitlementId",
        "result",
        "method",
        "path",
        "responseCode",
        "reason",
        "message",
        "status",
      ],
    },
  ],
  step: async (context, cursor) => {
    const options = Options.parse(context.job.options);
    return cursor === null ? begun(context, options) : repaired(context, options, Cursor.parse(cursor));
  },
};

/** Whether there is such a reconciliation, and how much is to do; says so where there is none. */
async function begun(context: StepContext, options: Options): Promise<StepResult> {
  const { owner } = context.job;
  const job = await jobStub(context.env, options.of).view();
  const isOwn =
    job?.owner.party === owner.party &&
    job.owner.key === owner.key &&
    job.owner.environment === owner.environment;
  if (job === null || !isOwn || job.kind !== "reconciliation")
    return { cursor: null, failed: `You have no reconciliation ${options.of}.` };
  if (job.state !== "DONE")
    return {
      cursor: null,
      failed: `The reconciliation is ${job.state}; only one that is DONE has all its calls.`,
    };
  return repaired(context, options, { file: 0, group: 0, before: 0, total: job.parts[CALLS]?.rows ?? 0 });
}

async function repaired(
  context: StepContext,
  { of, what, callsPerSecond }: Options,
  at: z.infer<typeof Cursor>,
): Promise<StepResult> {
  const keys = await context.partKeys(CALLS, of);
  const key = keys[at.file];
  if (key === undefined) return { cursor: null, percent: 100 };
  const { groups, calls } = await groupsIn(context.env.FILES, key, at.before);
  const wanted = groups.filter((group) => isWanted(what, group)).slice(at.group, at.group + MOST_OF_STEP);
  const pace = { perSecond: callsPerSecond, atOnce: AT_ONCE, until: context.until };
  const outcomes = await paced(wanted, pace, entitlementOf, (group) => makeCalls(context, group));
  const done = wanted.slice(0, outcomes.length);
  const isWhole = done.length === wanted.length && wanted.length < MOST_OF_STEP;
  const next = isWhole
    ? { ...at, file: at.file + 1, group: 0, before: at.before + calls }
    : { ...at, group: at.group + done.length };
  const reached = isWhole ? next.before : (done.at(-1)?.at(-1)?.number ?? at.before);
  return {
    cursor: next.file < keys.length ? next : null,
    counts: countsOf(outcomes.flat()),
    parts: {
      "calls.csv": {
        rows: outcomes.flat().length,
        text: csvOf(done.flatMap((group, index) => linesOf(group, outcomes[index] ?? []))),
      },
    },
    percent: (100 * reached) / Math.max(at.total, 1),
  };
}

function isWanted(what: Options["what"], [{ result }]: Group): boolean {
  return what === "all" || (result === ("MISSING_THERE" satisfies Class)) === (what === "missing");
}

const entitlementOf = ([{ entitlementId }]: Group): string => entitlementId;

function countsOf(outcomes: readonly Outcome[]) {
  const words: Record<string, number> = {};
  for (const { word } of outcomes) words[word] = (words[word] ?? 0) + 1;
  return { read: outcomes.length, done: outcomes.filter(({ isDone }) => isDone).length, outcomes: words };
}

const linesOf = (group: Group, outcomes: readonly Outcome[]): string[][] =>
  group.map(({ row, entitlementId, result, method, path }, index) => {
    const { responseCode = "", reason = "", message = "", status = "" } = outcomes[index] ?? {};
    return [String(row ?? ""), entitlementId, result, method, path, responseCode, reason, message, status];
  });
