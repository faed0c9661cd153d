// The columns of a book: the reference system's for a reseller, and for a merchant the same seen from the other side. It
// does not know the reseller's customer or the reseller's own id: it has a pseudonym and an id of its own instead. Each
// heading goes with the API's name for the same, so that a book can be NDJSON of records as well.
export type Party = "RESELLER" | "MERCHANT";

export interface Column {
  /** In a CSV. */
  heading: string;
  /** In NDJSON: the API's name. */
  field: string;
  /** In here, whoever's book it is. `partner` is the other organisation. */
  name: string;
}

const column = (name: string, heading: string, field = name): Column => ({ heading, field, name });

/** In the reference system's order. */
const columns = (ownId: Column, customer: Column, partner: Column): readonly Column[] => [
  ownId,
  customer,
  column("entitlementId", "EntitlementId"),
  column("status", "Status"),
  partner,
  column("productKey", "ProductKey"),
  column("offerKey", "OfferKey"),
  column("displayName", "DisplayName", "entitlementDisplayName"),
  column("dateCreated", "CreatedDate"),
  column("dateActivated", "ActivatedDate"),
  column("dateSuspended", "SuspendedDate"),
  column("dateResumed", "ResumedDate"),
  column("dateExpiry", "ExpiryDate"),
  column("dateEnded", "EndDate"),
];

export const COLUMNS: Record<Party, readonly Column[]> = {
  RESELLER: columns(
    column("ownId", "ExternalEntitlementId", "externalEntitlementId"),
    column("customer", "CustomerIdentifier", "customerIdentifier"),
    column("partner", "MerchantAccountKey", "merchantAccountKey"),
  ),
  MERCHANT: columns(
    column("ownId", "MerchantEntitlementId", "merchantEntitlementId"),
    column("customer", "SharedCustomerId", "sharedCustomerId"),
    column("partner", "ResellerKey", "resellerKey"),
  ),
};

/** The headings of a book. */
export const headingsOf = (party: Party): string[] => COLUMNS[party].map(({ heading }) => heading);

/** How a party calls something, in a format. */
export function calledBy(party: Party, format: "csv" | "ndjson", name: string): string {
  const found = COLUMNS[party].find((one) => one.name === name);
  return found === undefined ? name : format === "csv" ? found.heading : found.field;
}
