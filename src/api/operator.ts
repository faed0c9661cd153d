// The operator's routes: settle what nobody could find out, resume what another side suspended (contract §8).
import type * as z from "zod";
import { carry, entitlementOf } from "./carry";
import { askingOf, type Context } from "./context";
import { underCurrentTerms } from "./current";
import { answered } from "./envelope";
import type { OperatorBody, SettleBody } from "./schemas";

/** POST /admin/v1/entitlement/settle/{entitlementId} */
export async function settle(context: Context<z.infer<typeof SettleBody>>): Promise<Response> {
  const { outcome, merchantEntitlementId = null, reason } = context.body;
  const asking = await askingOf(context, "settle");
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.settle(outcome, merchantEntitlementId, reason, context.caller, asking, current),
  );
  return answered(answer, context.requestId);
}

/** POST /admin/v1/entitlement/resume/{entitlementId} */
export async function resume(context: Context<z.infer<typeof OperatorBody>>): Promise<Response> {
  const asking = await askingOf(context, "resume");
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const command = { verb: "resume", note: context.body.reason } as const;
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.begin(command, context.caller, asking, false, current),
  );
  return answered(await carry(context, answer), context.requestId);
}
