// Whose jobs a request is about, who asks, and the one answer for every job that a caller does not have.
import { ownId } from "../entitlement/id";
import type { Owner, Starter } from "../jobs/kind";
import { jobStub } from "../jobs/locate";
import type { JobState } from "../jobs/state";
import { environmentOf, type Context } from "./context";
import { Failure } from "./reasons";

/** What an operator's query may name. */
export interface Subject {
  environment?: "sandbox" | "live" | undefined;
  resellerKey?: string | undefined;
  merchantAccountKey?: string | undefined;
}

/** The caller's own, or those of whom an operator names; null where it names nobody. */
export function jobOwner(context: Context<unknown, Subject>): Owner | null {
  const { caller, query } = context;
  if (caller.side === "RESELLER" || caller.side === "MERCHANT")
    return { party: caller.side, key: caller.name, environment: environmentOf(context) };
  const { environment = null, resellerKey, merchantAccountKey } = query;
  if (resellerKey !== undefined) return { party: "RESELLER", key: resellerKey, environment };
  if (merchantAccountKey !== undefined) return { party: "MERCHANT", key: merchantAccountKey, environment };
  return null;
}

export function starterOf({ caller, credentialId, isVouched }: Context): Starter {
  const { side: party, name } = caller;
  if (party === "PLATFORM") throw new Error("the platform has no credentials");
  return { party, name, credentialId, ...(isVouched && { isVouched }) };
}

const ROOTS = { RESELLER: "/v1", MERCHANT: "/merchant/v1", OPERATOR: "/admin/v1", PLATFORM: "" };

/** Where this caller finds jobs. */
export const jobsRoot = ({ caller, publicUrl }: Pick<Context, "caller" | "publicUrl">): string =>
  `${publicUrl}${ROOTS[caller.side]}/jobs`;

/** The job of a path, as far as the caller has it. */
export async function jobOf(context: Context): Promise<JobState> {
  const { env, caller, params } = context;
  const id = ownId(params["jobId"] ?? "");
  const job = id === null ? null : await jobStub(env, id).view();
  if (job === null) return unknownJob();
  const { party, key, environment } = job.owner;
  const isOwn = caller.side === party && caller.name === key && caller.environment === environment;
  return isOwn || caller.side === "OPERATOR" ? job : unknownJob();
}

export function unknownJob(): never {
  throw new Failure("UNKNOWN_JOB", "There is no such job, or it has no such result.");
}
