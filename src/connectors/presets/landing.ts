// Merchants that sell through software marketplaces already: the customer lands on their page with a token, they ask
// the platform who has come (`resolve`), activate, and acknowledge operations that are posted to their webhook.
import * as z from "zod";

const options = z.strictObject({
  /** The merchant's page; the token is appended as `token`. */
  landingUrl: z.url({ protocol: /^https?$/ }),
  /** Where operations are posted. */
  webhookUrl: z.string(),
  authentication: z.unknown().optional(),
});

/** Operations by the names that marketplaces use. */
const ACTIONS = {
  update: "ChangePlan",
  suspend: "Suspend",
  resume: "Reinstate",
  terminate: "Unsubscribe",
  undo: "Resubscribe",
} as const;

/** The link is made here: nothing is asked of the merchant before the customer lands. */
const landing = (url: string) => ({
  responses: [
    {
      outcome: "actionRequired",
      url: `${JSON.stringify(url + (url.includes("?") ? "&" : "?"))} & "token=" & $encodeUrlComponent(request.landingToken)`,
      urlExpiry: "request.landingTokenExpiry",
    },
  ],
});

const operation = (url: string, action: string) => ({
  method: "POST",
  url,
  body: `{
    "id": requestId, "action": "${action}", "subscriptionId": entitlementId,
    "merchantSubscriptionId": merchantEntitlementId, "planId": productKey, "offerId": offerKey,
    "immediate": immediate, "timeStamp": now
  }`,
  idempotent: true,
  responses: [
    {
      status: 200,
      outcome: "completed",
      ...(action === "Unsubscribe" && { terminationDate: "body.endDate ?? null" }),
    },
    { status: 202, outcome: "accepted" },
    { status: [401, 403, 429], outcome: "rejected", reason: "MERCHANT_UNAVAILABLE" },
    { status: 404, outcome: "rejected", reason: "NOT_FOUND" },
    { status: [400, 409, 422], outcome: "rejected", reason: "MERCHANT_REJECTED", message: "body.message" },
  ],
});

export const landingToken = options.transform(({ landingUrl, webhookUrl, ...rest }) => ({
  type: "http",
  ...rest,
  operations: {
    create: landing(landingUrl),
    activationInfo: landing(landingUrl),
    ...Object.fromEntries(
      Object.entries(ACTIONS).map(([name, action]) => [name, operation(webhookUrl, action)]),
    ),
  },
}));
