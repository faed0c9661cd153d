// The columns of the reports: those of the reference system for Active, Change and Event, our own for Summary. Each party
// sees its own: a merchant never gets the customer's identifier or the reseller's data.
import { STATUSES, type Status } from "../entitlement/state";
import type { ScalarRecord } from "../shared/scalars";
import type { Owner } from "./keys";
import type { ReportType } from "./period";
import type { ReportRow } from "./row";
import { sorted, type Summary } from "./summary";

export type Party = Owner["party"];

const ENTITLEMENT_COLUMNS = [
  "ResellerCustomerId",
  // The name that callers' programs know from the reference system: our `entitlementId`.
  "BangoEntitlementId",
  "Status",
  "MerchantAccountKey",
  "MerchantEntitlementId",
  "ProductKey",
  "DisplayName",
  "CreatedDate",
  "ActivatedDate",
  "SuspendedDate",
  "ExpiryDate",
  "LastUpdated",
  "EndDate",
  "ExtensionDataFormat",
  "ExtensionData",
];

/** `ACTIVE-ENDING` as `ActiveEnding`. */
const word = (status: Status): string =>
  status
    .split("-")
    .map((part) => part.charAt(0) + part.slice(1).toLowerCase())
    .join("");

const SUMMARY_COUNTS = [
  "ActiveAtStart",
  "BecameActive",
  "CeasedActive",
  "ActiveAtEnd",
  ...STATUSES.map((status) => `Total${word(status)}`),
  ...STATUSES.map((status) => `To${word(status)}`),
];

/** The header of a report, as one party sees it. */
export function columnsOf(type: ReportType, party: Party): readonly string[] {
  if (type !== "SR") return ENTITLEMENT_COLUMNS;
  return [party === "RESELLER" ? "MerchantAccountKey" : "ResellerKey", "ProductKey", ...SUMMARY_COUNTS];
}

/** Whether a column holds numbers. */
export const isCount = (column: string): boolean => SUMMARY_COUNTS.includes(column);

/** One version of an entitlement as a line. */
export function entitlementLine(row: ReportRow, party: Party): string[] {
  const isReseller = party === "RESELLER";
  const data = isReseller ? row.extensionData : row.merchantExtensionData;
  return [
    (isReseller ? row.customerIdentifier : row.sharedCustomerId) ?? "",
    row.entitlementId,
    row.status,
    row.merchantAccountKey,
    row.merchantEntitlementId,
    row.productKey,
    row.displayName,
    time(row.dateCreated),
    time(row.dateActivated),
    time(row.dateSuspended),
    time(row.dateExpiry),
    time(row.dateLastUpdated),
    time(row.dateEnded),
    ...extension(data),
  ];
}

const extension = (data: ScalarRecord | null): [string, string] =>
  data === null ? ["", ""] : ["JSON", JSON.stringify(data)];

/** `dd/MM/yyyy HH:mm:ss` of an ISO 8601 time in UTC; seconds are cut, not rounded. */
function time(iso: string | null): string {
  if (iso === null) return "";
  const [year, month, day] = iso.slice(0, 10).split("-");
  return `${day}/${month}/${year} ${iso.slice(11, 19)}`;
}

/** A summary as lines, one per product; `partner` is the key of the other party. */
export const summaryLines = (summary: Summary, partner: string): string[][] =>
  sorted(summary).map(([productKey, counts]) => [
    partner,
    productKey,
    ...[counts.activeAtStart, counts.becameActive, counts.ceasedActive, counts.activeAtEnd].map(String),
    ...STATUSES.map((status) => String(counts.total[status])),
    ...STATUSES.map((status) => String(counts.into[status])),
  ]);
