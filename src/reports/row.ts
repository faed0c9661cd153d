// What reports show of one version of an entitlement: the facts of both views, as books keep them, too. Taken from the
// feed's body, which is the reseller's record, and from what the merchant keeps in its own data.
import type { EntitlementRecord } from "../entitlement/record";
import type { Status } from "../entitlement/state";
import type { ScalarRecord } from "../shared/scalars";

/** Times are ISO 8601, as in the record. */
export interface ReportRow {
  merchantAccountKey: string;
  entitlementId: string;
  version: number;
  status: Status;
  customerIdentifier: string | null;
  sharedCustomerId: string | null;
  merchantEntitlementId: string;
  productKey: string;
  displayName: string;
  dateCreated: string;
  dateActivated: string | null;
  dateSuspended: string | null;
  dateExpiry: string | null;
  dateLastUpdated: string;
  dateEnded: string | null;
  extensionData: ScalarRecord | null;
  merchantExtensionData: ScalarRecord | null;
}

/** The row of an event; events of older releases have the merchant's data only where the reseller sees it. */
export const rowOf = (record: EntitlementRecord, merchantData: ScalarRecord | null): ReportRow => ({
  merchantAccountKey: record.merchantAccountKey,
  entitlementId: record.entitlementId,
  version: record.version,
  status: record.status,
  customerIdentifier: record.customerIdentifier,
  sharedCustomerId: record.sharedCustomerId,
  merchantEntitlementId: record.merchantEntitlementId,
  productKey: record.productKey,
  displayName: record.entitlementDisplayName,
  dateCreated: record.dateCreated,
  dateActivated: record.dateActivated,
  dateSuspended: record.dateSuspended,
  dateExpiry: record.dateExpiry,
  dateLastUpdated: record.dateLastUpdated,
  dateEnded: record.dateEnded,
  extensionData: record.extensionData,
  merchantExtensionData: merchantData ?? record.merchantExtensionData,
});

/** Has the service. */
export const isActive = (status: Status): boolean => status === "ACTIVE" || status === "ACTIVE-ENDING";

/** Will never change its status again. */
export const isOver = (status: Status): boolean => status === "CANCELLED" || status === "REVOKED";

/** Everything is sorted by this: a merchant's entitlements stand together. No key contains a control character. */
export const placeOf = (merchantAccountKey: string, entitlementId: string): string =>
  `${merchantAccountKey}\n${entitlementId}`;

/** Behind every place of a merchant, and before the next merchant's. */
export const endOf = (merchantAccountKey: string): string => `${merchantAccountKey}\n\u{10ffff}`;
