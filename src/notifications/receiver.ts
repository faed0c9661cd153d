// A receiver for notifications: verifies, leaves out what is not newer than what you have, and answers what the platform
// wants to hear. Your part is to say which version you have, and to store what is newer.
import type { Notification } from "../wire/notification";
import { readKeys } from "./signature";
import { verifyNotification, type VerifyOptions } from "./verify";

/** What a receiver needs of you. */
export interface ReceiverOptions extends VerifyOptions {
  /** The version that you have of an entitlement; null or undefined for none. */
  versionOf: (entitlementId: string) => number | null | undefined | Promise<number | null | undefined>;
  /**
   * Stores what is newer. Once it is done the platform is answered 204; where it throws 500, and the notification comes
   * again. Where storing takes its time (a database), store under the same condition, `WHERE version < …`: another
   * notification may be stored after `versionOf` has answered. Where both are synchronous nothing can come between.
   */
  store: (notification: Notification, about: About) => void | Promise<void>;
  /** Hears of whatever is thrown, by `versionOf` and `store` above all; `console.error` by default. */
  onError?: (error: unknown) => void;
}

/** What is known about a notification beside what it says. */
export interface About {
  /** The version that you have had until now. */
  have: number | null;
  /** One before it has not arrived: read the record if you want to know what happened in between. */
  missed: boolean;
}

/** Whether a notification is newer than the version that you have. */
export const isNewer = (
  { version }: Pick<Notification, "version">,
  have: number | null | undefined,
): boolean => version > (have ?? 0);

/** Whether it is a sample (`POST /v1/notifications/test`): signed like any other, and about nobody. */
export const isSample = ({ notificationId }: Pick<Notification, "notificationId">): boolean =>
  notificationId.startsWith("test_");

const answer = (status: number, text: string | null = null): Response =>
  new Response(text, { status, headers: { "Cache-Control": "no-store" } });

/** A handler for the URL that notifications come to. Throws for what is no key: with it nothing would ever arrive. */
export function notificationReceiver(options: ReceiverOptions): (request: Request) => Promise<Response> {
  const { keys, onError = (error) => console.error(error) } = options;
  readKeys(keys);
  return async (request) => {
    if (request.method !== "POST")
      return new Response("Notifications are posted.", { status: 405, headers: { Allow: "POST" } });
    try {
      return await received(request, options);
    } catch (error) {
      onError(error);
      return answer(500, "It could not be stored.");
    }
  };
}

async function received(request: Request, options: ReceiverOptions): Promise<Response> {
  const verified = await verifyNotification(await request.text(), request.headers, options);
  if (!verified.ok) return answer(verified.reason === "UNREADABLE" ? 400 : 401, verified.reason);
  if (!isSample(verified.notification)) await take(verified.notification, options);
  return answer(204);
}

async function take(notification: Notification, { versionOf, store }: ReceiverOptions): Promise<void> {
  const known = versionOf(notification.entitlementId);
  const have = (known instanceof Promise ? await known : known) ?? null;
  if (!isNewer(notification, have)) return;
  await store(notification, { have, missed: (notification.previousVersion ?? 0) > (have ?? 0) });
}
