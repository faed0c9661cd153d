// The reseller's entitlements: sell, read, change. How they end is in verbs.ts.
import { page, success } from "../answers/compose";
import { Entitlement } from "../answers/entitlement";
import { ENTITLEMENT_ID } from "../answers/fields";
import { History } from "../answers/history";
import { EntitlementBegun, EntitlementDone } from "../answers/record";
import type { Operation } from "../operation";
import { ASKING_REASONS, COMMAND_REASONS, SALE_REASONS, URL_REASONS, WRITE } from "./takes";

const notificationUrl = "https://reseller.example.com/notifications";
const sale = { customerIdentifier: "+4915100000001", merchantAccountKey: "MUSIC", notificationUrl };

const change = {
  ...WRITE,
  magic: "update",
  reasons: [
    ...COMMAND_REASONS,
    ...ASKING_REASONS,
    ...SALE_REASONS,
    ...URL_REASONS,
    "CUSTOMER_LIMIT_REACHED",
    "NOT_SUSPENDED_BY_YOU",
  ],
  description: `Absent is unchanged, null clears. Product or offer together with other fields is one operation, one version, one
notification; if the merchant refuses, nothing is applied. Alone: \`entitlementBenefits\` suspends or resumes,
\`dateEnded: null\` undoes a cancellation. Values equal to the present ones are 200 without a new version. Magic numbers go
with a change of product or offer.`,
} as const satisfies Partial<Operation>;

/** By the name of the route. */
export const ENTITLEMENTS = {
  "POST /v1/entitlement": {
    ...WRITE,
    operationId: "createEntitlement",
    description: `\`ACTIVE\` at once, or \`PENDING\` while the customer has to sign up at \`parameters.url\` or the merchant has
queued it. The identical create while the customer has still to sign up gets the same entitlement with a fresh URL. A create
that the merchant refuses leaves no entitlement. Over the limit per customer the refusal has the \`entitlementId\` that is in
the way.`,
    magic: "create",
    takes: ["X-RequestIdentifier", "Idempotency-Key", "traceparent"],
    reasons: [
      ...SALE_REASONS,
      ...URL_REASONS,
      ...ASKING_REASONS,
      "CUSTOMER_LIMIT_REACHED",
      "REQUEST_IN_PROGRESS",
      "IDEMPOTENCY_KEY_REUSED",
    ],
    examples: [
      {
        summary: "A product that is active at once",
        headers: { "Idempotency-Key": "order-4711" },
        body: { ...sale, productKey: "MUSIC_INSTANT", externalEntitlementId: "order-4711" },
        status: 200,
      },
      {
        summary: "A product that needs a sign-up",
        headers: { "X-RequestIdentifier": "order-4712" },
        body: {
          ...sale,
          customerIdentifier: "+4915100000002",
          productKey: "MUSIC",
          offerKey: "STANDARD",
          dateExpiry: "2035-01-31T12:00:00+01:00",
          extensionData: { tariff: "L", trial: true },
        },
        status: 202,
      },
      {
        summary: "What would become of it",
        query: { dryRun: "true" },
        body: { ...sale, customerIdentifier: "+4915100000003", productKey: "MUSIC" },
        status: 200,
      },
      {
        summary: "A merchant that gives no clear answer",
        headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" },
        body: { ...sale, customerIdentifier: "+4915100000004", productKey: "MUSIC" },
        status: 503,
      },
    ],
  },
  "PATCH /v1/entitlement": {
    ...change,
    operationId: "updateEntitlementByBody",
    description: `The id stands in the body. ${change.description}`,
    examples: [
      {
        summary: "Another id of your own",
        given: "active",
        body: { entitlementId: ENTITLEMENT_ID, externalEntitlementId: "order-4713" },
        status: 200,
      },
    ],
  },
  "PATCH /v1/entitlement/:entitlementId": {
    ...change,
    operationId: "updateEntitlement",
    examples: [
      {
        summary: "Another product",
        given: "active",
        headers: { "Idempotency-Key": "upgrade-1", "If-Match": '"1"' },
        body: { productKey: "MUSIC_PREMIUM", offerKey: "BUNDLE" },
        status: 200,
      },
      {
        summary: "The customer has to agree to the change",
        given: "active",
        headers: { "X-Magic-Number": "UPDATE_RETURNS_ACTIVATION_REQUIRED" },
        body: { productKey: "MUSIC_PREMIUM" },
        status: 202,
      },
      { summary: "Suspend", given: "active", body: { entitlementBenefits: "SUSPENDED" }, status: 200 },
      { summary: "Clear what was set", given: "active", body: { extensionData: null }, status: 200 },
    ],
  },
  "POST /v1/entitlement/report": {
    operationId: "listEntitlements",
    tag: "Entitlements",
    description: `By \`dateCreated\`, then id, ascending. With \`customerIdentifier\` each record is current, and a page holds at most 25
and may be short while \`nextCursor\` goes on; without one the query store answers, normally under a second behind.
\`updatedSince\` is inclusive.`,
    answers: { 200: page("entitlements", Entitlement) },
    reasons: ["INVALID_CURSOR"],
    examples: [
      { summary: "Everything, page by page", body: { limit: 50 }, status: 200 },
      {
        summary: "What a customer holds",
        given: "active",
        body: { customerIdentifier: "+4915100000001", status: ["ACTIVE", "SUSPENDED"] },
        status: 200,
      },
    ],
  },
  "GET /v1/entitlement/:entitlementId": {
    operationId: "getEntitlement",
    tag: "Entitlements",
    description:
      "Strongly consistent. `parameters` while the customer has to act. 304 only while nothing is awaited.",
    answers: { 200: EntitlementDone, 202: EntitlementBegun, 304: null },
    takes: ["If-None-Match"],
    gives: ["ETag"],
    reasons: ["UNKNOWN_ENTITLEMENT"],
    examples: [
      { summary: "Read it", given: "active", status: 200 },
      { summary: "Nothing has changed", given: "active", headers: { "If-None-Match": '"1"' }, status: 304 },
    ],
  },
  "GET /v1/entitlement/activationInfo/:entitlementId": {
    operationId: "getActivationInfo",
    tag: "Entitlements",
    description:
      "While `PENDING`: a fresh URL where the merchant makes one, else the stored one while it is valid.",
    answers: { 200: EntitlementDone },
    magic: "activationInfo",
    takes: ["If-Match", "traceparent"],
    gives: ["ETag"],
    reasons: [
      "UNKNOWN_ENTITLEMENT",
      "INCOMPATIBLE_STATE",
      "ALREADY_ENDED",
      "VERSION_MISMATCH",
      ...ASKING_REASONS,
    ],
    examples: [{ summary: "A fresh link", given: "pending", status: 200 }],
  },
  "GET /v1/entitlement/history/:entitlementId": {
    operationId: "getHistory",
    tag: "Entitlements",
    description:
      "Versions, notifications with their attempts, calls to the merchant, messages of the merchant.",
    answers: { 200: success(History) },
    reasons: ["UNKNOWN_ENTITLEMENT"],
    examples: [{ summary: "What happened", given: "active", status: 200 }],
  },
} satisfies Record<string, Operation>;
