// What a reseller needs to take notifications in: verified, read, and only what is newer. WebCrypto and nothing else.
export { nodeListener } from "../shared/nodeListener";
export { parseNotification } from "./parse";
export { isNewer, isSample, notificationReceiver, type About, type ReceiverOptions } from "./receiver";
export {
  verifyNotification,
  type HeadersLike,
  type Unverified,
  type Verified,
  type VerifyOptions,
} from "./verify";
export type { Notification } from "../wire/notification";
export type { NotificationReason, Parameters, Scalars, Status, TerminationReason } from "../wire/record";
