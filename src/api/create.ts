// POST /v1/entitlement
import type { Answer } from "../entitlement/answer";
import { keyedId, randomId } from "../entitlement/id";
import { entitlementStub } from "../entitlement/locate";
import { leaveTrace } from "../projection/traces";
import { DEFAULT_HOME } from "../shared/homes";
import { askingOf, environmentOf, fingerprint, magicNumberOf, type Context } from "./context";
import { carry, viewed } from "./carry";
import { answered } from "./envelope";
import { checkNotificationUrl, saleOf } from "./sale";
import type { CreateBody } from "./schemas";
import { freshUrl } from "./activation";

/** Creates an entitlement; the same create of a pending one gets that one, with a fresh URL. */
export async function createEntitlement(
  context: Context<CreateBody, { dryRun?: "true" | "false" | undefined }>,
): Promise<Response> {
  const { body, caller, env, key, requestId } = context;
  const environment = environmentOf(context);
  magicNumberOf(context, "create");
  const offerKey = body.offerKey ?? null;
  const { product, terms } = await saleOf(context, environment, caller.name, { ...body, offerKey });
  await checkNotificationUrl(context, body.notificationUrl ?? null);

  const dryRun = context.query.dryRun === "true";
  const asking = await askingOf(context, "create", { magicVerb: "create", scope: "create", dryRun });
  const entitlementId =
    key === null || dryRun
      ? randomId(DEFAULT_HOME)
      : await keyedId(DEFAULT_HOME, env.ID_KEY, environment, caller.name, key);
  const input = {
    entitlementId,
    environment,
    resellerKey: caller.name,
    customerIdentifier: body.customerIdentifier,
    merchantAccountKey: body.merchantAccountKey,
    productKey: body.productKey,
    offerKey,
    notificationUrl: body.notificationUrl ?? null,
    dateExpiry: body.dateExpiry ?? null,
    externalEntitlementId: body.externalEntitlementId ?? null,
    extensionData: body.extensionData ?? null,
    entitlementDisplayName: product.productName,
    terms,
    createHash: asking.idempotency?.hash ?? (await fingerprint("create", context.raw)),
  };
  const first = await entitlementStub(env, entitlementId).create(input, asking, dryRun);
  const answer = await followed(context, first, dryRun);
  if (answer.kind === "record" && answer.replayed) leaveTrace(context, "REPEATED_CREATE");
  return answered(answer, requestId);
}

async function followed(context: Context, answer: Answer, dryRun: boolean): Promise<Answer> {
  if (answer.kind !== "identical") return inDoubt(context, await carry(context, answer));
  if (dryRun) return { kind: "dryRun", possible: ["PENDING"] };
  const entitlement = entitlementStub(context.env, answer.entitlementId);
  if (!answer.replayed) return freshUrl(context, entitlement, "CLIENT_ACTION_REQUIRED");
  const view = await viewed(context, entitlement);
  if (view.kind !== "record") return view;
  return { ...view, code: view.parameters ? "CLIENT_ACTION_REQUIRED" : "OK", replayed: true };
}

/** While an earlier create is in doubt, its record is what the caller needs to see. */
async function inDoubt(context: Context, answer: Answer): Promise<Answer> {
  if (answer.kind !== "refusal" || answer.refusal.reason !== "OUTCOME_UNKNOWN" || answer.record)
    return answer;
  const { entitlementId } = answer.refusal;
  if (entitlementId === undefined) return answer;
  const view = await viewed(context, entitlementStub(context.env, entitlementId));
  return view.kind === "record" ? { ...answer, record: view.record } : answer;
}
