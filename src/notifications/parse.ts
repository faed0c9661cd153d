// From a body to a notification with a type: every field is looked at, so that what a receiver works with is what the
// type says. Fields that a newer platform adds are kept; so are statuses and reasons that this release does not know.
import type { Notification } from "../wire/notification";

type Kind = "text" | "text?" | "count" | "count?" | "object?" | "any";

/** One line per field: the compiler says when one is missing. */
const FIELDS: Record<keyof Notification, Kind> = {
  responseCode: "text",
  responseMessage: "text",
  notificationId: "text",
  notificationReason: "text",
  notificationDate: "text",
  previousVersion: "count?",
  parameters: "object?",
  entitlementId: "text",
  externalEntitlementId: "text?",
  merchantEntitlementId: "text",
  status: "text",
  customerIdentifier: "text?",
  sharedCustomerId: "text",
  platformUserId: "text?",
  resellerKey: "any",
  merchantAccountKey: "text",
  productKey: "text",
  offerKey: "text?",
  entitlementDisplayName: "text",
  activationCode: "text?",
  notificationUrl: "text?",
  dateCreated: "text",
  dateActivated: "text?",
  dateSuspended: "text?",
  dateResumed: "text?",
  dateExpiry: "text?",
  dateEnded: "text?",
  dateLastUpdated: "text",
  extensionData: "object?",
  merchantExtensionData: "object?",
  terminationReason: "object?",
  environment: "text",
  version: "count",
};

const FITS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string",
  "text?": (value) => value === null || typeof value === "string",
  count: Number.isSafeInteger,
  "count?": (value) => value === null || Number.isSafeInteger(value),
  "object?": (value) => typeof value === "object",
  any: () => true,
};

const isNotification = (body: unknown): body is Notification =>
  typeof body === "object" &&
  body !== null &&
  Object.entries(FIELDS).every(([name, kind]) => FITS[kind](Reflect.get(body, name)));

/** The notification in a body, or null where there is none in it. It says nothing of who has sent it. */
export function parseNotification(body: string): Notification | null {
  try {
    const value: unknown = JSON.parse(body);
    return isNotification(value) ? value : null;
  } catch {
    return null;
  }
}
