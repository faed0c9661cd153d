// What operations of one kind have in common: the headers that they take and give, and why they refuse.
import type { Reason } from "../../api/reasons";
import { EntitlementBegun, WriteDone } from "../answers/record";
import type { AnswerHeader, Operation, RequestHeader } from "../operation";

/** Of a command to an entitlement. */
export const COMMAND_TAKES = [
  "X-RequestIdentifier",
  "Idempotency-Key",
  "If-Match",
  "traceparent",
] as const satisfies RequestHeader[];

/** The headers of its answer. */
export const COMMAND_GIVES = ["ETag", "Idempotent-Replayed"] as const satisfies AnswerHeader[];

/** Of every command to an entitlement that exists. */
export const COMMAND_REASONS = [
  "UNKNOWN_ENTITLEMENT",
  "INCOMPATIBLE_STATE",
  "ALREADY_ENDED",
  "REQUEST_IN_PROGRESS",
  "IDEMPOTENCY_KEY_REUSED",
  "VERSION_MISMATCH",
  "UNKNOWN_MAGIC_NUMBER",
] as const satisfies Reason[];

/** Of a verb that the merchant is asked about. */
export const ASKING_REASONS = [
  "OPERATION_IN_PROGRESS",
  "OPERATION_NOT_SUPPORTED",
  "CUSTOMER_NOT_ELIGIBLE",
  "MERCHANT_REJECTED",
  "MERCHANT_UNAVAILABLE",
  "OUTCOME_UNKNOWN",
] as const satisfies Reason[];

/** Of what names something in the catalogue. */
export const SALE_REASONS = ["NO_ROUTE", "UNKNOWN_PRODUCT", "UNKNOWN_OFFER"] as const satisfies Reason[];

/** Of what names a notification URL, or none. */
export const URL_REASONS = [
  "INVALID_NOTIFICATION_URL",
  "NOTIFICATION_URL_REQUIRED",
] as const satisfies Reason[];

/** A write of a reseller to an entitlement, which can be tried without effect. */
export const WRITE = {
  tag: "Entitlements",
  answers: { 200: WriteDone, 202: EntitlementBegun },
  takes: COMMAND_TAKES,
  gives: COMMAND_GIVES,
} as const satisfies Partial<Operation>;
