// What a merchant's API is asked, in order, one row per scenario: the life of a subscription, then what has to be refused.
// Answers are judged by what the connector makes of them; what the merchant really did is not seen.
import type { Played, Told } from "./finding";
import * as end from "./merchantEnd";
import * as life from "./merchantLife";
import * as refusals from "./merchantRefusals";
import type { Stage } from "./merchantStage";
import type { Story } from "./merchantStory";

export interface MerchantScenario extends Told {
  group: "MERCHANT_API";
  play: (stage: Stage, story: Story) => Promise<Played>;
}

const row = (
  scenario: string,
  title: string,
  checked: string,
  play: MerchantScenario["play"],
): MerchantScenario => ({ scenario, group: "MERCHANT_API", title, checked, play });

/** Begins the story of all others. */
export const CREATE: Told = {
  scenario: "CREATE",
  group: "MERCHANT_API",
  title: "A new subscription",
  checked: "It is completed, sends the customer to a page, or is queued.",
};

export const MERCHANT_SCENARIOS: readonly MerchantScenario[] = [
  row(
    "REPEATED_CREATE",
    "The same create again",
    "The same requestId gets the same answer, with the same ids and codes. That there is one subscription is not seen.",
    life.repeatedCreate,
  ),
  row(
    "STATUS",
    "The status of that request",
    "It is answered like the create, or with what has become of it since.",
    life.status,
  ),
  row(
    "ACTIVATION_INFO",
    "A fresh sign-up link",
    "While the customer has to act there is a link.",
    life.activationInfo,
  ),
  row("SUSPEND", "A suspension", "It is completed or queued.", life.suspend),
  row("RESUME", "Its end", "It is completed or queued.", life.resume),
  row(
    "UPDATE",
    "Another offer or product",
    "It is completed, sends the customer to a page, or is queued.",
    life.update,
  ),
  row(
    "TERMINATE_AT_END",
    "A termination at the end of the paid period",
    "It is completed, with a date where access lasts on, or queued.",
    end.terminateAtEnd,
  ),
  row("UNDO", "The termination, taken back", "It is completed or queued.", life.undo),
  row(
    "TERMINATE_AT_ONCE",
    "A termination at once",
    "It is completed without a date that lies ahead, or queued.",
    end.terminateAtOnce,
  ),
  row(
    "REPEATED_TERMINATE",
    "The same termination again",
    "The same requestId gets the same answer, although the subscription has ended.",
    end.repeatedTerminate,
  ),
  row(
    "UNKNOWN_ENTITLEMENT",
    "A subscription that there is not",
    "It is refused for good: not completed, and not as if it might have worked.",
    refusals.unknownEntitlement,
  ),
  row(
    "UNKNOWN_REQUEST",
    "The status of a request that never came",
    "It is NOT_FOUND (404): a create in doubt is given up only upon that.",
    refusals.unknownRequest,
  ),
  row(
    "BAD_CREDENTIALS",
    "Wrong credentials",
    "A create with credentials that are nobody's is answered with 401 or 403.",
    refusals.badCredentials,
  ),
  row(
    "MALFORMED_BODY",
    "A body that is cut off",
    "A create whose body ends in the middle is answered with 4xx. The platform never sends one.",
    refusals.malformedBody,
  ),
];
