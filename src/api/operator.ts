// The operator's routes: settle what nobody could find out, resume what another side suspended (contract §8).
import type * as z from "zod";
import type { Answer } from "../entitlement/answer";
import type { Json } from "../shared/json";
import { audited } from "./audited";
import { carry, entitlementOf } from "./carry";
import { askingOf, type Context } from "./context";
import { underCurrentTerms } from "./current";
import { answered } from "./envelope";
import type { OperatorBody, SettleBody } from "./operatorSchemas";

/** POST /admin/v1/entitlement/settle/{entitlementId} */
export async function settle(context: Context<z.infer<typeof SettleBody>>): Promise<Response> {
  const { outcome, merchantEntitlementId = null, reason } = context.body;
  const asking = await askingOf(context, "settle");
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.settle(outcome, merchantEntitlementId, reason, context.caller, asking, current),
  );
  await record(context, "entitlement.settle", answer, reason, { outcome, merchantEntitlementId });
  return answered(answer, context.requestId);
}

/** POST /admin/v1/entitlement/resume/{entitlementId} */
export async function resume(context: Context<z.infer<typeof OperatorBody>>): Promise<Response> {
  const asking = await askingOf(context, "resume");
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const command = { verb: "resume", note: context.body.reason } as const;
  const begun = await underCurrentTerms(context, (current) =>
    entitlement.begin(command, context.caller, asking, false, current),
  );
  const answer = await carry(context, begun);
  await record(context, "entitlement.resume", answer, context.body.reason, {});
  return answered(answer, context.requestId);
}

/** The entitlement's own history holds it as well. */
async function record(
  context: Context,
  action: string,
  answer: Answer,
  reason: string,
  detail: { [member: string]: Json },
): Promise<void> {
  if (answer.kind !== "record" || answer.replayed) return;
  const { entitlementId, status } = answer.record;
  const subject = `entitlement ${entitlementId}`;
  await audited(context, { action, subject, reason, detail: { status, ...detail } });
}
