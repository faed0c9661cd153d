// The merchant API: what merchants tell on their own account (contract §6).
import type * as z from "zod";
import { readLandingToken } from "../connectors/landing";
import type { Confirmation } from "../entitlement/machine/confirm";
import type { Change } from "../entitlement/state";
import { ownId } from "../entitlement/id";
import { entitlementStub } from "../entitlement/locate";
import { findByMerchantId } from "../projection/list";
import { clock } from "../shared/clock";
import { entitlementOf, viewed } from "./carry";
import { askingOf, environmentOf, type Context } from "./context";
import { underCurrentTerms } from "./current";
import { answered, success } from "./envelope";
import { Failure } from "./reasons";
import { saleOf } from "./sale";
import type {
  AcknowledgeBody,
  ActivateBody,
  MerchantUpdateBody,
  NotifyBody,
  ReasonBody,
  RejectBody,
  ResolveBody,
  TerminateBody,
} from "./schemas";
import { reasonPair } from "./terminationReasons";

type Body<Schema extends z.ZodType> = Context<z.infer<Schema>>;

async function confirmed(context: Context, command: Confirmation): Promise<Response> {
  const asking = await askingOf(context, command.type);
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.confirm(command, context.caller, asking, current),
  );
  return answered(answer, context.requestId);
}

export const activate = (context: Body<typeof ActivateBody>): Promise<Response> => {
  const { merchantEntitlementId = null, activationCode = null, merchantExtensionData = null } = context.body;
  return confirmed(context, {
    type: "activate",
    merchantEntitlementId,
    activationCode,
    merchantExtensionData,
  });
};

export const reject = (context: Body<typeof RejectBody>): Promise<Response> => {
  const { reasonCode, reasonDescription = null } = context.body;
  return confirmed(context, { type: "reject", reasonCode, reasonDescription });
};

export const terminate = (context: Body<typeof TerminateBody>): Promise<Response> => {
  const { immediate, terminationDate = null, reasonCategory, reasonCode, reasonDescription } = context.body;
  const pair = reasonPair(reasonCategory, reasonCode, { category: "reasonCategory", code: "reasonCode" });
  const reason = { ...pair, ...(reasonDescription !== undefined && { description: reasonDescription }) };
  return confirmed(context, { type: "terminate", immediate, terminationDate, reason });
};

export const benefits =
  (type: "suspend" | "resume") =>
  (context: Body<typeof ReasonBody>): Promise<Response> =>
    confirmed(context, { type, reasonDescription: context.body.reasonDescription ?? null });

export async function update(context: Body<typeof MerchantUpdateBody>): Promise<Response> {
  const { productKey, offerKey, merchantExtensionData = null } = context.body;
  if (productKey === undefined && offerKey === undefined && merchantExtensionData === null)
    throw new Failure("VALIDATION", "body: Nothing to change: name at least one field.", {
      issues: [{ path: "", message: "Nothing to change: name at least one field." }],
    });
  const change: Change = {
    ...(productKey !== undefined && { productKey }),
    ...(offerKey !== undefined && { offerKey }),
  };
  if (productKey !== undefined || offerKey !== undefined) {
    const view = await viewed(context, entitlementOf(context.env, context.params["entitlementId"]));
    if (view.kind !== "record") return answered(view, context.requestId);
    const { environment, resellerKey = "", merchantAccountKey } = view.record;
    const wanted = {
      merchantAccountKey,
      productKey: productKey ?? view.record.productKey,
      offerKey: offerKey ?? view.record.offerKey,
    };
    const { product, terms } = await saleOf(context, environment, resellerKey, wanted);
    Object.assign(change, { entitlementDisplayName: product.productName, terms });
  }
  return confirmed(context, { type: "update", change, merchantExtensionData });
}

export const notify = (context: Body<typeof NotifyBody>): Promise<Response> => {
  const { activationUrl, urlExpiry = null, merchantExtensionData = null, message = null } = context.body;
  const activation = activationUrl === undefined ? null : { url: activationUrl, expiry: urlExpiry };
  return confirmed(context, { type: "notify", activation, merchantExtensionData, message });
};

/** POST /merchant/v1/entitlement/acknowledge/{entitlementId}: an operation that was queued is done, or is not. */
export async function acknowledge(context: Body<typeof AcknowledgeBody>): Promise<Response> {
  const { operationId, outcome, reasonCode = "MERCHANT_REJECTED", reasonDescription = null } = context.body;
  const { merchantEntitlementId = null, activationCode = null, terminationDate = null } = context.body;
  const { merchantExtensionData = null } = context.body;
  const asking = await askingOf(context, "acknowledge");
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  const word = {
    operationId,
    outcome,
    merchantEntitlementId,
    activationCode,
    terminationDate,
    merchantExtensionData,
    reasonCode,
    reasonDescription,
  };
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.acknowledge(word, context.caller, asking, current),
  );
  return answered(answer, context.requestId);
}

/** POST /merchant/v1/entitlement/resolve: the record that a landing token names, to the merchant it is for. */
export async function resolve(context: Body<typeof ResolveBody>): Promise<Response> {
  const id = await readLandingToken(context.env.ID_KEY, context.body.token, clock.now());
  const view = await viewed(context, entitlementOf(context.env, id ?? undefined));
  return answered(view, context.requestId);
}

/** GET /merchant/v1/entitlement?merchantEntitlementId= */
export async function find(context: Context<unknown, { merchantEntitlementId: string }>): Promise<Response> {
  const { env, caller, query } = context;
  const { merchantEntitlementId: wanted } = query;
  const found = await findByMerchantId(env, environmentOf(context), caller.name, wanted);
  // Where the merchant gave no id of its own, ours stands for it.
  const ours = ownId(wanted);
  const ids = ours === null ? found : [...new Set([...found, ours])];
  const views = await Promise.all(ids.map((id) => viewed(context, entitlementStub(env, id))));
  const records = views.flatMap((view) => (view.kind === "record" ? [view.record] : []));
  return success({
    entitlements: records.filter((one) => one.version > 0 && one.merchantEntitlementId === wanted),
  });
}
