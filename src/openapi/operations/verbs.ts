// The reseller's verbs: suspend, resume, and the ways in which an entitlement ends or goes on after all.
import type { Operation } from "../operation";
import { ASKING_REASONS, COMMAND_REASONS, WRITE } from "./takes";

const ended = {
  ...WRITE,
  reasons: [...COMMAND_REASONS, ...ASKING_REASONS, "UNKNOWN_REASON_CODE"],
} as const satisfies Partial<Operation>;

/** By the name of the route. */
export const RESELLER_VERBS = {
  "POST /v1/entitlement/cancel/:entitlementId": {
    ...ended,
    operationId: "cancelEntitlement",
    description: `At the end of the paid period where the merchant does that (\`ACTIVE-ENDING\`), else at once. Further scalar
properties of the body are kept in \`extensionData\`.`,
    magic: "cancel",
    examples: [
      {
        summary: "The customer has cancelled",
        given: "active",
        headers: { "Idempotency-Key": "cancellation-1" },
        body: {
          cancelReasonCategory: "CUSTOMER_CANCELLED",
          cancelReasonCode: "SUBSCRIPTION_CANCELLED",
          cancelReasonDescription: "By telephone",
        },
        status: 200,
      },
      {
        summary: "The merchant queues it",
        given: "active",
        headers: { "X-Magic-Number": "TERMINATE_RETURNS_ACCEPTED" },
        status: 202,
      },
    ],
  },
  "POST /v1/entitlement/revoke/:entitlementId": {
    ...ended,
    operationId: "revokeEntitlement",
    description: "At once, whatever the merchant says; it is told until its answer is definitive.",
    magic: "revoke",
    examples: [
      {
        summary: "Fraud",
        given: "active",
        body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD" },
        status: 200,
      },
    ],
  },
  "POST /v1/entitlement/suspend/:entitlementId": {
    ...WRITE,
    operationId: "suspendEntitlement",
    description: "No access until it is resumed.",
    magic: "suspend",
    reasons: [...COMMAND_REASONS, ...ASKING_REASONS],
    examples: [{ summary: "Suspend", given: "active", status: 200 }],
  },
  "POST /v1/entitlement/resume/:entitlementId": {
    ...WRITE,
    operationId: "resumeEntitlement",
    description: "Only the side that suspended can resume.",
    magic: "resume",
    reasons: [...COMMAND_REASONS, ...ASKING_REASONS, "NOT_SUSPENDED_BY_YOU"],
    examples: [{ summary: "Resume", given: "suspended", status: 200 }],
  },
  "POST /v1/entitlement/undo/:entitlementId": {
    ...WRITE,
    operationId: "undoCancellation",
    description: "Before `dateEnded`, and your own cancellation only.",
    magic: "undo",
    reasons: [...COMMAND_REASONS, ...ASKING_REASONS],
    examples: [{ summary: "The customer stays", given: "ending", status: 200 }],
  },
} satisfies Record<string, Operation>;
