// The one mapping from precise reasons to coarse codes: contract §1. Everything that answers a failure goes
// through this table, and so does the documentation.
import type { Refusal, RefusalReason } from "../wire/refusal";

export type Reason =
  | RefusalReason
  | "MALFORMED_JSON"
  | "UNKNOWN_PRODUCT"
  | "UNKNOWN_OFFER"
  | "NO_ROUTE"
  | "INVALID_NOTIFICATION_URL"
  | "NOTIFICATION_URL_REQUIRED"
  | "UNKNOWN_REASON_CODE"
  | "UNKNOWN_MAGIC_NUMBER"
  | "SANDBOX_ONLY"
  | "INVALID_CURSOR"
  | "CURSOR_EXPIRED"
  | "METHOD_NOT_ALLOWED"
  | "BODY_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "UNAUTHORIZED"
  | "UNKNOWN_PATH"
  | "UNKNOWN_CREDENTIAL"
  | "UNKNOWN_MERCHANT"
  | "ALREADY_EXISTS"
  | "WOULD_STRAND"
  | "WOULD_LOCK_OUT"
  | "UNKNOWN_ENDPOINT"
  | "UNKNOWN_REPORT"
  | "UNKNOWN_JOB"
  | "UNKNOWN_CERTIFICATION"
  | "INTERNAL_ERROR"
  | "MAINTENANCE"
  | "CATALOGUE_UNAVAILABLE";

export interface Coarse<Code extends string = string> {
  responseCode: Code;
  status: number;
  /** Who has to act: the caller, us, or the merchant. */
  origin: "RESELLER" | "PLATFORM" | "MERCHANT";
}

const by =
  (origin: Coarse["origin"]) =>
  <const Code extends string>(responseCode: Code, status: number): Coarse<Code> => ({
    responseCode,
    status,
    origin,
  });
const byCaller = by("RESELLER");
const byUs = by("PLATFORM");
const byMerchant = by("MERCHANT");

/** Each reason with its code as a literal type, so that clients know which reasons a code can have. */
export const REASONS = {
  VALIDATION: byCaller("BAD_REQUEST", 400),
  MALFORMED_JSON: byCaller("BAD_REQUEST", 400),
  CUSTOMER_LIMIT_REACHED: byCaller("BAD_REQUEST", 400),
  UNKNOWN_PRODUCT: byCaller("BAD_REQUEST", 400),
  UNKNOWN_OFFER: byCaller("BAD_REQUEST", 400),
  NO_ROUTE: byCaller("BAD_REQUEST", 400),
  INVALID_NOTIFICATION_URL: byCaller("BAD_REQUEST", 400),
  NOTIFICATION_URL_REQUIRED: byCaller("BAD_REQUEST", 400),
  UNKNOWN_REASON_CODE: byCaller("BAD_REQUEST", 400),
  UNKNOWN_MAGIC_NUMBER: byCaller("BAD_REQUEST", 400),
  SANDBOX_ONLY: byCaller("BAD_REQUEST", 400),
  INVALID_CURSOR: byCaller("BAD_REQUEST", 400),
  METHOD_NOT_ALLOWED: byCaller("BAD_REQUEST", 405),
  CURSOR_EXPIRED: byCaller("BAD_REQUEST", 410),
  BODY_TOO_LARGE: byCaller("BAD_REQUEST", 413),
  UNSUPPORTED_MEDIA_TYPE: byCaller("BAD_REQUEST", 415),
  IDEMPOTENCY_KEY_REUSED: byCaller("BAD_REQUEST", 422),
  UNAUTHORIZED: byCaller("UNAUTHORIZED", 401),
  UNKNOWN_ENTITLEMENT: byCaller("NOT_FOUND", 404),
  UNKNOWN_NOTIFICATION: byCaller("NOT_FOUND", 404),
  UNKNOWN_PATH: byCaller("NOT_FOUND", 404),
  UNKNOWN_CREDENTIAL: byCaller("NOT_FOUND", 404),
  UNKNOWN_MERCHANT: byCaller("NOT_FOUND", 404),
  ALREADY_EXISTS: byCaller("ALREADY_EXISTS", 409),
  WOULD_STRAND: byCaller("CONFLICT", 409),
  WOULD_LOCK_OUT: byCaller("CONFLICT", 409),
  UNKNOWN_ENDPOINT: byCaller("NOT_FOUND", 404),
  UNKNOWN_REPORT: byCaller("NOT_FOUND", 404),
  UNKNOWN_JOB: byCaller("NOT_FOUND", 404),
  UNKNOWN_CERTIFICATION: byCaller("NOT_FOUND", 404),
  OPERATION_NOT_SUPPORTED: byCaller("NOT_AVAILABLE", 422),
  CUSTOMER_NOT_ELIGIBLE: byMerchant("NOT_AVAILABLE", 422),
  MERCHANT_REJECTED: byMerchant("NOT_AVAILABLE", 422),
  INCOMPATIBLE_STATE: byCaller("CONFLICT", 409),
  ALREADY_ENDED: byCaller("CONFLICT", 409),
  OPERATION_IN_PROGRESS: byCaller("CONFLICT", 409),
  REQUEST_IN_PROGRESS: byCaller("CONFLICT", 409),
  NOT_SUSPENDED_BY_YOU: byCaller("CONFLICT", 409),
  VERSION_MISMATCH: byCaller("CONFLICT", 412),
  RATE_LIMITED: byCaller("TOO_MANY_REQUESTS", 429),
  INTERNAL_ERROR: byUs("INTERNAL_ERROR", 500),
  MAINTENANCE: byUs("SERVICE_UNAVAILABLE", 503),
  CATALOGUE_UNAVAILABLE: byUs("SERVICE_UNAVAILABLE", 503),
  MERCHANT_UNAVAILABLE: byMerchant("SERVICE_UNAVAILABLE", 503),
  OUTCOME_UNKNOWN: byMerchant("SERVICE_UNAVAILABLE", 503),
} satisfies Record<Reason, Coarse>;

/** An expected failure on the way to an answer; caught once, at the edge. */
export class Failure extends Error {
  readonly reason: Reason;
  readonly detail: Omit<Refusal, "reason" | "message">;
  readonly headers: Record<string, string>;

  constructor(
    reason: Reason,
    message: string,
    detail: Omit<Refusal, "reason" | "message"> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.reason = reason;
    this.detail = detail;
    this.headers = headers;
  }
}
