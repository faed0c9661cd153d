// Everything that happened to one entitlement, for whoever wants to know why it is as it is.
import * as z from "zod";
import { MERCHANT_OPERATIONS } from "../../connectors/contract";
import type {
  HistoryAttempt,
  HistoryEvent,
  HistoryNotification,
  HistoryOperation,
} from "../../entitlement/history";
import { NOTIFICATION_REASONS, SIDES } from "../../entitlement/state";
import { EntitlementVersion, Status } from "./entitlement";
import {
  durationMs,
  ENTITLEMENT_ID,
  name,
  NOTIFICATION_ID,
  of,
  prose,
  REQUEST_ID,
  time,
  uuid,
} from "./fields";

/** Who did something. */
export const Actor = z.object({
  side: z.enum(SIDES),
  name: z.string().meta({ description: "The key of the organisation.", examples: ["TELCO"] }),
});

const version = EntitlementVersion.shape.version;
const reason = z.enum(NOTIFICATION_REASONS);

/** One version: what led to it. */
export const HistoryEvents = of<HistoryEvent>()(
  z.object({
    version,
    date: time("When it was made."),
    actor: Actor,
    command: z.string().meta({ description: "What was asked for.", examples: ["cancel"] }),
    from: Status.nullable().meta({ description: "The status before; null on the first." }),
    to: Status,
    reason: reason.nullable().meta({ description: "Of the notification; null where there is none." }),
    terminationReason: EntitlementVersion.shape.terminationReason,
    note: prose("In the words of an operator, or of us.").nullable(),
  }),
);

/** One attempt to deliver a notification. */
export const Attempt = of<HistoryAttempt>()(
  z.object({
    date: time("When the request began."),
    durationMs,
    status: z.int().nullable().meta({ description: "What the endpoint answered; null: nothing." }),
    error: z
      .string()
      .nullable()
      .meta({ description: "Why it was no success.", examples: ["TIMEOUT"] }),
    answer: prose("The beginning of what the endpoint said, of the last failures.").nullable(),
    url: z.string().meta({ description: "Where it was sent to." }),
    replay: z.boolean().meta({ description: "Made because somebody asked for a repetition." }),
  }),
);

/** One notification and what became of it. */
export const NotificationState = of<HistoryNotification>()(
  z.object({
    notificationId: uuid("The same in every repeat.", NOTIFICATION_ID),
    reason,
    version,
    previousVersion: z
      .int()
      .nullable()
      .meta({ description: "Carried by the notification before; null on the first." }),
    state: z.enum(["waiting", "in_flight", "held", "exhausted", "delivered"]),
    stateReason: prose("Why it is where it is.").nullable(),
    nextAttempt: time("When it is tried next.").nullable(),
    attempts: z.array(Attempt).meta({ description: "At most 50, the newest last." }),
    replays: z
      .array(z.object({ date: time("When."), actor: Actor, reason: prose("Why.", 1_000) }))
      .meta({ description: "Who had it sent again." }),
  }),
);

/** One call to the merchant. */
export const MerchantCall = of<HistoryOperation>()(
  z.object({
    requestId: name("The `Idempotency-Key` that the merchant got.", REQUEST_ID),
    operation: z.enum(MERCHANT_OPERATIONS),
    outcome: z.enum(["completed", "actionRequired", "accepted", "rejected", "unknown", "superseded"]),
    detail: prose("Reason or cause of an answer that was not a success.").nullable(),
    date: time("When it was answered."),
    durationMs,
    contradiction: z.boolean().meta({
      description: "It says something that cannot be true any more; kept, and reported to the operator.",
    }),
  }),
);

/** A message that the merchant left. */
const note = z.object({ date: time("When."), actor: Actor, text: prose("The message.", 1_000) });

/** Events, notifications, calls to the merchant, messages. */
export const History = z.object({
  entitlementId: uuid("As it was asked for.", ENTITLEMENT_ID),
  events: z.array(HistoryEvents).meta({ description: "One per version, the oldest first." }),
  notifications: z
    .array(NotificationState)
    .meta({ description: "None for merchants: they are the reseller's." }),
  operations: z.array(MerchantCall).meta({ description: "Calls to the merchant." }),
  notes: z.array(note).meta({ description: "Messages of the merchant." }),
});
