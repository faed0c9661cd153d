// What a reseller's receiver has to survive, told only. Just the answers can be seen: their status and how long they took.
// What a receiver does with a notification is its own; so each says what is not checked. How each is played is in
// `receiverScenarios.ts`.
import { told } from "./finding";

/** Enough to meet a receiver that works before it answers, few enough for every connection to be open at once. */
export const BURST = 5;
/** Beyond what receivers allow (five minutes, as Standard Webhooks has it). */
export const STALE_MS = 10 * 60_000;
/** Most receivers have begun by then, and few have answered. */
export const CUT_OFF_MS = 100;

const tell = <Name extends string>(scenario: Name, title: string, checked: string) =>
  told("RECEIVER", scenario, title, checked);

/** Without it nothing else says anything: an endpoint that refuses everything would refuse a forgery, too. */
export const VALID = tell(
  "VALID",
  "A valid notification",
  "It is answered with 2xx within 15 seconds. What the receiver does with it is not seen.",
);

export const RECEIVER_TOLD = [
  tell(
    "BURST",
    "Several at the same moment",
    `${BURST} notifications of different entitlements at once are each answered with 2xx within 15 seconds. ` +
      "How slow the receiver gets under more load is not seen.",
  ),
  tell(
    "DUPLICATE",
    "The same notification twice",
    "Both are answered with 2xx. That the second has no effect is not seen.",
  ),
  tell(
    "OLDER_VERSION",
    "An older version after a newer one",
    "Versions 1, 2 and then 1 again are answered with 2xx. That the last one is ignored is not seen.",
  ),
  tell(
    "RETRY",
    "A retry after a failed attempt",
    `The first attempt is given up after ${CUT_OFF_MS} ms, as if it had failed; its answer does not count. The second, ` +
      "with the same webhook-id and a new timestamp and signature, is answered with 2xx. A 500 of the receiver's own " +
      "cannot be brought about from outside; that a retry is processed is not seen.",
  ),
  tell(
    "ROTATION",
    "Two signatures while a secret is rotated",
    "With a signature of an unknown secret before or behind the known one it is answered with 2xx.",
  ),
  tell(
    "UNKNOWN_FIELDS",
    "Fields that are not known yet",
    "A notification with two fields more is answered with 2xx. That they are ignored is not seen.",
  ),
  tell(
    "BAD_SIGNATURE",
    "A forgery",
    "Signed with a stranger's secret, changed after signing, or not signed at all, it is answered, and not with 2xx.",
  ),
  tell(
    "STALE_TIMESTAMP",
    "A replay of an old one",
    `With a valid signature and a timestamp ${STALE_MS / 60_000} minutes old it is answered, and not with 2xx.`,
  ),
] as const;
