// GET /v1/entitlement/activationInfo/{entitlementId}, and the fresh URL that an identical create gets.
import type { Answer } from "../entitlement/answer";
import type { SuccessCode } from "../entitlement/entry";
import type { entitlementStub } from "../entitlement/locate";
import { askingOf, type Context } from "./context";
import { carry, entitlementOf, viewed } from "./carry";
import { underCurrentTerms } from "./current";
import { answered } from "./envelope";

export async function activationInfo(context: Context): Promise<Response> {
  const entitlement = entitlementOf(context.env, context.params["entitlementId"]);
  return answered(await freshUrl(context, entitlement, "OK"), context.requestId);
}

/** Why the merchant gave no URL, though the entitlement waits for the customer. */
const NO_FRESH_URL = [
  "OPERATION_NOT_SUPPORTED",
  "MERCHANT_REJECTED",
  "CUSTOMER_NOT_ELIGIBLE",
  "MERCHANT_UNAVAILABLE",
];

/** A fresh URL where the merchant makes one, else the stored one while it is valid, else why not. */
export async function freshUrl(
  context: Context,
  entitlement: ReturnType<typeof entitlementStub>,
  code: SuccessCode,
): Promise<Answer> {
  const asking = await askingOf({ ...context, key: null }, "activationInfo", {
    magicVerb: magicVerbOf(code),
  });
  const command = { verb: "activationInfo" } as const;
  const begun = await underCurrentTerms(context, (current) =>
    entitlement.begin(command, context.caller, asking, false, current),
  );
  const answer = await carry(context, begun);
  const refused = answer.kind === "refusal" && NO_FRESH_URL.includes(answer.refusal.reason);
  const stored: Answer = refused ? await viewed(context, entitlement) : answer;
  if (stored.kind !== "record") return stored;
  if (stored.parameters !== null) return { ...stored, code };
  if (answer.kind === "refusal") return answer;
  const message = "The merchant gave no new activation URL, and the last one has expired.";
  const refusal = { reason: "MERCHANT_REJECTED", message } as const;
  return {
    kind: "refusal",
    refusal,
    record: null,
    allowedActions: stored.record.allowedActions,
    replayed: false,
  };
}

/** Within a create the magic number was meant for the create. */
const magicVerbOf = (code: SuccessCode): string => (code === "OK" ? "activationInfo" : "create");
