// What every stage of an erasure works with: the order, the cursor, and whom it is about, as far as that is known by now.
import * as z from "zod";
import { customerName } from "../../customer/locate";
import type { Customer } from "../../customer/object";
import type { Slot } from "../../customer/slots";
import { scopeOf } from "../../projection/project";
import type { Whose } from "../../projection/erase";
import type { Subject } from "../../reports/erasure/subject";
import type { Json } from "../../shared/json";
import type { StepContext, StepResult } from "../kind";
import type { Cursor } from "./cursor";

/** What an erasure is started with. */
export const Options = z.strictObject({
  environment: z.enum(["sandbox", "live"]),
  resellerKey: z.string(),
  customerIdentifier: z.string(),
  /** Ends what has not ended. */
  revoke: z.boolean(),
});
export type Options = z.infer<typeof Options>;

export interface Work extends Pick<StepContext, "env" | "job" | "until"> {
  options: Options;
  cursor: Cursor;
}

/** What a stage has done: where it goes on (null: the next stage begins), and what it has learned and counted. */
export interface Done extends Pick<StepResult, "counts" | "parts" | "notBefore"> {
  place: Json;
  learned?: Partial<Cursor>;
}

/** The customer's object. */
export function customerOf(
  env: Env,
  { environment, resellerKey, customerIdentifier }: Options,
): Promise<DurableObjectStub<Customer>> {
  return customerName(environment, resellerKey, customerIdentifier).then((name) =>
    env.CUSTOMER.get(env.CUSTOMER.idFromName(name)),
  );
}

/** What was on the customer's list when the erasure began, or was found since, with what the list says of it. */
export async function listOf({ env, options, job, cursor: { listed, candidates } }: Work) {
  const customer = await customerOf(env, options);
  const { slots, former } = await customer.everything();
  const ids = listed && new Set([...listed, ...candidates]);
  const isTheirs = ({ dateCreated, entitlementId }: Slot): boolean =>
    ids === null ? dateCreated < job.created : ids.has(entitlementId);
  return { slots: slots.filter(isTheirs), former };
}

/** The ids to go through, in their order, behind one. */
export async function idsOf(work: Work, behind: string): Promise<string[]> {
  const { slots } = await listOf(work);
  const { listed, candidates } = work.cursor;
  const ids = new Set([...slots.map(({ entitlementId }) => entitlementId), ...(listed ?? []), ...candidates]);
  return [...ids].filter((id) => id > behind).sort();
}

/** Whom files are about. */
export async function subjectOf(work: Work): Promise<Subject> {
  const { options, cursor, job } = work;
  const { environment, resellerKey, customerIdentifier } = options;
  const { slots } = await listOf(work);
  const theirs = slots.filter(({ entitlementId }) => !cursor.others.includes(entitlementId));
  const dates = [
    ...theirs.map(({ dateCreated }) => dateCreated),
    ...cursor.moved.flatMap(({ spans }) => spans.map(({ from }) => from)),
  ];
  return {
    scope: { environment, resellerKey },
    customerIdentifier,
    before: job.created,
    whole: new Set(theirs.map(({ entitlementId }) => entitlementId)),
    moved: cursor.moved,
    merchants: [
      ...new Set([...theirs, ...cursor.moved].map(({ merchantAccountKey }) => merchantAccountKey)),
    ].sort(),
    // What was bought at a time that has not come yet is in the files of the day on which it was bought.
    since: environment === "sandbox" ? 0 : dates.reduce((first, one) => Math.min(first, one), job.created),
  };
}

/** The same for the query store. */
export const whoseOf = ({ scope, customerIdentifier, before, whole }: Subject): Whose => ({
  scope: scopeOf(scope.environment, scope.resellerKey),
  entitlementIds: [...whole],
  customerIdentifier,
  before,
});
