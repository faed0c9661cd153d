// The operator's help with single entitlements.
import { page, success } from "../answers/compose";
import { EntitlementOfOperator } from "../answers/entitlement";
import { History } from "../answers/history";
import { Replayed } from "../answers/notification";
import { OperatorsBegun, OperatorsDone } from "../answers/record";
import type { Operation } from "../operation";
import { ASKING_REASONS, COMMAND_GIVES, COMMAND_REASONS, COMMAND_TAKES } from "./takes";

const reason = "The merchant confirmed by telephone, ticket 4711";
const tag = "Operators: entitlements";

const command = {
  tag,
  answers: { 200: OperatorsDone, 202: OperatorsBegun },
  takes: COMMAND_TAKES,
  gives: COMMAND_GIVES,
  reasons: COMMAND_REASONS,
} as const satisfies Partial<Operation>;

/** By the name of the route. */
export const OPERATOR_ENTITLEMENTS = {
  "GET /admin/v1/entitlement/:entitlementId": {
    operationId: "getAnyEntitlement",
    tag,
    description: "Anybody's, in both environments.",
    answers: { 200: OperatorsDone, 202: OperatorsBegun, 304: null },
    takes: ["If-None-Match"],
    gives: ["ETag"],
    reasons: ["UNKNOWN_ENTITLEMENT"],
    examples: [{ summary: "Read it", given: "active", status: 200 }],
  },
  "GET /admin/v1/entitlement/history/:entitlementId": {
    operationId: "getAnyHistory",
    tag,
    description:
      "Versions, notifications with their attempts, calls to the merchant, messages of the merchant.",
    answers: { 200: success(History) },
    reasons: ["UNKNOWN_ENTITLEMENT"],
    examples: [{ summary: "What happened", given: "active", status: 200 }],
  },
  "POST /admin/v1/entitlement/find": {
    operationId: "findEntitlements",
    tag,
    description: `By one of three ids. \`customerIdentifier\` needs \`environment\` and \`resellerKey\`, and alone has pages;
\`merchantEntitlementId\` takes no \`resellerKey\`. At most 50.`,
    answers: { 200: page("entitlements", EntitlementOfOperator) },
    reasons: ["INVALID_CURSOR"],
    examples: [
      { summary: "By the reseller's id", body: { externalEntitlementId: "order-4711" }, status: 200 },
      {
        summary: "By the customer",
        body: { customerIdentifier: "+4915100000001", environment: "sandbox", resellerKey: "TELCO" },
        status: 200,
      },
    ],
  },
  "POST /admin/v1/entitlement/settle/:entitlementId": {
    ...command,
    operationId: "settleEntitlement",
    description:
      "`ACTIVE`, `PENDING` or `CANCELLED` for a `FAILED` create; `DONE` or `NOT_DONE` for another verb in doubt.",
    examples: [{ summary: "It was sold", given: "failed", body: { outcome: "ACTIVE", reason }, status: 200 }],
  },
  "POST /admin/v1/entitlement/resume/:entitlementId": {
    ...command,
    operationId: "resumeAnyEntitlement",
    description: "Whoever suspended.",
    reasons: [...COMMAND_REASONS, ...ASKING_REASONS],
    examples: [{ summary: "Resume", given: "suspendedByMerchant", body: { reason }, status: 200 }],
  },
  "POST /admin/v1/entitlement/replay/:entitlementId": {
    operationId: "replayAnyEntitlement",
    tag,
    description: "One notification, or all of the entitlement.",
    answers: { 200: success(Replayed) },
    takes: ["X-RequestIdentifier", "Idempotency-Key", "If-Match"],
    gives: ["Idempotent-Replayed"],
    reasons: [
      "UNKNOWN_ENTITLEMENT",
      "UNKNOWN_NOTIFICATION",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_IN_PROGRESS",
      "VERSION_MISMATCH",
    ],
    examples: [{ summary: "All", given: "active", body: { reason }, status: 200 }],
  },
} satisfies Record<string, Operation>;
