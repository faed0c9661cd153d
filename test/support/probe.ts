// A kind of job that does what a test says: its steps are functions of the test, and it is in the table as long as the test
// runs.
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import * as z from "zod";
import type { JobKind, Owner, StepContext, StepResult } from "../../src/jobs/kind";
import { jobStub } from "../../src/jobs/locate";
import { KINDS } from "../../src/jobs/registry";
import { beginJob } from "../../src/jobs/start";
import type { JobState } from "../../src/jobs/state";
import { randomId } from "../../src/entitlement/id";
import type { Json } from "../../src/shared/json";
import { hooks } from "../../src/shared/hooks";
import { handled } from "./queue";

type Step = (context: StepContext, cursor: Json) => Promise<StepResult> | StepResult;

const NOTHING: Step = () => ({ cursor: null });
const behaviour: { step: Step } = { step: NOTHING };

const PROBE: JobKind = {
  name: "probe",
  title: "Probe",
  about: "Does what a test says.",
  parties: ["RESELLER", "MERCHANT", "OPERATOR"],
  dryRun: false,
  options: () => z.strictObject({ secret: z.string().optional(), note: z.string().optional() }),
  fields: [],
  file: null,
  results: [
    { name: "rows.csv", about: "Rows", columns: ["row", "what"] },
    { name: "errors.ndjson", about: "Errors" },
  ],
  forgets: ["secret"],
  step: async (context, cursor) => behaviour.step(context, cursor),
};

/** Puts the kind into the table, if it is not there yet, and has its steps do this. */
export function probe(step: Step, changes: Partial<JobKind> = {}): void {
  behaviour.step = step;
  const kinds = KINDS as JobKind[];
  const at = kinds.findIndex(({ name }) => name === PROBE.name);
  kinds.splice(at < 0 ? kinds.length : at, at < 0 ? 0 : 1, { ...PROBE, ...changes });
}

export const TELCO_OWNER: Owner = { party: "RESELLER", key: "TELCO", environment: "sandbox" };

/** A job of that kind, begun as its API would. */
export async function begun(
  owner: Owner = TELCO_OWNER,
  options: Json = {},
  id = randomId(0),
): Promise<string> {
  const kind = KINDS.find(({ name }) => name === PROBE.name) ?? PROBE;
  const credentialId = owner.party === "OPERATOR" ? "operator" : "telco-sandbox";
  const by = { party: owner.party, name: owner.key, credentialId };
  await jobStub(env, id).open(id);
  await beginJob(env, id, { kind, owner, by, options, dryRun: false, reason: null }, null, "");
  return id;
}

export const stateOf = async (id: string): Promise<JobState | null> => jobStub(env, id).view();

/** Its object as the platform has it. */
export const objectOf = (id: string) => env.JOB.get(env.JOB.idFromName(id));

export const alarm = (id: string): Promise<boolean> => runDurableObjectAlarm(objectOf(id));

export const alarmAt = (id: string): Promise<number | null> =>
  runInDurableObject<DurableObject, number | null>(objectOf(id), (_, { storage }) => storage.getAlarm());

/** A message about a dispatch arrives at a worker. */
export const arrives = (jobId: string, dispatch: number) =>
  handled("resale-jobs", { format: 1, kind: "step", jobId, dispatch });

/** Every message about a step is lost from now on. */
export function loseSteps(): void {
  hooks.beforeHandOver = () => {
    throw new Error("the queue is away");
  };
}

/** The worker of a step dies before it reports, so many times. */
export function loseReports(times: number): void {
  let left = times;
  hooks.beforeStepReport = () => {
    if (left-- > 0) throw new Error("the worker died");
  };
}
