// What waits for somebody, for operators.
import * as z from "zod";
import type { Backlog } from "../../projection/backlog";
import { count, ENTITLEMENT_ID, name, NOTIFICATION_ID, REQUEST_ID, time, uuid } from "./fields";

/** Something that waits. */
const item = z.object({
  entitlementId: uuid("The entitlement.", ENTITLEMENT_ID),
  notificationId: uuid("Of a notification.", NOTIFICATION_ID).optional(),
  requestId: name("Of an operation.", REQUEST_ID).optional(),
  resellerKey: name("The reseller.", "TELCO"),
  merchantAccountKey: name("The merchant.", "MUSIC"),
  since: time("Since when it waits."),
});

/** Everything of one kind that waits. */
export const BacklogPart = z.object({
  count: count("All."),
  since: time("Since when the oldest waits.").nullable(),
  oldest: z.array(item).meta({ description: "The oldest five." }),
});

const KINDS = {
  waiting: "Notifications that failed at least twice and are tried again.",
  held: "Notifications whose endpoint takes nothing now.",
  exhausted: "Notifications that were given up.",
  inDoubt: "Operations whose outcome the platform is finding out.",
  forOperator: "Operations whose outcome somebody has to settle.",
  overdue: "Entitlements that should have done something long ago.",
} as const satisfies Record<keyof Backlog, string>;

const backlogOf = (description: string) =>
  z
    .object({
      waiting: BacklogPart.meta({ description: KINDS.waiting }),
      held: BacklogPart.meta({ description: KINDS.held }),
      exhausted: BacklogPart.meta({ description: KINDS.exhausted }),
      inDoubt: BacklogPart.meta({ description: KINDS.inDoubt }),
      forOperator: BacklogPart.meta({ description: KINDS.forOperator }),
      overdue: BacklogPart.meta({ description: KINDS.overdue }),
    })
    .meta({ description });

/** What waits for somebody, per environment. */
export const BacklogAnswer = z.object({
  date: time("When this was counted."),
  sandbox: backlogOf("In the sandbox."),
  live: backlogOf("In live."),
});
