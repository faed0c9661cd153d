// What merchants say and may know.
import { list, success } from "../answers/compose";
import { EntitlementOfMerchant } from "../answers/entitlement";
import { History } from "../answers/history";
import { MerchantsBegun, MerchantsDone } from "../answers/record";
import { Statistics } from "../answers/statistics";
import type { Operation } from "../operation";
import { COMMAND_GIVES, COMMAND_REASONS, COMMAND_TAKES, SALE_REASONS } from "./takes";

const confirmation = {
  tag: "Merchants",
  answers: { 200: MerchantsDone, 202: MerchantsBegun },
  takes: COMMAND_TAKES,
  gives: COMMAND_GIVES,
  reasons: COMMAND_REASONS,
} as const satisfies Partial<Operation>;

const read = { tag: "Merchants", reasons: ["UNKNOWN_ENTITLEMENT"] } as const satisfies Partial<Operation>;

/** By the name of the route. */
export const MERCHANTS = {
  "POST /merchant/v1/entitlement/activate/:entitlementId": {
    ...confirmation,
    operationId: "activate",
    description: "The sign-up is through, or a queued create is done.",
    examples: [
      {
        summary: "With your own id",
        given: "pending",
        headers: { "Idempotency-Key": "activation-1" },
        body: { merchantEntitlementId: "sub-815", merchantExtensionData: { plan: "family" } },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/entitlement/reject/:entitlementId": {
    ...confirmation,
    operationId: "reject",
    description:
      "An entitlement that was never active ends; one that waited for a change goes back to its former product.",
    examples: [
      {
        summary: "Not eligible",
        given: "pending",
        body: { reasonCode: "CUSTOMER_NOT_ELIGIBLE", reasonDescription: "Has a subscription already" },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/entitlement/terminate/:entitlementId": {
    ...confirmation,
    operationId: "terminate",
    description: `\`immediate: true\` ends in \`REVOKED\`. Otherwise a \`terminationDate\` in the future leaves access until then
(\`ACTIVE-ENDING\`); without one it ends at once (\`CANCELLED\`).`,
    reasons: [...COMMAND_REASONS, "UNKNOWN_REASON_CODE"],
    examples: [
      {
        summary: "At the end of the paid period",
        given: "active",
        body: { immediate: false, terminationDate: "2035-01-31T00:00:00Z" },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/entitlement/suspend/:entitlementId": {
    ...confirmation,
    operationId: "suspend",
    description: "On your own account, or a queued suspension is done.",
    examples: [
      { summary: "Suspend", given: "active", body: { reasonDescription: "Payment is overdue" }, status: 200 },
    ],
  },
  "POST /merchant/v1/entitlement/resume/:entitlementId": {
    ...confirmation,
    operationId: "resume",
    description: "What you suspended, or a queued resumption is done.",
    reasons: [...COMMAND_REASONS, "NOT_SUSPENDED_BY_YOU"],
    examples: [{ summary: "Resume", given: "suspendedByMerchant", status: 200 }],
  },
  "POST /merchant/v1/entitlement/update/:entitlementId": {
    ...confirmation,
    operationId: "update",
    description: "Name at least one field.",
    reasons: [...COMMAND_REASONS, ...SALE_REASONS],
    examples: [
      { summary: "Another product", given: "active", body: { productKey: "MUSIC_PREMIUM" }, status: 200 },
      {
        summary: "Your own data",
        given: "active",
        body: { merchantExtensionData: { plan: "duo" } },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/entitlement/notify/:entitlementId": {
    ...confirmation,
    operationId: "notify",
    description: "A URL is for an entitlement that waits for its customer; a message stands in the history.",
    examples: [
      {
        summary: "A new sign-up link",
        given: "pending",
        body: { activationUrl: "https://music.example.com/sign-up/def", urlExpiry: "2035-01-31T00:00:00Z" },
        status: 200,
      },
      { summary: "News", given: "active", body: { message: "The customer has called" }, status: 200 },
    ],
  },
  "POST /merchant/v1/entitlement/acknowledge/:entitlementId": {
    ...confirmation,
    operationId: "acknowledge",
    description: `\`operationId\` is the \`Idempotency-Key\` that you were sent. \`DONE\` has the effect that a success in your answer
would have had; \`NOT_DONE\` ends a new entitlement and drops any other wait.`,
    examples: [
      {
        summary: "The queued termination is done",
        given: "queued",
        body: { operationId: "0b9f2a77-5f0e-4d5e-8a44-2f6f3a1c9d20", outcome: "DONE" },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/entitlement/resolve": {
    ...read,
    operationId: "resolveLandingToken",
    description: "A token that names nothing for you is 404.",
    answers: { 200: MerchantsDone, 202: MerchantsBegun },
    gives: ["ETag"],
    examples: [
      { summary: "Who has come", given: "landing", body: { token: "the token of the link" }, status: 200 },
    ],
  },
  "GET /merchant/v1/entitlement/:entitlementId": {
    ...read,
    operationId: "getEntitlementOfMerchant",
    description: "Strongly consistent.",
    answers: { 200: MerchantsDone, 202: MerchantsBegun, 304: null },
    takes: ["If-None-Match"],
    gives: ["ETag"],
    examples: [{ summary: "Read it", given: "active", status: 200 }],
  },
  "GET /merchant/v1/entitlement/history/:entitlementId": {
    ...read,
    operationId: "getHistoryOfMerchant",
    description: "The reseller's notifications are not yours to see.",
    answers: { 200: success(History) },
    examples: [{ summary: "What happened", given: "active", status: 200 }],
  },
  "GET /merchant/v1/entitlement": {
    ...read,
    operationId: "findEntitlementsOfMerchant",
    description: "All that have it; normally one.",
    reasons: [],
    answers: { 200: list("entitlements", EntitlementOfMerchant) },
    examples: [{ summary: "By your own id", query: { merchantEntitlementId: "sub-815" }, status: 200 }],
  },
  "GET /merchant/v1/statistics": {
    operationId: "getStatisticsOfMerchant",
    tag: "Merchants",
    description:
      "Over all resellers. Dates are UTC days, both included; the last 30 where none are named, at most 400.",
    answers: { 200: success(Statistics) },
    examples: [{ summary: "The last 30 days", status: 200 }],
  },
} satisfies Record<string, Operation>;
