// The words that go over the wire and the record that they are about: the one source for the Worker and for the clients
// in this package. Nothing is imported here, so that a client's types need nothing else.

export const STATUSES = [
  "PENDING",
  "ACTIVE",
  "ACTIVE-ENDING",
  "SUSPENDED",
  "CANCELLED",
  "REVOKED",
  "FAILED",
] as const;
export type Status = (typeof STATUSES)[number];

export const SIDES = ["RESELLER", "MERCHANT", "OPERATOR", "PLATFORM"] as const;
export type Side = (typeof SIDES)[number];

/** Who gives a command: the side, and the organisation's key. */
export interface Actor {
  side: Side;
  name: string;
}

export type Environment = "sandbox" | "live";

export const NOTIFICATION_REASONS = [
  "ACTIVATION_SUCCESS",
  "ACTIVATION_FAILURE",
  "ACTIVATION_PENDING",
  "PRODUCT_UPDATE",
  "METADATA_UPDATE",
  "SUSPENSION_SUCCESS",
  "RESUMPTION_SUCCESS",
  "TERMINATION_PENDING",
  "TERMINATION_SUCCESS",
  "TERMINATION_REVERSED",
] as const;
export type NotificationReason = (typeof NOTIFICATION_REASONS)[number];

export interface TerminationReason {
  category: string;
  code: string;
  description: string | null;
}

/** Names and values of a party's own, kept and passed on as they are. */
export type Scalars = Record<string, string | number | boolean | null>;

export type WaitingOn = "CUSTOMER" | "MERCHANT" | "PLATFORM";

export type SuccessCode = "OK" | "ACCEPTED" | "CLIENT_ACTION_REQUIRED";

/** What the customer has to do. Times as ISO 8601 text. */
export interface Parameters {
  action: "NAVIGATE_TO_URL";
  url: string;
  urlExpiry: string | null;
}

export interface EntitlementRecord {
  entitlementId: string;
  externalEntitlementId: string | null;
  merchantEntitlementId: string;
  status: Status;
  customerIdentifier: string | null;
  sharedCustomerId: string | null;
  platformUserId: string | null;
  /** For merchants and operators; a reseller knows who it is. */
  resellerKey?: string;
  merchantAccountKey: string;
  productKey: string;
  offerKey: string | null;
  entitlementDisplayName: string;
  activationCode: string | null;
  notificationUrl: string | null;
  dateCreated: string;
  dateActivated: string | null;
  dateSuspended: string | null;
  dateResumed: string | null;
  dateExpiry: string | null;
  dateEnded: string | null;
  dateLastUpdated: string;
  extensionData: Scalars | null;
  merchantExtensionData: Scalars | null;
  terminationReason: TerminationReason | null;
  environment: "sandbox" | "live";
  version: number;
}

/** The record with what is derived from it at a moment. */
export interface EntitlementView extends EntitlementRecord {
  waitingOn: WaitingOn | null;
  waitingUntil: string | null;
  allowedActions: string[];
}
