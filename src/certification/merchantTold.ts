// What a merchant's API is asked, in order, told only: the life of a subscription, then what has to be refused. How each is
// played is in `merchantScenarios.ts`.
import { told } from "./finding";

/** Begins the story of all others. */
export const CREATE = told(
  "MERCHANT_API",
  "CREATE",
  "A new subscription",
  "It is completed, sends the customer to a page, or is queued.",
);

const tell = <Name extends string>(scenario: Name, title: string, checked: string) =>
  told("MERCHANT_API", scenario, title, checked);

export const MERCHANT_TOLD = [
  tell(
    "REPEATED_CREATE",
    "The same create again",
    "The same requestId gets the same answer, with the same ids and codes. That there is one subscription is not seen.",
  ),
  tell(
    "STATUS",
    "The status of that request",
    "It is answered like the create, or with what has become of it since.",
  ),
  tell("ACTIVATION_INFO", "A fresh sign-up link", "While the customer has to act there is a link."),
  tell("SUSPEND", "A suspension", "It is completed or queued."),
  tell("RESUME", "Its end", "It is completed or queued."),
  tell("UPDATE", "Another offer or product", "It is completed, sends the customer to a page, or is queued."),
  tell(
    "TERMINATE_AT_END",
    "A termination at the end of the paid period",
    "It is completed, with a date where access lasts on, or queued.",
  ),
  tell("UNDO", "The termination, taken back", "It is completed or queued."),
  tell(
    "TERMINATE_AT_ONCE",
    "A termination at once",
    "It is completed without a date that lies ahead, or queued.",
  ),
  tell(
    "REPEATED_TERMINATE",
    "The same termination again",
    "The same requestId gets the same answer, although the subscription has ended.",
  ),
  tell(
    "UNKNOWN_ENTITLEMENT",
    "A subscription that there is not",
    "It is refused for good: not completed, and not as if it might have worked.",
  ),
  tell(
    "UNKNOWN_REQUEST",
    "The status of a request that never came",
    "It is NOT_FOUND (404): a create in doubt is given up only upon that.",
  ),
  tell(
    "BAD_CREDENTIALS",
    "Wrong credentials",
    "A create with credentials that are nobody's is answered with 401 or 403.",
  ),
  tell(
    "MALFORMED_BODY",
    "A body that is cut off",
    "A create whose body ends in the middle is answered with 4xx. The platform never sends one.",
  ),
] as const;
