// What is told to resellers: the body of a notification, which is the feed's event as well, and the lists of those that
// are in trouble.
import * as z from "zod";
import { NOTIFICATION_REASONS } from "../../entitlement/state";
import { ANY_TROUBLE } from "../../api/operatorSchemas";
import { TROUBLE_STATES } from "../../api/schemas";
import { EntitlementVersion, Parametered } from "./entitlement";
import { Success } from "./envelope";
import {
  count,
  durationMs,
  ENTITLEMENT_ID,
  Environment,
  free,
  name,
  nextCursor,
  NOTIFICATION_ID,
  prose,
  REQUEST_ID,
  time,
  url,
  uuid,
} from "./fields";

const notificationId = uuid("The same in every repeat, and in the header `webhook-id`.", NOTIFICATION_ID);
const reason = z.enum(NOTIFICATION_REASONS).meta({ description: "What happened." });
const notificationDate = time("When the version was made.");
const previousVersion = z.int().nullable().meta({
  description:
    "Carried by the notification before this one; null on the first. A gap shows that one is missing.",
});

/** The record as of its version, with what is told about it. */
const told = <M extends z.ZodType>(more: M) =>
  z.intersection(z.intersection(Success, EntitlementVersion), z.intersection(Parametered, more));

/** The body of a notification; a sample, too, has one. */
export const Notification = told(
  z.object({
    notificationId: z
      .string()
      .regex(/^(?:test_)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
      .meta({
        description:
          "The same in every repeat, and in the header `webhook-id`. A sample's begins with `test_`.",
        examples: [NOTIFICATION_ID],
      }),
    notificationReason: reason,
    notificationDate,
    previousVersion,
  }),
);

/** A version in the feed: the body of its notification; one that was not notified has no notification id and reason. */
export const FeedEvent = told(
  z.object({
    erased: z.literal(true).optional().meta({
      description: "The customer is erased: what said who it is, or was said about it, is null.",
    }),
    notificationId: notificationId.nullable(),
    notificationReason: reason.nullable(),
    notificationDate,
    previousVersion,
  }),
);

/** The next events of the feed. */
export const FeedPage = z.object({
  events: z.array(FeedEvent),
  nextCursor: z
    .string()
    .max(2_000)
    .meta({ description: "Send it as `after`. It is usable also when nothing has come." }),
  hasMore: z.boolean().meta({ description: "Whether there is more already." }),
});

/** A notification that is in trouble. */
export const TroubledNotification = z.object({
  notificationId,
  entitlementId: uuid("The entitlement that it is about.", ENTITLEMENT_ID),
  reason: reason.nullable(),
  version: z.int().nullable().meta({ description: "The version that it carries." }),
  state: z.enum(TROUBLE_STATES),
  stateReason: prose("Why it is where it is.").nullable(),
  since: time("Since when it has been in trouble."),
  nextAttempt: time("When it is tried next.").nullable(),
  url: z.string().nullable().meta({ description: "Where it was sent to last." }),
});

/** A notification or an operation in trouble, for operators. */
export const Trouble = z.object({
  entitlementId: uuid("The entitlement that it is about.", ENTITLEMENT_ID),
  kind: z.enum(["notification", "operation"]),
  notificationId: notificationId.optional().meta({ description: "Of a notification." }),
  requestId: name("Of an operation: the `Idempotency-Key` that the merchant got.", REQUEST_ID).optional(),
  status: z.enum(ANY_TROUBLE),
  environment: Environment,
  resellerKey: name("The reseller.", "TELCO"),
  merchantAccountKey: name("The merchant.", "MUSIC"),
  since: time("Since when it has been in trouble."),
  nextAttempt: time("When something is tried next.").nullable(),
  detail: free("What is known of it."),
});

/** How many notifications are sent again. */
export const Replayed = z.object({
  replayed: count("On their way."),
  held: count("Sent when their endpoint is back."),
});

/** The same for one page of what was given up. */
export const ReplayedPage = Replayed.extend({ nextCursor });

/** What became of a sample. */
export const Sample = z.object({
  notificationId: z
    .string()
    .regex(/^test_/)
    .meta({ description: "Of the sample; no notification has such an id." }),
  delivered: z.boolean(),
  attempt: z.object({
    date: time("When the request began."),
    durationMs,
    status: z.int().nullable().meta({ description: "What the endpoint answered; null: nothing." }),
    error: z
      .string()
      .nullable()
      .meta({ description: "Why it was no success.", examples: ["TIMEOUT"] }),
    answer: prose("The beginning of what the endpoint said.").nullable(),
    url: url("Where it was sent to.", 10_000, "https://reseller.example.com/notifications").nullable(),
  }),
  signature: z.array(z.enum(["v1", "v1a"])).meta({ description: "The kinds of signatures that it carried." }),
});

const keys = z
  .array(
    z.object({
      signature: z.literal("v1a"),
      algorithm: z.literal("ed25519"),
      publicKey: z.string().meta({ description: "`whpk_` and Base64 of the key's 32 bytes." }),
    }),
  )
  .meta({ description: "Newest first; none where everything is signed by HMAC." });

/** What anybody may know of a reseller's signatures. */
export const PublicKeys = z.object({ keys });

/** What notifications are signed with. */
export const SigningKeys = PublicKeys.extend({
  signatures: z.array(z.enum(["v1", "v1a"])).meta({ description: "The kinds of signatures in use." }),
});
