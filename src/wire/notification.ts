// What arrives at a reseller: the record as of one version, and why it is told.
import type { EntitlementRecord, NotificationReason, Parameters } from "./record";

/** The body of a notification. */
export interface Notification extends EntitlementRecord {
  responseCode: "OK";
  responseMessage: string;
  /** The same on every repeat. */
  notificationId: string;
  notificationReason: NotificationReason;
  notificationDate: string;
  /** The version that the notification before this one carried; null on the first. */
  previousVersion: number | null;
  /** What the customer has to do. */
  parameters: Parameters | null;
}

/** An event of the feed: one per version, also where nobody was notified; then three fields are null. */
export interface FeedEvent extends Omit<Notification, "notificationId" | "notificationReason"> {
  /** The customer is erased: what said who it is, or was said about it, is null. */
  erased?: true;
  notificationId: string | null;
  notificationReason: NotificationReason | null;
}
