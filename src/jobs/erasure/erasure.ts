// The kind `erasure`: forgets a customer in every copy, stage by stage. An operator starts it by a route of its own (the
// identifier has no business in a URL). Every stage may run again where it died; none adds or removes a version, an event
// or a line, so everything that counts goes on counting.
import * as z from "zod";
import type { Json } from "../../shared/json";
import type { JobKind, StepContext, StepResult } from "../kind";
import { Cursor, FIRST, percentAt, stageAfter, type Stage } from "./cursor";
import { entitlements, RESULT } from "./entitlements";
import { files, jobs, late } from "./files";
import { find } from "./find";
import { settle } from "./settle";
import { count, feed } from "./stored";
import { customerOf, idsOf, Options, type Done, type Work } from "./work";

const ERASURE = "erasure";

export const erasure: JobKind = {
  name: ERASURE,
  title: "Erasure of a customer",
  about: "Forgets a customer in every copy; what was sold stays, without whom it was sold to.",
  parties: ["OPERATOR"],
  dryRun: null,
  options: () =>
    z.looseObject({}).superRefine((_, context) =>
      context.addIssue({
        code: "custom",
        path: ["kind"],
        message: "An erasure is started with POST /admin/v1/customer/erase.",
      }),
    ),
  fields: [],
  file: null,
  results: [RESULT],
  forgets: ["customerIdentifier"],
  step,
};

async function step({ env, job, until }: StepContext, at: Json): Promise<StepResult> {
  const cursor = at === null ? FIRST : Cursor.parse(at);
  const work: Work = { env, job, until, options: Options.parse(job.options), cursor };
  const { place, learned, ...done } = await STAGES_DO[cursor.stage](work, cursor.place);
  const known: Cursor = { ...cursor, ...learned };
  const stage = place === null ? stageAfter(cursor.stage) : cursor.stage;
  if (stage === null)
    return { ...done, cursor: null, ...(known.open > 0 && { failed: leftOpen(known.open) }) };
  return { ...done, cursor: { ...known, stage, place }, percent: percentAt(stage) };
}

const STAGES_DO: Record<Stage, (work: Work, place: Json) => Promise<Done>> = {
  reset,
  find,
  settle,
  entitlements,
  count,
  feed,
  files,
  jobs,
  late,
  customer: forget,
};

/** Whoever comes from now on is a stranger; what is on the list by now is this customer's, whatever its test clock says. */
async function reset({ env, options }: Work): Promise<Done> {
  const customer = await customerOf(env, options);
  await customer.reset();
  const { slots } = await customer.everything();
  return { place: null, learned: { listed: slots.map(({ entitlementId }) => entitlementId) } };
}

/** The customer itself comes last: until then its list says what there is to do. */
async function forget(work: Work): Promise<Done> {
  const { others, moved } = work.cursor;
  const kept = new Set(others.filter((id) => !moved.some(({ entitlementId }) => entitlementId === id)));
  const ids = await idsOf(work, "");
  const customer = await customerOf(work.env, work.options);
  await customer.forget(ids.filter((id) => !kept.has(id)));
  return { place: null };
}

const leftOpen = (open: number): string =>
  `${open} of the customer's entitlements have not ended and were left as they are; the results name them. Everything else is erased. End them, or start again with revoke: true.`;
