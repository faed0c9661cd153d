// The record of an entitlement as each party sees it: contract §2. Every field is always there; what is absent, or not
// this party's to see, is null.
import * as z from "zod";
import { CAPABILITY_VERBS } from "../../catalogue/schema";
import type { Parameters } from "../../entitlement/entry";
import type { EntitlementRecord, EntitlementView } from "../../entitlement/record";
import { STATUSES, type TerminationReason } from "../../entitlement/state";
import { ScalarRecord } from "../../shared/scalars";
import { ENTITLEMENT_ID, Environment, name, of, prose, time, url, uuid } from "./fields";

/** What a merchant can do with an entitlement of its own. */
export const MERCHANT_VERBS = [
  "activate",
  "reject",
  "terminate",
  "suspend",
  "resume",
  "update",
  "notify",
] as const;

/** One of the seven states. */
export const Status = z
  .enum(STATUSES)
  .meta({ description: "The state of the entitlement.", examples: ["ACTIVE"] });

const terminationReason = of<TerminationReason>()(
  z.object({
    category: z.string().meta({ examples: ["CUSTOMER_CANCELLED"] }),
    code: z.string().meta({ examples: ["SUBSCRIPTION_CANCELLED"] }),
    description: prose("In the words of whoever ended it.", 1_000).nullable(),
  }),
);

const record = {
  entitlementId: uuid("Ours.", ENTITLEMENT_ID),
  externalEntitlementId: name("The reseller's own; it need not be unique.", "order-4711").nullable(),
  merchantEntitlementId: z
    .string()
    .max(255)
    .meta({
      description: "The merchant's own, or the `entitlementId` while it has given none.",
      examples: ["sub-815"],
    }),
  status: Status,
  customerIdentifier: name("The reseller's customer.", "+4915100000001").nullable(),
  sharedCustomerId: z
    .string()
    .nullable()
    .meta({ description: "Pseudonym of the customer towards this merchant; null: the customer is erased." }),
  platformUserId: z
    .string()
    .nullable()
    .meta({ description: "Pseudonym of the customer at this reseller, over all merchants." }),
  merchantAccountKey: name("The merchant.", "MUSIC"),
  productKey: name("The product.", "MUSIC_PREMIUM"),
  offerKey: name("The offer of the product.", "STANDARD").nullable(),
  entitlementDisplayName: prose("What customers know the product as.", 255),
  activationCode: z
    .string()
    .max(1_024)
    .nullable()
    .meta({ description: "For the customer, where the merchant gives one." }),
  notificationUrl: z
    .string()
    .nullable()
    .meta({
      description: "Where changes are notified to; null: to the reseller's default.",
      examples: ["https://reseller.example.com/notifications"],
    }),
  dateCreated: time("When it was created."),
  dateActivated: time("When it was activated first.").nullable(),
  dateSuspended: time("When it was suspended last.").nullable(),
  dateResumed: time("When it was resumed last.").nullable(),
  dateExpiry: time("When it ends whatever happens; null: never.").nullable(),
  dateEnded: time("When it ended; while `ACTIVE-ENDING` when it will end.").nullable(),
  dateLastUpdated: time("When this version was made."),
  extensionData: ScalarRecord.nullable().meta({ description: "The reseller's own data." }),
  merchantExtensionData: ScalarRecord.nullable().meta({
    description: "The merchant's data; a reseller sees it where its route shares it.",
  }),
  terminationReason: terminationReason.nullable().meta({ description: "Why it ended, or will end." }),
  environment: Environment,
  version: z.int().nonnegative().meta({
    description: "Counts committed changes. 0: provisional, while a create waits for the merchant's answer.",
  }),
};

const derived = {
  waitingOn: z
    .enum(["CUSTOMER", "MERCHANT", "PLATFORM"])
    .nullable()
    .meta({ description: "Who has to act next." }),
  waitingUntil: time("Until when, where there is an end to it.").nullable(),
  allowedActions: z.array(z.enum(CAPABILITY_VERBS)).meta({ description: "What is possible now." }),
};

/** What the customer has to do. */
const parameters = of<Parameters>()(
  z.object({
    action: z.literal("NAVIGATE_TO_URL"),
    url: url("Send the customer here.", 10_000, "https://music.example.com/sign-up/abc"),
    urlExpiry: time("Until when the URL is valid.").nullable(),
  }),
)
  .nullable()
  .meta({ description: "What the customer has to do; null where there is nothing." });

/** The stored record, as notifications and the feed carry it. */
export const EntitlementVersion = of<Omit<EntitlementRecord, "resellerKey">>()(z.object(record));

/** An entitlement as its reseller sees it. */
export const Entitlement = of<Omit<EntitlementView, "resellerKey">>()(z.object({ ...record, ...derived }));

/** Beside a record in answers. */
export const Parametered = z.object({ parameters });

const resellerKey = name("The reseller.", "TELCO");

/** An entitlement as its merchant sees it: what of the customer is the reseller's is null unless the route shares it. */
export const EntitlementOfMerchant = of<EntitlementView>()(
  z.object({
    ...record,
    ...derived,
    resellerKey,
    allowedActions: z.array(z.enum(MERCHANT_VERBS)).meta({ description: "What is possible now." }),
  }),
);

/** An entitlement as an operator sees it. */
export const EntitlementOfOperator = of<EntitlementView>()(z.object({ ...record, ...derived, resellerKey }));
