// Certifications of resellers and merchants: run one, read those that were run.
import { Certification, CertificationSummary } from "../answers/certification";
import { list, success } from "../answers/compose";
import type { Example, Operation, Tag } from "../operation";

const run = (operationId: string, tag: Tag, examples: Example[]) =>
  ({
    operationId,
    tag,
    description: `30 seconds at most; what does not fit is \`NOT_COVERED\`. It goes on where the caller hangs up, and the report is in
the list then. With a key a repetition gets the same report.`,
    answers: { 200: success(Certification) },
    takes: ["X-RequestIdentifier", "Idempotency-Key"],
    gives: ["Idempotent-Replayed"],
    reasons: ["SANDBOX_ONLY", "REQUEST_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"],
    examples,
  }) as const satisfies Operation;

const listed = (operationId: string, tag: Tag) =>
  ({
    operationId,
    tag,
    description: "The newest 20.",
    answers: { 200: list("certifications", CertificationSummary) },
    reasons: ["SANDBOX_ONLY"],
    examples: [{ summary: "What was certified", given: "certification", status: 200 }],
  }) as const satisfies Operation;

const read = (operationId: string, tag: Tag) =>
  ({
    operationId,
    tag,
    description: "With every scenario, and the requests that it rests on.",
    answers: { 200: success(Certification) },
    reasons: ["SANDBOX_ONLY", "UNKNOWN_CERTIFICATION"],
    examples: [{ summary: "The report", given: "certification", status: 200 }],
  }) as const satisfies Operation;

const ofMerchant = run("certifyMerchant", "Merchants: sandbox", [
  {
    summary: "An API that is named here",
    given: "merchantApi",
    body: {
      baseUrl: "https://merchant.example.com/api",
      authentication: { type: "basic", username: "platform", password: { secret: "password" } },
      operations: ["create", "status"],
      secrets: { password: "letmein" },
    },
    status: 200,
  },
]);

/** By the name of the route. */
export const CERTIFICATIONS = {
  "POST /v1/sandbox/certification": {
    ...run("certifyReseller", "Sandbox", [
      {
        summary: "A receiver of notifications",
        body: { notificationUrl: "https://reseller.example.com/notifications" },
        status: 200,
      },
    ]),
    reasons: [
      "SANDBOX_ONLY",
      "REQUEST_IN_PROGRESS",
      "IDEMPOTENCY_KEY_REUSED",
      "INVALID_NOTIFICATION_URL",
      "NOTIFICATION_URL_REQUIRED",
    ],
  },
  "GET /v1/sandbox/certification": listed("listCertifications", "Sandbox"),
  "GET /v1/sandbox/certification/:certificationId": read("getCertification", "Sandbox"),
  "POST /merchant/v1/sandbox/certification": {
    ...ofMerchant,
    description: `Without \`baseUrl\` the API that your connector in the sandbox speaks to. ${ofMerchant.description}`,
    reasons: [
      ...ofMerchant.reasons,
      "UNKNOWN_MAGIC_NUMBER",
      "NO_ROUTE",
      "UNKNOWN_PRODUCT",
      "OPERATION_NOT_SUPPORTED",
    ],
  },
  "GET /merchant/v1/sandbox/certification": listed("listMerchantCertifications", "Merchants: sandbox"),
  "GET /merchant/v1/sandbox/certification/:certificationId": read(
    "getMerchantCertification",
    "Merchants: sandbox",
  ),
} satisfies Record<string, Operation>;
