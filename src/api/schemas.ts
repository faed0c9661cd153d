// Request bodies and queries, once: the types of the handlers and the API's documentation come from these.
import * as z from "zod";
import { ExtensionData, key, time } from "../entitlement/fields";
import { STATUSES } from "../entitlement/state";
import { text } from "../shared/text";
import { isUuid } from "../shared/uuid";

export { ExtensionData, key, time };

/** Checked by the target guard, which has reasons of its own. */
export const notificationUrl = z.string();
export const uuid = z.string().refine(isUuid, "Must be a UUID.");

export const CreateBody = z.strictObject({
  customerIdentifier: key,
  merchantAccountKey: key,
  productKey: key,
  offerKey: key.optional(),
  notificationUrl: notificationUrl.optional(),
  dateExpiry: time.optional(),
  externalEntitlementId: key.optional(),
  extensionData: ExtensionData.optional(),
});
export type CreateBody = z.infer<typeof CreateBody>;

export const UpdateBody = z.strictObject({
  entitlementId: uuid.optional(),
  productKey: key.optional(),
  offerKey: key.nullable().optional(),
  notificationUrl: notificationUrl.nullable().optional(),
  dateExpiry: time.nullable().optional(),
  customerIdentifier: key.optional(),
  externalEntitlementId: key.nullable().optional(),
  extensionData: ExtensionData.nullable().optional(),
  entitlementBenefits: z.enum(["SUSPENDED", "NORMAL"]).optional(),
  dateEnded: z.null({ error: "Can only be null, which undoes a cancellation." }).optional(),
});
export type UpdateBody = z.infer<typeof UpdateBody>;

/** Cancel and revoke keep further scalar properties as extension data, as the reference does. */
export const TerminationBody = z.looseObject({
  cancelReasonCategory: key.optional(),
  cancelReasonCode: key.optional(),
  cancelReasonDescription: text(1000).optional(),
});
export type TerminationBody = z.infer<typeof TerminationBody>;

export const EmptyBody = z.strictObject({});

export const ReportBody = z.strictObject({
  customerIdentifier: key.optional(),
  merchantAccountKey: key.optional(),
  productKey: key.optional(),
  externalEntitlementId: key.optional(),
  merchantEntitlementId: key.optional(),
  status: z.union([z.enum(STATUSES), z.array(z.enum(STATUSES)).min(1)]).optional(),
  updatedSince: time.optional(),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2000).optional(),
});
export type ReportBody = z.infer<typeof ReportBody>;

export const EventsQuery = z.strictObject({
  after: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const DryRunQuery = z.strictObject({ dryRun: z.enum(["true", "false"]).optional() });
export const NoQuery = z.strictObject({});

export const ActivateBody = z.strictObject({
  merchantEntitlementId: key.optional(),
  activationCode: text(1024).optional(),
  merchantExtensionData: ExtensionData.optional(),
});

export const RejectBody = z.strictObject({
  reasonCode: z.enum(["CUSTOMER_NOT_ELIGIBLE", "MERCHANT_REJECTED"]),
  reasonDescription: text(1000).optional(),
});

export const TerminateBody = z.strictObject({
  immediate: z.boolean(),
  terminationDate: time.optional(),
  reasonCategory: key.optional(),
  reasonCode: key.optional(),
  reasonDescription: text(1000).optional(),
});

export const ReasonBody = z.strictObject({ reasonDescription: text(1000).optional() });

export const MerchantUpdateBody = z.strictObject({
  productKey: key.optional(),
  offerKey: key.optional(),
  merchantExtensionData: ExtensionData.optional(),
});

export const NotifyBody = z.strictObject({
  activationUrl: z
    .url({ protocol: /^https?$/, error: "Must be an http or https URL." })
    .max(10_000)
    .optional(),
  urlExpiry: time.optional(),
  merchantExtensionData: ExtensionData.optional(),
  message: text(1000).optional(),
});

export const AcknowledgeBody = z.strictObject({
  operationId: key,
  outcome: z.enum(["DONE", "NOT_DONE"]),
  merchantEntitlementId: key.optional(),
  activationCode: text(1024).optional(),
  terminationDate: time.optional(),
  merchantExtensionData: ExtensionData.optional(),
  reasonCode: z.enum(["CUSTOMER_NOT_ELIGIBLE", "MERCHANT_REJECTED"]).optional(),
  reasonDescription: text(1000).optional(),
});

/** Whatever is sent as a token is looked up; there is one answer for all that name nothing. */
export const ResolveBody = z.strictObject({ token: z.string() });

export const MerchantFindQuery = z.strictObject({ merchantEntitlementId: key });

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2000).optional(),
};

export const TROUBLE_STATES = ["waiting", "held", "exhausted"] as const;

export const NotificationsQuery = z.strictObject({
  status: z.enum(TROUBLE_STATES).optional(),
  since: time.optional(),
  ...page,
});
export type NotificationsQuery = z.infer<typeof NotificationsQuery>;

/** One notification, all of one entitlement, or everything that was given up since a time. */
export const ReplayBody = z
  .strictObject({
    notificationId: uuid.optional(),
    entitlementId: uuid.optional(),
    status: z.literal("exhausted", { error: "Can only be exhausted." }).optional(),
    since: time.optional(),
    limit: z.number().int().min(1).max(100).optional(),
    cursor: z.string().max(2000).optional(),
    reason: text(1000),
  })
  .superRefine(({ entitlementId, status, notificationId, since, ...paging }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((entitlementId === undefined) === (status === undefined))
      refuse("entitlementId", "Name an entitlement, or status: exhausted with since; one of the two.");
    else if (status === undefined) {
      for (const path of ["since", "limit", "cursor"] as const)
        if ({ since, ...paging }[path] !== undefined) refuse(path, "Belongs to status: exhausted.");
    } else {
      if (since === undefined) refuse("since", "Required with status.");
      if (notificationId !== undefined) refuse("notificationId", "Belongs to an entitlement.");
    }
  });
export type ReplayBody = z.infer<typeof ReplayBody>;

export const TestBody = z.strictObject({ url: notificationUrl.optional() });
