// The operator's catalogue: the document, connectors, stocks of codes, credentials, the audit.
import { list, page, success } from "../answers/compose";
import { AuditEntry } from "../answers/audit";
import { AppliedCatalogue, Catalogue } from "../answers/catalogue";
import { ConnectorVersions, Trial } from "../answers/connector";
import { Credential, CredentialWithSecret } from "../answers/credential";
import { Loaded, Stock } from "../answers/voucher";
import type { Operation } from "../operation";

const reason = "New reseller, ticket 4711";
const tag = "Operators: catalogue";
const merchant = { environment: "sandbox", merchantAccountKey: "VIDEO" };
const credentials = { tag, reasons: ["UNKNOWN_CREDENTIAL", "INCOMPATIBLE_STATE"] } as const;

/** By the name of the route. */
export const OPERATOR_CATALOGUE = {
  "GET /admin/v1/catalogue": {
    operationId: "getCatalogue",
    tag,
    description: "What a file would have to hold for there to be nothing to do.",
    answers: { 200: success(Catalogue), 304: null },
    takes: ["If-None-Match"],
    gives: ["ETag"],
    examples: [{ summary: "Export it", status: 200 }],
  },
  "PUT /admin/v1/catalogue": {
    operationId: "putCatalogue",
    tag,
    description: `A section that is absent is left alone, one that is present is the whole of its kind. \`reason\` may be absent in a dry
run only. What would strand entitlements needs \`force\`.`,
    answers: { 200: success(AppliedCatalogue) },
    takes: ["If-Match"],
    gives: ["ETag"],
    reasons: ["VERSION_MISMATCH", "WOULD_STRAND", "WOULD_LOCK_OUT"],
    examples: [
      {
        summary: "What would be changed",
        query: { dryRun: "true" },
        body: {
          catalogue: {
            routes: [
              {
                environment: "sandbox",
                resellerKey: "TELCO",
                merchantAccountKey: "MUSIC",
                limitPerCustomer: 2,
              },
              { environment: "sandbox", resellerKey: "BANK", merchantAccountKey: "MUSIC" },
            ],
          },
        },
        status: 200,
      },
    ],
  },
  "GET /admin/v1/connector": {
    operationId: "listConnectorVersions",
    tag,
    description: "Newest first.",
    answers: { 200: success(ConnectorVersions) },
    reasons: ["UNKNOWN_MERCHANT"],
    examples: [{ summary: "Of one merchant", given: "httpMerchant", query: merchant, status: 200 }],
  },
  "POST /admin/v1/connector/rollback": {
    operationId: "rollBackConnector",
    tag,
    description: "New operations run on that version; those under way end on the one that they began with.",
    answers: { 200: success(ConnectorVersions) },
    reasons: ["UNKNOWN_MERCHANT", "WOULD_STRAND"],
    examples: [
      { summary: "Go back", given: "httpMerchant", body: { ...merchant, version: 1, reason }, status: 200 },
    ],
  },
  "POST /admin/v1/connector/try": {
    operationId: "tryConnector",
    tag,
    description: `No entitlement is touched. What is absent gets a sample value. With \`send\` a merchant is really asked, which needs
a \`reason\`.`,
    answers: { 200: success(Trial) },
    reasons: ["NO_ROUTE", "OPERATION_NOT_SUPPORTED"],
    examples: [
      {
        summary: "What a create sends",
        given: "httpMerchant",
        body: { ...merchant, operation: "create" },
        status: 200,
      },
    ],
  },
  "POST /admin/v1/voucher": {
    operationId: "loadVouchers",
    tag,
    description: `A file in UTF-8 (RFC 4180) with a column \`code\` and, where codes expire, \`expiry\`. A code that was loaded once is known: the same file
again adds nothing.`,
    answers: { 200: success(Loaded) },
    sends: ["text/csv"],
    reasons: ["NO_ROUTE", "UNKNOWN_PRODUCT"],
    examples: [
      {
        summary: "Two codes",
        given: "voucherMerchant",
        query: { ...merchant, productKey: "FILMS", reason },
        text: "code\nABC-1\nABC-2\n",
        status: 200,
      },
    ],
  },
  "GET /admin/v1/voucher": {
    operationId: "listStocks",
    tag,
    description: "Every stock that a product of the catalogue draws on.",
    answers: { 200: list("stocks", Stock) },
    examples: [{ summary: "How they stand", given: "voucherMerchant", status: 200 }],
  },
  "GET /admin/v1/credential": {
    operationId: "listCredentials",
    tag,
    description: "By id.",
    answers: { 200: list("credentials", Credential) },
    examples: [{ summary: "All", status: 200 }],
  },
  "POST /admin/v1/credential": {
    operationId: "createCredential",
    tag,
    description: "Without an `id` we choose one. Everybody but an operator has an `environment`.",
    answers: { 200: success(CredentialWithSecret) },
    reasons: ["ALREADY_EXISTS"],
    examples: [
      {
        summary: "For a reseller",
        body: { party: "RESELLER", organisation: "TELCO", environment: "sandbox", reason },
        status: 200,
      },
    ],
  },
  "POST /admin/v1/credential/rotate/:credentialId": {
    ...credentials,
    operationId: "rotateCredential",
    description:
      "The former secret works on, unless `keepPrevious` is false: rotate without downtime, then end it.",
    answers: { 200: success(CredentialWithSecret) },
    reasons: [...credentials.reasons, "WOULD_LOCK_OUT"],
    examples: [{ summary: "A new secret", given: "credential", body: { reason }, status: 200 }],
  },
  "POST /admin/v1/credential/revoke/:credentialId": {
    ...credentials,
    operationId: "revokeCredential",
    description: "It stops working within 30 seconds. With `only: PREVIOUS` just its older secret does.",
    answers: { 200: success(Credential) },
    reasons: [...credentials.reasons, "WOULD_LOCK_OUT"],
    examples: [{ summary: "End it", given: "credential", body: { reason }, status: 200 }],
  },
  "GET /admin/v1/audit": {
    operationId: "listAudit",
    tag,
    description: "Newest first. Send `nextCursor` as `after`.",
    answers: { 200: page("entries", AuditEntry) },
    reasons: ["INVALID_CURSOR"],
    examples: [{ summary: "The newest", query: { limit: "20" }, status: 200 }],
  },
} satisfies Record<string, Operation>;
