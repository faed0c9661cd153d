// Why something was not done, as a value: the reason, and what belongs to it. api/reasons.ts says which code and status a
// reason has.

/** Why a command has no effect; the HTTP code follows from the reason. */
export interface Refusal {
  reason: RefusalReason;
  message: string;
  issues?: { path: string; message: string }[];
  merchant?: { status: number | null; code: string | null; message: string | null };
  /** Of the entitlement that is in the way. */
  entitlementId?: string;
}

export type RefusalReason =
  | "VALIDATION"
  | "CUSTOMER_LIMIT_REACHED"
  | "UNKNOWN_ENTITLEMENT"
  | "UNKNOWN_NOTIFICATION"
  | "OPERATION_NOT_SUPPORTED"
  | "CUSTOMER_NOT_ELIGIBLE"
  | "MERCHANT_REJECTED"
  | "INCOMPATIBLE_STATE"
  | "ALREADY_ENDED"
  | "OPERATION_IN_PROGRESS"
  | "REQUEST_IN_PROGRESS"
  | "NOT_SUSPENDED_BY_YOU"
  | "VERSION_MISMATCH"
  | "IDEMPOTENCY_KEY_REUSED"
  | "RATE_LIMITED"
  | "MERCHANT_UNAVAILABLE"
  | "OUTCOME_UNKNOWN";
