// One step of an export: the next rows of one reseller in one home, in the order of their key, as a part of the result. What
// changes meanwhile is exported as it is when the walk comes by; what is created after the job is not.
import * as z from "zod";
import { currentCatalogue } from "../../catalogue/cache";
import type { State } from "../../entitlement/state";
import { under } from "../../entitlement/under";
import { BEGINNING, walk } from "../../projection/walk";
import type { Party } from "../../reports/columns";
import { clock } from "../../shared/clock";
import { HOMES } from "../../shared/homes";
import type { Json } from "../../shared/json";
import type { StepContext, StepResult } from "../kind";
import { csvPart, ndjsonPart } from "./lines";
import type { ExportOptions } from "./options";
import { resellersOf } from "./resellers";

/** Rows that are looked at with one question: some megabytes at most. */
const MOST_ROWS = 400;
/** A part of about so many characters is enough; a step writes one. */
const ENOUGH_CHARACTERS = 1024 * 1024;

const Cursor = z.object({
  /** The reseller that is being walked through, and in which home. */
  resellerKey: z.string(),
  home: z.number(),
  created: z.number(),
  id: z.string(),
  /** For the percentage: walks that are done, and when the first row of this one was created. */
  done: z.number(),
  first: z.number().nullable(),
});
type Cursor = z.infer<typeof Cursor>;

/** Walks on. */
export async function exportStep(context: StepContext, cursor: Json): Promise<StepResult> {
  const { env, job } = context;
  const { owner } = job;
  const { environment, party } = owner;
  if (environment === null || party === "OPERATOR") throw new Error("an export belongs to an environment");
  const options = job.options as unknown as ExportOptions;
  const all = await resellersOf(env, owner, environment);
  const resellers = all.filter((key) => options.resellerKey === undefined || key === options.resellerKey);
  const from = cursor === null ? beginningOf(resellers[0], 0) : Cursor.parse(cursor);
  if (from === null) return { cursor: null };
  const question = {
    home: from.home,
    environment,
    resellerKey: from.resellerKey,
    until: job.created,
    merchantAccountKey: (party === "MERCHANT" ? owner.key : options.merchantAccountKey) ?? null,
    statuses: options.status ?? null,
  };
  const upToDate = under(await currentCatalogue(env.CATALOGUE));
  const states: State[] = [];
  let characters = 0;
  let place: { created: number; id: string } | null = from;
  do {
    const walked = await walk(env, question, place, MOST_ROWS);
    states.push(...walked.bodies.map((body) => upToDate(JSON.parse(body))));
    characters += walked.bodies.reduce((sum, { length }) => sum + length, 0);
    place = walked.next;
  } while (place !== null && characters < ENOUGH_CHARACTERS && clock.now() < context.until);
  const first = from.first ?? states[0]?.dateCreated ?? null;
  const next = place === null ? following(from, resellers) : { ...from, ...place, first };
  return {
    cursor: next,
    counts: { read: states.length, done: states.length, outcomes: countsOf(states) },
    parts: partsOf(states, party, options),
    percent: next === null ? 100 : percentOf(next, resellers.length * HOMES.length, job.created),
  };
}

/** Walks that are done, and how far this one has come in time. */
function percentOf({ done, created, first }: Cursor, walks: number, until: number): number {
  const way =
    first === null || first >= until ? 0 : Math.min(Math.max(created - first, 0) / (until - first), 1);
  return Math.floor((100 * (done + way)) / walks);
}

const beginningOf = (resellerKey: string | undefined, done: number): Cursor | null =>
  resellerKey === undefined ? null : { resellerKey, home: 0, ...BEGINNING, done, first: null };

/** The next home, else the next reseller; null behind the last. */
function following({ resellerKey, home, done }: Cursor, resellers: readonly string[]): Cursor | null {
  if (home + 1 < HOMES.length)
    return { resellerKey, home: home + 1, ...BEGINNING, done: done + 1, first: null };
  return beginningOf(
    resellers.find((key) => key > resellerKey),
    done + 1,
  );
}

const partsOf = (states: readonly State[], party: Party, { format }: ExportOptions) =>
  format === "csv"
    ? { "entitlements.csv": csvPart(states, party) }
    : { "entitlements.ndjson": ndjsonPart(states, party) };

function countsOf(states: readonly State[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of states) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
