// What is wrong with a row, as its line in `errors.ndjson`.

export type ProblemReason =
  | "MALFORMED_JSON"
  | "VALIDATION"
  | "NO_ROUTE"
  | "UNKNOWN_PRODUCT"
  | "UNKNOWN_OFFER"
  | "INVALID_NOTIFICATION_URL"
  | "NOTIFICATION_URL_REQUIRED"
  | "CUSTOMER_LIMIT_REACHED"
  | "ALREADY_EXISTS";

export interface Problem {
  /** Members joined by dots; null: the row as a whole. */
  field: string | null;
  reason: ProblemReason;
  message: string;
  /** Of the entitlement that is in the way. */
  entitlementId?: string;
}

/** What became of a row. */
export type Outcome =
  | { row: number; kind: "error"; problems: Problem[] }
  | {
      row: number;
      /** Is here now; was here before, by another job; could be (dry run). */
      kind: "imported" | "known" | "possible";
      entitlementId: string;
      source: { entitlementId: string | null; externalEntitlementId: string | null };
    };

/** A row that cannot be imported, for one reason. */
export const refused = (row: number, ...problems: Problem[]): Outcome => ({ row, kind: "error", problems });
