// POST /admin/v1/customer/reset and /erase: an operator has a customer's pseudonyms forgotten, or everything. Who is meant
// stands in the body only: not in an address, not in the audit, and in the job no longer than it runs.
import { findItem, currentCatalogue } from "../catalogue/cache";
import { customerName } from "../customer/locate";
import { entitlementStub } from "../entitlement/locate";
import { erasure } from "../jobs/erasure/erasure";
import { jobStub } from "../jobs/locate";
import { beginJob, newJobId, type Order } from "../jobs/start";
import { audited } from "./audited";
import { invalid } from "./body";
import type { Context } from "./context";
import { success } from "./envelope";
import { starterOf } from "./jobOwner";
import { accepted, reused } from "./jobStart";
import type { CustomerBody, EraseBody } from "./operatorSchemas";
import { Failure } from "./reasons";

/** POST /admin/v1/customer/reset */
export async function reset(context: Context<CustomerBody>): Promise<Response> {
  await checkSubject(context);
  const { environment, resellerKey, reason } = context.body;
  const known = await (await customerOf(context)).reset();
  const subject = subjectOf(context.body);
  await audited(context, {
    action: "customer.reset",
    subject,
    reason,
    detail: { environment, resellerKey, known },
  });
  return success({ environment, resellerKey, known });
}

/** POST /admin/v1/customer/erase */
export async function erase(context: Context<EraseBody>): Promise<Response> {
  await checkSubject(context);
  const { env, body, key } = context;
  const { environment, resellerKey, customerIdentifier, revoke, reason } = body;
  const order: Order = {
    kind: erasure,
    owner: { party: "OPERATOR", key: context.caller.name, environment: null },
    by: starterOf(context),
    options: { environment, resellerKey, customerIdentifier, revoke },
    dryRun: false,
    reason,
  };
  const id = await newJobId(env, order.by, order.owner, key);
  if (!revoke && (await jobStub(env, id).view()) === null) await refuseOpen(context);
  const begun = await beginJob(env, id, order, null, "");
  if (begun.kind === "reused") throw reused();
  if (begun.kind === "begun")
    await audited(context, {
      action: "customer.erase",
      subject: subjectOf(body),
      reason,
      detail: { environment, resellerKey, revoke, jobId: id },
    });
  return accepted(context, begun.job, begun.kind === "replayed");
}

/** Nobody in particular. */
const subjectOf = ({ environment, resellerKey }: CustomerBody): string =>
  `a customer of ${resellerKey} (${environment})`;

async function checkSubject({ env, seed, body }: Context<CustomerBody>): Promise<void> {
  const { environment, resellerKey, customerIdentifier, reason } = body;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  if ((await findItem(env.CATALOGUE, catalogue, "reseller", environment, resellerKey)) === null)
    throw invalid([
      { path: "resellerKey", message: `There is no reseller ${resellerKey} in ${environment}.` },
    ]);
  if (reason.includes(customerIdentifier))
    throw invalid([{ path: "reason", message: "Must not name the customer: it is kept for ever." }]);
}

async function customerOf({ env, body }: Context<CustomerBody>) {
  const name = await customerName(body.environment, body.resellerKey, body.customerIdentifier);
  return env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
}

/** Each is a call to an object of its own. */
const AT_ONCE = 25;
/** Somebody reads the refusal. */
const MOST_NAMED = 100;

/** What has not ended stands in the way, unless it is to be revoked. */
async function refuseOpen(context: Context<CustomerBody>): Promise<void> {
  const { slots } = await (await customerOf(context)).everything();
  const open: string[] = [];
  for (let at = 0; at < slots.length && open.length < MOST_NAMED; at += AT_ONCE) {
    const ids = slots.slice(at, at + AT_ONCE).map(({ entitlementId }) => entitlementId);
    const held = await Promise.all(ids.map((id) => isHeld(context, id)));
    open.push(...ids.filter((_, index) => held[index]));
  }
  if (open.length === 0) return;
  const issues = open.slice(0, MOST_NAMED).map((id) => ({ path: "entitlements", message: id }));
  throw new Failure(
    "INCOMPATIBLE_STATE",
    "The customer has entitlements that have not ended; metadata.issues names them. Send revoke: true to have them revoked first.",
    { issues },
  );
}

async function isHeld({ env, body }: Context<CustomerBody>, entitlementId: string): Promise<boolean> {
  const { kind } = await entitlementStub(env, entitlementId).occupancy(body.customerIdentifier);
  return kind !== "free";
}
