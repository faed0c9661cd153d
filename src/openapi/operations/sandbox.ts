// What exists in the sandbox only: the test clock, and the sandbox reseller at a merchant's command.
import type { Reason } from "../../api/reasons";
import { list, success } from "../answers/compose";
import { EntitlementBegun, EntitlementDone } from "../answers/record";
import { ClockRead, EntitlementClockRead, SandboxOrder, SandboxOrderInFull } from "../answers/sandbox";
import { ENTITLEMENT_ID } from "../answers/fields";
import type { Operation } from "../operation";
import { ASKING_REASONS, COMMAND_GIVES, COMMAND_REASONS, COMMAND_TAKES, SALE_REASONS } from "./takes";

const tag = "Merchants: sandbox";

const MOVING = `Everything that falls due on the way happens, in order, each with its own date. The answer comes after ten seconds
at the latest; \`ADVANCING\` goes on by itself. Forward only, at most two years ahead of the real time.`;

const moving = {
  description: MOVING,
  takes: ["X-RequestIdentifier", "Idempotency-Key"],
  gives: ["Idempotent-Replayed"],
} as const satisfies Partial<Operation>;

const MOVING_REASONS = [
  "SANDBOX_ONLY",
  "UNKNOWN_ENTITLEMENT",
  "REQUEST_IN_PROGRESS",
  "IDEMPOTENCY_KEY_REUSED",
] as const satisfies Reason[];

/** A merchant's routes do not have magic numbers by themselves. */
const OF_ORDERS = ["SANDBOX_ONLY", "UNKNOWN_MAGIC_NUMBER"] as const satisfies Reason[];

const command = {
  tag,
  answers: { 200: EntitlementDone, 202: EntitlementBegun },
  takes: COMMAND_TAKES,
  gives: COMMAND_GIVES,
  reasons: [...OF_ORDERS, ...COMMAND_REASONS, ...ASKING_REASONS],
} as const satisfies Partial<Operation>;

const ends = { ...command, reasons: [...command.reasons, "UNKNOWN_REASON_CODE"] } as const;

/** By the name of the route. */
export const SANDBOX = {
  "POST /v1/sandbox/clock": {
    ...moving,
    operationId: "moveClock",
    tag: "Sandbox",
    answers: { 200: ClockRead },
    reasons: MOVING_REASONS,
    examples: [
      {
        summary: "A month on",
        given: "active",
        body: { entitlementId: ENTITLEMENT_ID, advanceSeconds: 2_678_400 },
        status: 200,
      },
      {
        summary: "Everything that a customer has",
        given: "customer",
        body: { customerIdentifier: "+4915100000001", advanceSeconds: 86_400 },
        status: 200,
      },
    ],
  },
  "GET /v1/sandbox/clock": {
    operationId: "readClock",
    tag: "Sandbox",
    description: "Of an entitlement in the query, or of a customer in `X-CustomerIdentifier`.",
    answers: { 200: ClockRead },
    takes: ["X-CustomerIdentifier"],
    reasons: ["SANDBOX_ONLY", "UNKNOWN_ENTITLEMENT"],
    examples: [
      {
        summary: "Of an entitlement",
        given: "active",
        query: { entitlementId: ENTITLEMENT_ID },
        status: 200,
      },
      {
        summary: "Of a customer",
        headers: { "X-CustomerIdentifier": "+4915100000001" },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/sandbox/orders": {
    ...command,
    operationId: "placeOrder",
    description: "Answers what the reseller is answered.",
    magic: "create",
    takes: ["X-RequestIdentifier", "Idempotency-Key", "traceparent"],
    reasons: [
      ...OF_ORDERS,
      ...SALE_REASONS,
      ...ASKING_REASONS,
      "INVALID_NOTIFICATION_URL",
      "CUSTOMER_LIMIT_REACHED",
      "REQUEST_IN_PROGRESS",
      "IDEMPOTENCY_KEY_REUSED",
    ],
    examples: [
      { summary: "For a customer nobody knows", body: { productKey: "MUSIC_INSTANT" }, status: 200 },
      {
        summary: "The customer has to sign up",
        body: { productKey: "MUSIC", offerKey: "STANDARD", extensionData: { tariff: "L" } },
        status: 202,
      },
    ],
  },
  "GET /merchant/v1/sandbox/orders": {
    operationId: "listOrders",
    tag,
    description: "The last hundred, the newest first.",
    answers: { 200: list("orders", SandboxOrder) },
    reasons: ["SANDBOX_ONLY"],
    examples: [{ summary: "All", given: "order", status: 200 }],
  },
  "GET /merchant/v1/sandbox/orders/:entitlementId": {
    operationId: "getOrder",
    tag,
    description: "The record as the reseller sees it, and what it was told.",
    answers: { 200: success(SandboxOrderInFull) },
    reasons: ["SANDBOX_ONLY", "UNKNOWN_ENTITLEMENT"],
    examples: [{ summary: "What the reseller was told", given: "order", status: 200 }],
  },
  "POST /merchant/v1/sandbox/orders/cancel/:entitlementId": {
    ...ends,
    operationId: "cancelOrder",
    description: "At the end of the paid period where you do that, else at once.",
    magic: "cancel",
    examples: [{ summary: "Cancel", given: "order", status: 200 }],
  },
  "POST /merchant/v1/sandbox/orders/revoke/:entitlementId": {
    ...ends,
    operationId: "revokeOrder",
    description: "At once, whatever you answer.",
    magic: "revoke",
    examples: [
      {
        summary: "Fraud",
        given: "order",
        body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD" },
        status: 200,
      },
    ],
  },
  "POST /merchant/v1/sandbox/orders/suspend/:entitlementId": {
    ...command,
    operationId: "suspendOrder",
    description: "No access until it is resumed.",
    magic: "suspend",
    examples: [{ summary: "Suspend", given: "order", status: 200 }],
  },
  "POST /merchant/v1/sandbox/orders/resume/:entitlementId": {
    ...command,
    operationId: "resumeOrder",
    description: "What the sandbox reseller suspended.",
    magic: "resume",
    reasons: [...command.reasons, "NOT_SUSPENDED_BY_YOU"],
    examples: [{ summary: "Resume", given: "suspendedOrder", status: 200 }],
  },
  "POST /merchant/v1/sandbox/orders/undo/:entitlementId": {
    ...command,
    operationId: "undoOrder",
    description: "Before `dateEnded`, and the sandbox reseller's own cancellation only.",
    magic: "undo",
    examples: [{ summary: "The customer stays", given: "endingOrder", status: 200 }],
  },
  "PATCH /merchant/v1/sandbox/orders/:entitlementId": {
    ...command,
    operationId: "changeOrder",
    description: "Absent is unchanged, null clears.",
    magic: "update",
    reasons: [...command.reasons, ...SALE_REASONS, "CUSTOMER_LIMIT_REACHED"],
    examples: [
      { summary: "Another product", given: "order", body: { productKey: "MUSIC_PREMIUM" }, status: 200 },
    ],
  },
  "POST /merchant/v1/sandbox/orders/activationInfo/:entitlementId": {
    ...command,
    operationId: "getOrderActivationInfo",
    description: "While `PENDING`: a fresh URL where you make one, else the stored one while it is valid.",
    answers: { 200: EntitlementDone },
    magic: "activationInfo",
    takes: ["If-Match", "traceparent"],
    gives: ["ETag"],
    reasons: [
      ...OF_ORDERS,
      ...ASKING_REASONS,
      "UNKNOWN_ENTITLEMENT",
      "INCOMPATIBLE_STATE",
      "ALREADY_ENDED",
      "VERSION_MISMATCH",
    ],
    examples: [{ summary: "A fresh link", given: "pendingOrder", status: 200 }],
  },
  "POST /merchant/v1/sandbox/orders/clock/:entitlementId": {
    ...moving,
    operationId: "moveOrderClock",
    tag,
    answers: { 200: EntitlementClockRead },
    reasons: [...MOVING_REASONS, "UNKNOWN_MAGIC_NUMBER"],
    examples: [{ summary: "A month on", given: "order", body: { advanceSeconds: 2_678_400 }, status: 200 }],
  },
} satisfies Record<string, Operation>;
