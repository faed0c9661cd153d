// One of our entitlements as far as it is compared, from the point of view of the party whose book it is held against.
import type { EntitlementView } from "../../entitlement/record";
import type { WalkedRow } from "../../projection/compared";
import type { JoinedBy } from "./bookRow";
import type { Party } from "./columns";

export interface OurRow {
  entitlementId: string;
  ownId: string | null;
  status: string;
  partner: string;
  customer: string | null;
  productKey: string;
  offerKey: string | null;
  /** Epoch milliseconds. */
  updated: number;
}

/** A row of the query store. */
export const walkedBy = (party: Party, resellerKey: string, row: WalkedRow): OurRow => ({
  entitlementId: row.id,
  ownId: party === "RESELLER" ? row.external_id : (row.merchant_id ?? row.id),
  status: row.status,
  partner: party === "RESELLER" ? row.merchant_account_key : resellerKey,
  customer: party === "RESELLER" ? row.customer_identifier : row.shared_customer_id,
  productKey: row.product_key,
  offerKey: row.offer_key,
  updated: row.updated,
});

/** A record as its object shows it. */
export const viewedBy = (party: Party, record: EntitlementView): OurRow => ({
  entitlementId: record.entitlementId,
  ownId: party === "RESELLER" ? record.externalEntitlementId : record.merchantEntitlementId,
  status: record.status,
  partner: party === "RESELLER" ? record.merchantAccountKey : (record.resellerKey ?? ""),
  customer: party === "RESELLER" ? record.customerIdentifier : record.sharedCustomerId,
  productKey: record.productKey,
  offerKey: record.offerKey,
  updated: Date.parse(record.dateLastUpdated),
});

/** What a row of a book is found by. */
export const keyOf = (
  joinedBy: JoinedBy,
  { entitlementId, ownId }: Pick<OurRow, "entitlementId" | "ownId">,
): string => (joinedBy === "entitlementId" ? entitlementId : (ownId ?? entitlementId));

/** What the two books are about. */
export interface Scope {
  /** Whether what has ended belongs in the book, too. */
  type: "active" | "all";
  /** A reseller's book of one merchant only. */
  merchant: string | null;
  /** When the book was written, epoch milliseconds; what changed later is no difference. */
  asOf: number | null;
}

/**
 * Whether the party's book has to have it. A merchant knows nothing of a sign-up that has not come to it, nor of a create
 * whose outcome is in doubt.
 */
export function isExpected(party: Party, type: Scope["type"], status: string): boolean {
  if (party === "MERCHANT" && (status === "PENDING" || status === "FAILED")) return false;
  return type === "all" || !isOver(status);
}

/** What has ended stays so. */
export const isOver = (status: string): boolean => status === "CANCELLED" || status === "REVOKED";
