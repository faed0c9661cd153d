// PATCH, cancel, revoke, suspend, resume, undo: one shape each, all through `begin`.
import type { Answer } from "../entitlement/answer";
import type { VerbCommand } from "../entitlement/machine/begin";
import type { Change } from "../entitlement/state";
import type { entitlementStub } from "../entitlement/locate";
import type { Json } from "../shared/json";
import type { ScalarRecord } from "../shared/scalars";
import { carry, entitlementOf } from "./carry";
import { askingOf, magicNumberOf, type Context } from "./context";
import { underCurrentTerms } from "./current";
import { answered } from "./envelope";
import { checked } from "./body";
import { Failure } from "./reasons";
import { checkNotificationUrl, saleOf } from "./sale";
import { ExtensionData, type TerminationBody, type UpdateBody } from "./schemas";
import { resellerReason } from "./terminationReasons";

type Write<Body = unknown> = Context<Body, { dryRun?: "true" | "false" | undefined }>;

/** POST /v1/entitlement/{suspend,resume,undo}/{entitlementId} */
export const simpleVerb =
  (verb: "suspend" | "resume" | "undo") =>
  (context: Write): Promise<Response> =>
    perform(context, context.params["entitlementId"], { verb });

/** POST /v1/entitlement/{cancel,revoke}/{entitlementId} */
export const termination =
  (verb: "cancel" | "revoke") =>
  (context: Write<TerminationBody>): Promise<Response> => {
    const { cancelReasonCategory, cancelReasonCode, cancelReasonDescription, ...rest } = context.body;
    const given = { cancelReasonCategory, cancelReasonCode, cancelReasonDescription };
    const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const reason = resellerReason(verb, named);
    const extensionData: ScalarRecord | null =
      Object.keys(rest).length === 0 ? null : checked(ExtensionData, JSON.parse(JSON.stringify(rest)));
    return perform(context, context.params["entitlementId"], { verb, reason, extensionData });
  };

/** PATCH /v1/entitlement and PATCH /v1/entitlement/{entitlementId} */
export async function updateEntitlement(context: Write<UpdateBody>): Promise<Response> {
  const { entitlementId: inBody, entitlementBenefits, dateEnded, ...fields } = context.body;
  const inPath = context.params["entitlementId"];
  if (inPath !== undefined && inBody !== undefined && inPath.toLowerCase() !== inBody.toLowerCase())
    throw invalid("entitlementId", "Differs from the id in the path.");
  const id = inPath ?? inBody;
  if (id === undefined)
    throw invalid("entitlementId", "Required: the id belongs in the body or in the path.");
  const sameAnywhere = { ...context, raw: withoutId(context.raw) };
  const special = (entitlementBenefits === undefined ? 0 : 1) + (dateEnded === undefined ? 0 : 1);
  const others = Object.keys(fields).length;
  if (special + others === 0) throw invalid("", "Nothing to change: name at least one field.");
  if (special > 1 || (special === 1 && others > 0))
    throw invalid(
      entitlementBenefits === undefined ? "dateEnded" : "entitlementBenefits",
      "Must be sent alone.",
    );
  if (entitlementBenefits !== undefined)
    return perform(sameAnywhere, id, { verb: entitlementBenefits === "SUSPENDED" ? "suspend" : "resume" });
  if (dateEnded === null) return perform(sameAnywhere, id, { verb: "undo" });
  const product = fields.productKey !== undefined || fields.offerKey !== undefined;
  magicNumberOf(context, product ? "update" : null);
  if (fields.notificationUrl !== undefined) await checkNotificationUrl(context, fields.notificationUrl);
  const change: Change = defined(fields);
  const entitlement = entitlementOf(context.env, id);
  if (product) {
    const refusal = await addSale(context, entitlement, change);
    if (refusal) return answered(refusal, context.requestId);
  }
  return perform(sameAnywhere, id, { verb: "update", change }, product ? "update" : null);
}

/** The id is an address, wherever it stands: it does not make two bodies differ. */
function withoutId(raw: Json | undefined): Json | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([name]) => name !== "entitlementId"));
}

/** Looks a changed product or offer up in the catalogue; answers instead where there is no such entitlement. */
async function addSale(
  context: Context,
  entitlement: ReturnType<typeof entitlementStub>,
  change: Change,
): Promise<Answer | null> {
  const view: Answer = await entitlement.view(context.caller);
  if (view.kind !== "record") return view;
  const { environment, merchantAccountKey, productKey, offerKey } = view.record;
  const { product, terms } = await saleOf(context, environment, context.caller.name, {
    merchantAccountKey,
    productKey: change.productKey ?? productKey,
    offerKey: change.offerKey === undefined ? offerKey : change.offerKey,
  });
  Object.assign(change, { entitlementDisplayName: product.productName, terms });
  return null;
}

async function perform(
  context: Write,
  id: string | undefined,
  command: VerbCommand,
  magicVerb: string | null = command.verb,
): Promise<Response> {
  const dryRun = context.query.dryRun === "true";
  const keepNulls = context.request.method === "PATCH";
  const asking = await askingOf(context, command.verb, { keepNulls, magicVerb, dryRun });
  const entitlement = entitlementOf(context.env, id);
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.begin(command, context.caller, asking, dryRun, current),
  );
  return answered(await carry(context, answer), context.requestId);
}

/** The members that were sent, which is not the same as being undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function invalid(path: string, message: string): Failure {
  return new Failure("VALIDATION", `${path || "body"}: ${message}`, { issues: [{ path, message }] });
}
