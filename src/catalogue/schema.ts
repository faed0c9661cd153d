// Who may sell what: the catalogue's items, each checked when it is read from the database.
//
// Every item belongs to one environment, so that sandbox and live can never meet by a missing filter.
import * as z from "zod";
import { isIpRange } from "../shared/ipRange";
import { ScalarRecord } from "../shared/scalars";

const key = z.string().min(1).max(255);

/** What a sealed secret looks like: the format's number, then nonce and ciphertext in base64url. */
export const SEALED = /^sealed:1:[\w-]{38,}$/;

export const Environment = z.enum(["sandbox", "live"]);

/** The verbs a product can support beside `create`. */
export const CAPABILITY_VERBS = [
  "activationInfo",
  "update",
  "suspend",
  "resume",
  "cancel",
  "undo",
  "revoke",
] as const;

/** What can be done with a product, as its merchant's connector says, narrowed by product and route. */
export const Capabilities = z.object({
  /** `ASYNC`: the customer or the merchant has to do something before the entitlement is active. */
  activation: z.enum(["SYNC", "ASYNC"]),
  verbs: z.array(z.enum(CAPABILITY_VERBS)),
  /** Whether a cancel can leave access until the end of the paid period. */
  endOfPeriodCancel: z.boolean(),
  /** Whether a change of product can send the customer to a page. */
  userStepOnChange: z.boolean().default(true),
  /** Verbs whose doubt the platform can clear by itself; any other waits for the operator at once. */
  resolves: z.array(z.enum(["create", ...CAPABILITY_VERBS])).default(["create", ...CAPABILITY_VERBS]),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const Product = z.object({
  environment: Environment,
  merchantAccountKey: key,
  productKey: key,
  offerKeys: z.array(key),
  productName: z.string(),
  productDescription: z.string().nullable(),
  productLogoURL: z.string().nullable(),
  productTermsURL: z.string().nullable(),
  /** Where the product can do less than its merchant's connector; what is absent is as there. */
  capabilities: Capabilities.omit({ resolves: true })
    .extend({ userStepOnChange: z.boolean() })
    .partial()
    .default({}),
  /** Milliseconds a customer has to finish the sign-up; null: until the reseller ends it. */
  signUpTtlMs: z.number().int().positive().nullable(),
});
export type Product = z.infer<typeof Product>;

export const Merchant = z.object({
  environment: Environment,
  merchantAccountKey: key,
  name: z.string(),
  /** The kind of connector, and the version of its definition that new operations run on. */
  connector: z.string(),
  connectorVersion: z.number().int(),
  /** Of that version. Absent in what release 0.1.0 wrote: there the products say it all. */
  capabilities: Capabilities.nullable().default(null),
  /** What the platform authenticates with, by the names that the definition uses; sealed. */
  secrets: z.record(z.string(), z.string()).default({}),
});
export type Merchant = z.infer<typeof Merchant>;

export const Route = z.object({
  environment: Environment,
  resellerKey: key,
  merchantAccountKey: key,
  /** Entitlements that one customer may hold at this merchant at a time. */
  limitPerCustomer: z.number().int().positive().default(1),
  /** The verbs that this reseller may use; null: all that the product has. */
  verbs: z.array(z.enum(CAPABILITY_VERBS)).nullable().default(null),
  /** How long a merchant's confirmation is awaited before its status is asked. */
  confirmationTtlMs: z
    .number()
    .int()
    .positive()
    .default(24 * 3_600_000),
  sharesMerchantExtensionData: z.boolean().default(false),
  /** What of the customer the merchant may see; nothing unless listed. */
  sharesWithMerchant: z.array(z.enum(["customerIdentifier", "extensionData"])).default([]),
  routeExtensionData: ScalarRecord.nullable().default(null),
});
export type Route = z.infer<typeof Route>;

/** Header values that `fetch` takes and no proxy rewrites: printable ASCII without spaces. */
export const headerToken = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, "must be printable ASCII without spaces");

/** RFC 7617 §2: neither half may contain control characters, the user name no colon. */
export const basicPart = z.string().regex(/^\P{Cc}{0,255}$/u, "must not contain control characters");

/** The user name of Basic. */
export const basicName = basicPart.refine((name) => !name.includes(":"), "must not contain a colon");

/** A secret as it is stored: sealed, or in clear as release 0.1.0 and the command line give it. */
const secret = <T extends z.ZodType<string>>(clear: T) => z.union([z.string().regex(SEALED), clear]);

/** The reseller's own authentication, sent with every notification. */
export const NotificationAuthentication = z.discriminatedUnion("type", [
  z.object({ type: z.literal("none") }),
  z.object({
    type: z.literal("basic"),
    username: basicName,
    password: secret(basicPart),
  }),
  z.object({ type: z.literal("apiKey"), key: secret(headerToken) }),
  z.object({ type: z.literal("bearer"), token: secret(headerToken) }),
  z.object({
    type: z.literal("oauth2"),
    tokenUrl: z.string().max(2_048),
    clientId: basicPart,
    clientSecret: secret(basicPart),
    scope: z.string().max(1_000).optional(),
    audience: z.string().max(1_000).optional(),
    clientAuthentication: z.enum(["basic", "body"]).default("basic"),
  }),
]);
export type NotificationAuthentication = z.infer<typeof NotificationAuthentication>;

/** The members of an authentication that are secret, whatever its type. */
export const AUTHENTICATION_SECRETS: readonly string[] = ["password", "key", "token", "clientSecret"];

/**
 * Standard Webhooks: `whsec_` and Base64 of at least 24 bytes for HMAC; for ed25519 `whsk_` and Base64 of the private
 * key's 32 bytes, or of 64 where the public key stands behind it.
 */
export const signingSecret = z
  .string()
  .regex(
    /^(?:whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|whsk_(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==))$/,
    "must be whsec_ or whsk_ and Base64",
  );

export const Reseller = z.object({
  environment: Environment,
  resellerKey: key,
  name: z.string(),
  defaultNotificationUrl: z.string().nullable(),
  authentication: NotificationAuthentication,
  /** `whsec_…` (HMAC) or `whsk_…` (ed25519), or both; newest first, and two of a kind while it is being rotated. */
  signingSecrets: z.array(secret(signingSecret)).min(1).max(4),
});
export type Reseller = z.infer<typeof Reseller>;

export const Credential = z.object({
  id: key,
  party: z.enum(["RESELLER", "MERCHANT", "OPERATOR"]),
  organisation: key,
  /** Null only for an operator, which covers both. */
  environment: Environment.nullable(),
  /** Salted SHA-256 of each live secret, hexadecimal. */
  secrets: z
    .array(z.object({ salt: z.string(), hash: z.string() }))
    .min(1)
    .max(2),
  ipRanges: z.array(z.string().refine(isIpRange, "must be an address or CIDR range")).nullable(),
  revoked: z.boolean().default(false),
});
export type Credential = z.infer<typeof Credential>;
