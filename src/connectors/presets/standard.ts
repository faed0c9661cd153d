// The platform's own merchant API, for merchants that build one anew: docs/merchant-api.md describes what this
// definition sends and understands.
import * as z from "zod";
import { MERCHANT_OPERATIONS, type MerchantOperation } from "../contract";

const options = z.strictObject({
  baseUrl: z.string(),
  authentication: z.unknown().optional(),
  activation: z.enum(["SYNC", "ASYNC"]).optional(),
  /** What the merchant has of the API; `create` has to be there. */
  operations: z
    .array(z.enum(MERCHANT_OPERATIONS))
    .min(1)
    .default([...MERCHANT_OPERATIONS]),
});

/** One body for every operation: what does not apply is null. */
const BODY = `{
  "requestId": requestId, "operation": operation, "environment": environment, "resellerKey": resellerKey,
  "entitlementId": entitlementId, "merchantEntitlementId": merchantEntitlementId,
  "sharedCustomerId": sharedCustomerId, "productKey": productKey, "offerKey": offerKey, "previous": previous,
  "immediate": immediate, "merchantExtensionData": merchantExtensionData, "routeExtensionData": routeExtensionData,
  "customerIdentifier": customerIdentifier, "extensionData": extensionData
}`;

const HANDED_OVER = {
  merchantEntitlementId: "body.merchantEntitlementId ?? null",
  merchantExtensionData: "body.merchantExtensionData ?? null",
};
const REFUSED = { outcome: "rejected", merchantCode: "body.code", message: "body.message" };
const UNAVAILABLE = { ...REFUSED, reason: "MERCHANT_UNAVAILABLE" };

/** The same for every operation, so that a status can be answered with what the operation was answered with. */
const RESPONSES = [
  {
    status: [200, 201],
    outcome: "completed",
    ...HANDED_OVER,
    activationCode: "body.activationCode ?? null",
    terminationDate: "body.terminationDate ?? null",
  },
  {
    status: 202,
    when: "$exists(body.activationUrl)",
    outcome: "actionRequired",
    url: "body.activationUrl",
    urlExpiry: "body.urlExpiry ?? null",
    ...HANDED_OVER,
  },
  { status: 202, outcome: "accepted", merchantEntitlementId: "body.merchantEntitlementId ?? null" },
  { status: [401, 403, 429], ...UNAVAILABLE },
  { status: 503, when: 'body.reasonCode = "MERCHANT_UNAVAILABLE"', ...UNAVAILABLE },
  { status: 404, ...REFUSED, reason: "NOT_FOUND" },
  {
    status: "4xx",
    when: 'body.reasonCode = "CUSTOMER_NOT_ELIGIBLE"',
    ...REFUSED,
    reason: "CUSTOMER_NOT_ELIGIBLE",
  },
  { status: "4xx", when: 'body.reasonCode = "MERCHANT_REJECTED"', ...REFUSED, reason: "MERCHANT_REJECTED" },
];

const WITHOUT_PAGE = RESPONSES.filter(({ outcome }) => outcome !== "actionRequired");
const WITH_PAGE: readonly MerchantOperation[] = ["create", "update", "activationInfo", "status"];
/** Only the end of a subscription has a date. */
const withoutDate = RESPONSES.map((rule) =>
  Object.fromEntries(Object.entries(rule).filter(([name]) => name !== "terminationDate")),
);

function operationOf(operation: MerchantOperation) {
  const responses =
    operation === "terminate"
      ? WITHOUT_PAGE
      : WITH_PAGE.includes(operation)
        ? withoutDate
        : withoutDate.filter(({ outcome }) => outcome !== "actionRequired");
  if (operation === "status")
    return {
      method: "GET",
      url: "/operation/{about.requestId}?entitlementId={entitlementId}",
      idempotent: true,
      responses: RESPONSES,
    };
  const url = operation === "create" ? "/entitlement" : `/entitlement/{entitlementId}/${operation}`;
  return { method: "POST", url, body: BODY, idempotent: true, responses };
}

export const standard = options.transform(({ operations, ...rest }) => ({
  type: "http",
  ...rest,
  operations: Object.fromEntries(operations.map((operation) => [operation, operationOf(operation)])),
}));
