// What callers are told beside records: products, endpoints, notifications in trouble, report files, keys.
import type { NotificationReason } from "./record";

/** What can be done with a product, on the route of the reseller who asks. */
export interface ProductCapabilities {
  /** `ASYNC`: the customer or the merchant has to do something before the entitlement is active. */
  activation: "SYNC" | "ASYNC";
  verbs: string[];
  /** Whether a cancel can leave access until the end of the paid period. */
  endOfPeriodCancel: boolean;
  /** Whether a change of product can send the customer to a page. */
  userStepOnChange: boolean;
  limitPerCustomer: number;
}

/** Something that a reseller can sell. */
export interface ListedProduct {
  merchantAccountKey: string;
  productKey: string;
  offerKeys: string[];
  productName: string;
  productDescription: string | null;
  productLogoURL: string | null;
  productTermsURL: string | null;
  capabilities: ProductCapabilities | null;
  /** Whether the customer that was named may take another one now. */
  eligible?: boolean;
}

/** A notification that has not arrived. */
export interface TroubledNotification {
  notificationId: string;
  entitlementId: string;
  reason: NotificationReason | null;
  version: number | null;
  state: string;
  stateReason: string | null;
  since: string;
  nextAttempt: string | null;
  url: string | null;
}

/** An origin that notifications go to, once it has been in trouble. */
export interface EndpointHealth {
  endpointId: string;
  environment: string;
  resellerKey: string;
  origin: string;
  state: "CLOSED" | "OPEN" | "HALF_OPEN" | "PAUSED";
  since: string;
  failures: number;
  nextProbe: string | null;
  reason: string | null;
  /** Notifications that wait for it. */
  held: number;
}

/** Something that happened to an endpoint, or a notification that was given up. */
export interface EndpointEvent {
  date: string;
  type: string;
  endpointId: string | null;
  entitlementId: string | null;
  detail: unknown;
}

/** What became of a sample notification. */
export interface NotificationTest {
  notificationId: string;
  delivered: boolean;
  attempt: {
    date: string;
    durationMs: number;
    status: number | null;
    error: string | null;
    answer: string | null;
    url: string | null;
  };
  /** The kinds of signatures that were sent: `v1`, `v1a`. */
  signature: string[];
}

/** The public half of what notifications are signed with. */
export interface PublicKey {
  signature: "v1a";
  algorithm: "ed25519";
  /** `whpk_…` */
  publicKey: string;
}

/** A report file that has been written. */
export interface ListedReport {
  name: string;
  /** `AR`, `CR`, `ER`, `SR`: active, change, event, summary. */
  type: string;
  /** `D`, `W`, `M`: daily, weekly, monthly. */
  frequency: string;
  from: string;
  to: string;
  /** Whom it is about: a merchant in a reseller's report, a reseller in a merchant's. */
  merchantAccountKey?: string;
  resellerKey?: string;
  rows: number;
  size: number;
  dateCreated: string;
  url: string;
}
