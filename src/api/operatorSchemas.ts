// What operators send, checked like everything else.
import * as z from "zod";
import { MERCHANT_OPERATIONS } from "../connectors/contract";
import { SETTLE_OUTCOMES } from "../entitlement/machine/settle";
import { credentialId, Document, ipRanges } from "../onboarding/document";
import { text } from "../shared/text";
import { key, uuid } from "./schemas";

const Environment = z.enum(["sandbox", "live"]);
const reason = text(1000);

export const SettleBody = z.strictObject({
  outcome: z.enum(SETTLE_OUTCOMES),
  merchantEntitlementId: key.optional(),
  reason,
});

export const EndpointsQuery = z
  .strictObject({ environment: Environment.optional(), resellerKey: key.optional() })
  .refine(
    ({ environment, resellerKey }) => (environment === undefined) === (resellerKey === undefined),
    "environment and resellerKey go together.",
  );

/** One of three ids; a customer is one of a reseller in an environment. */
export const FindBody = z
  .strictObject({
    externalEntitlementId: key.optional(),
    merchantEntitlementId: key.optional(),
    customerIdentifier: key.optional(),
    environment: Environment.optional(),
    resellerKey: key.optional(),
    cursor: z.string().max(2000).optional(),
  })
  .superRefine((body, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const ids = [body.externalEntitlementId, body.merchantEntitlementId, body.customerIdentifier];
    if (ids.filter((id) => id !== undefined).length !== 1)
      refuse(
        "externalEntitlementId",
        "Name one of externalEntitlementId, merchantEntitlementId, customerIdentifier.",
      );
    if (body.customerIdentifier !== undefined)
      for (const path of ["environment", "resellerKey"] as const)
        if (body[path] === undefined) refuse(path, "Required with customerIdentifier.");
    if (body.merchantEntitlementId !== undefined && body.resellerKey !== undefined)
      refuse("resellerKey", "Does not belong to merchantEntitlementId.");
    if (body.cursor !== undefined && body.customerIdentifier === undefined)
      refuse("cursor", "Belongs to customerIdentifier.");
  });
export type FindBody = z.infer<typeof FindBody>;

/** Where a notification or an operation can be in trouble. */
export const ANY_TROUBLE = ["waiting", "held", "exhausted", "doubt", "operator"] as const;

export const TroubleQuery = z.strictObject({
  status: z.enum(ANY_TROUBLE).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2000).optional(),
});

export const OperatorBody = z.strictObject({ reason });

/** A customer of a reseller in an environment. */
export const CustomerBody = z.strictObject({
  environment: Environment,
  resellerKey: key,
  customerIdentifier: key,
  reason,
});
export type CustomerBody = z.infer<typeof CustomerBody>;

export const EraseBody = CustomerBody.extend({
  /** Revokes what has not ended, and then erases it. */
  revoke: z.boolean().default(false),
});
export type EraseBody = z.infer<typeof EraseBody>;

/** What is absent gets a sample value. Sending is a real call, and needs a reason. */
export const TryBody = z
  .strictObject({
    environment: Environment,
    merchantAccountKey: key,
    operation: z.enum(MERCHANT_OPERATIONS),
    version: z.number().int().positive().optional(),
    productKey: key.optional(),
    offerKey: key.optional(),
    resellerKey: key.optional(),
    merchantEntitlementId: key.optional(),
    customerIdentifier: key.optional(),
    /** `terminate`: at once; `status`: the operation in doubt was a revoke. */
    immediate: z.boolean().optional(),
    /** `status`: the operation in doubt. */
    about: z.enum(MERCHANT_OPERATIONS).optional(),
    send: z.boolean().default(false),
    reason: reason.optional(),
  })
  .refine(({ send, reason: given }) => !send || given !== undefined, {
    path: ["reason"],
    error: "Required with send: a merchant is really asked.",
  });

/** A CSV body as its text; an empty one, which stands for an empty object, is an empty text. */
export const CsvBody = z.union([z.string(), z.strictObject({}).transform(() => "")]);

export const VoucherQuery = z.strictObject({
  environment: Environment,
  merchantAccountKey: key,
  productKey: key,
  reason,
});

/** The reason may be absent in a dry run only. */
export const CatalogueBody = z.strictObject({
  catalogue: Document,
  reason: reason.optional(),
  force: z.boolean().default(false),
});

export const CredentialBody = z.strictObject({
  id: credentialId.optional(),
  party: z.enum(["RESELLER", "MERCHANT", "OPERATOR"]),
  organisation: key,
  environment: Environment.optional(),
  ipRanges: ipRanges.optional(),
  reason,
});

export const RotateBody = z.strictObject({ reason, keepPrevious: z.boolean().default(true) });

export const RevokeBody = z.strictObject({ reason, only: z.literal("PREVIOUS").optional() });

export const AuditQuery = z.strictObject({
  after: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const ConnectorQuery = z.strictObject({ environment: Environment, merchantAccountKey: key });

export const RollbackBody = z.strictObject({
  environment: Environment,
  merchantAccountKey: key,
  version: z.number().int().positive(),
  reason,
});

export const OperatorReplayBody = z.strictObject({ notificationId: uuid.optional(), reason });
