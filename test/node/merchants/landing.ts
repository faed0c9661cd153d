// A merchant that sells through marketplaces: customers land on its page with a token, it asks the platform who they
// are, activates, and acknowledges the operations that are posted to its webhook.
import * as z from "zod";
import type { Verb } from "./book.ts";
import { json, page, runAsProgram, type Answer, type Inbound, type Merchant } from "./program.ts";

const Operation = z.looseObject({
  id: z.string(),
  action: z.enum(["ChangePlan", "Suspend", "Reinstate", "Unsubscribe", "Resubscribe"]),
  subscriptionId: z.string(),
  planId: z.string(),
  immediate: z.boolean().nullable(),
});

const VERBS: Record<z.infer<typeof Operation>["action"], Verb> = {
  ChangePlan: "update",
  Suspend: "suspend",
  Reinstate: "resume",
  Unsubscribe: "terminate",
  Resubscribe: "undo",
};

export async function landing(merchant: Merchant, { url, method, headers, body }: Inbound): Promise<Answer> {
  if (url.pathname === "/landing") return landed(merchant, url.searchParams.get("token") ?? "", method);
  if (url.pathname !== "/webhook") return json(404, {});
  if (headers["x-marketplace-key"] !== "shared-key") return json(401, {});
  return operated(merchant, Operation.parse(JSON.parse(body)));
}

async function landed({ book, platform }: Merchant, token: string, method: string): Promise<Answer> {
  const resolved = await platform("resolve", { token });
  const { entitlementId } = resolved.body;
  if (resolved.status !== 200 || typeof entitlementId !== "string")
    return { ...page("We do not know this link", false), status: 404 };
  if (method !== "POST") return page("Welcome to Stream", true);
  const merchantEntitlementId = book.signedUp(entitlementId);
  const { status } = await platform(`activate/${entitlementId}`, { merchantEntitlementId });
  return { ...page(status === 200 ? "Welcome" : "Please try again", false), status };
}

/** Does it and says so at once: the acknowledgement arrives before this answer. */
async function operated({ book, platform }: Merchant, operation: z.infer<typeof Operation>): Promise<Answer> {
  const { id: reference, action, subscriptionId: entitlementId, planId: productKey } = operation;
  const immediate = operation.immediate ?? false;
  const result = book.do({ verb: VERBS[action], reference, entitlementId, productKey, immediate });
  const done = result.kind === "done";
  const terminationDate = done &&
    result.endDate && { terminationDate: new Date(result.endDate).toISOString() };
  await platform(`acknowledge/${entitlementId}`, {
    operationId: reference,
    outcome: done ? "DONE" : "NOT_DONE",
    ...terminationDate,
  });
  return json(202, {});
}

await runAsProgram(landing, import.meta.main);
