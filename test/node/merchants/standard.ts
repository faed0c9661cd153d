// A merchant that speaks the platform's standard merchant API, written from docs/merchant-api.md alone.
import * as z from "zod";
import type { Result } from "./book.ts";
import { json, page, runAsProgram, type Answer, type Inbound, type Merchant } from "./program.ts";

const Order = z.looseObject({
  requestId: z.string(),
  entitlementId: z.string(),
  productKey: z.string(),
  immediate: z.boolean().nullable(),
});

const VERBS = ["activationInfo", "update", "suspend", "resume", "terminate", "undo"] as const;

export async function standard(merchant: Merchant, request: Inbound): Promise<Answer> {
  const { url, method } = request;
  const path = url.pathname;
  if (path.startsWith("/sign-up/")) return signUp(merchant, path.slice("/sign-up/".length), method);
  if (request.headers.authorization !== `Basic ${btoa("resale:letmein")}`)
    return json(401, { message: "who are you?" });
  const asked = /^\/operation\/([^/]+)$/.exec(path)?.[1];
  if (asked !== undefined) {
    const result = merchant.book.resultOf(decodeURIComponent(asked));
    return result ? answerOf(merchant, result) : json(404, { code: "NEVER_SEEN" });
  }
  const verb = path === "/entitlement" ? "create" : VERBS.find((one) => path.endsWith(`/${one}`));
  if (verb === undefined || method !== "POST") return json(404, {});
  const order = Order.parse(JSON.parse(request.body));
  if (request.headers["idempotency-key"] !== order.requestId)
    return json(400, { message: "no idempotency key" });
  const { requestId: reference, immediate, ...rest } = order;
  return answerOf(merchant, merchant.book.do({ ...rest, verb, reference, immediate: immediate ?? false }));
}

function answerOf({ origin }: Merchant, result: Result): Answer {
  switch (result.kind) {
    case "done":
      return json(200, {
        merchantEntitlementId: result.id,
        ...(result.code && { activationCode: result.code }),
        ...(result.endDate && { terminationDate: new Date(result.endDate).toISOString() }),
      });
    case "link":
      return json(202, {
        merchantEntitlementId: result.id,
        activationUrl: `${origin}/sign-up/${result.token}`,
        urlExpiry: new Date(result.expiry).toISOString(),
      });
    case "notEligible":
      return json(422, { reasonCode: "CUSTOMER_NOT_ELIGIBLE", code: "E-17", message: "Not for you." });
    case "unknown":
      return json(404, { code: "E-404", message: "No such subscription." });
  }
}

async function signUp({ book, platform }: Merchant, token: string, method: string): Promise<Answer> {
  const entitlementId = book.entitlementOf(token);
  if (entitlementId === undefined) return { ...page("This link is not known", false), status: 404 };
  if (method !== "POST") return page("Sign up for Stream", true);
  const merchantEntitlementId = book.signedUp(entitlementId);
  const { status } = await platform(`activate/${entitlementId}`, { merchantEntitlementId });
  return { ...page(status === 200 ? "Welcome" : "Please try again", false), status };
}

await runAsProgram(standard, import.meta.main);
