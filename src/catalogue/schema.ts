// Who may sell what: the catalogue's items, each checked when it is read from the database.
//
// Every item belongs to one environment, so that sandbox and live can never meet by a missing filter.
import * as z from "zod";
import { isIpRange } from "../shared/ipRange";
import { ScalarRecord } from "../shared/scalars";

const key = z.string().min(1).max(255);

const Environment = z.enum(["sandbox", "live"]);

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

const Capabilities = z.object({
  activation: z.enum(["SYNC", "ASYNC"]),
  verbs: z.array(z.enum(CAPABILITY_VERBS)),
  endOfPeriodCancel: z.boolean(),
});

export const Product = z.object({
  environment: Environment,
  merchantAccountKey: key,
  productKey: key,
  offerKeys: z.array(key),
  productName: z.string(),
  productDescription: z.string().nullable(),
  productLogoURL: z.string().nullable(),
  productTermsURL: z.string().nullable(),
  capabilities: Capabilities,
  /** Milliseconds a customer has to finish the sign-up; null: until the reseller ends it. */
  signUpTtlMs: z.number().int().positive().nullable(),
});
export type Product = z.infer<typeof Product>;

export const Merchant = z.object({
  environment: Environment,
  merchantAccountKey: key,
  name: z.string(),
  connector: z.string(),
  connectorVersion: z.number().int(),
});
export type Merchant = z.infer<typeof Merchant>;

export const Route = z.object({
  environment: Environment,
  resellerKey: key,
  merchantAccountKey: key,
  /** Entitlements that one customer may hold at this merchant at a time. */
  limitPerCustomer: z.number().int().positive().default(1),
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
const token = z.string().regex(/^[\x21-\x7e]{1,4096}$/, "must be printable ASCII without spaces");

/** RFC 7617 §2: neither half may contain control characters, the user name no colon. */
const credential = z.string().regex(/^\P{Cc}{0,255}$/u, "must not contain control characters");

/** The reseller's own authentication, sent with every notification. */
export const NotificationAuthentication = z.discriminatedUnion("type", [
  z.object({ type: z.literal("none") }),
  z.object({
    type: z.literal("basic"),
    username: credential.refine((name) => !name.includes(":"), "must not contain a colon"),
    password: credential,
  }),
  z.object({ type: z.literal("apiKey"), key: token }),
  z.object({ type: z.literal("bearer"), token }),
]);
export type NotificationAuthentication = z.infer<typeof NotificationAuthentication>;

/** Standard Webhooks: `whsec_` and Base64 of at least 24 bytes. */
const signingSecret = z
  .string()
  .regex(
    /^whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "must be whsec_ and Base64",
  );

export const Reseller = z.object({
  environment: Environment,
  resellerKey: key,
  name: z.string(),
  defaultNotificationUrl: z.string().nullable(),
  authentication: NotificationAuthentication,
  /** `whsec_…`, newest first; two while one is being rotated. */
  signingSecrets: z.array(signingSecret).min(1).max(2),
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

/** What the catalogue said about one sale when it was made; pinned in the entitlement. */
export interface Terms {
  connector: string;
  connectorVersion: number;
  activation: "SYNC" | "ASYNC";
  verbs: string[];
  endOfPeriodCancel: boolean;
  limitPerCustomer: number;
  signUpTtlMs: number | null;
  confirmationTtlMs: number;
  sharesMerchantExtensionData: boolean;
  sharesWithMerchant: string[];
  routeExtensionData: ScalarRecord | null;
}

/** Pins merchant, product and route into the terms of one sale. */
export function termsOf(merchant: Merchant, product: Product, route: Route): Terms {
  return {
    connector: merchant.connector,
    connectorVersion: merchant.connectorVersion,
    ...product.capabilities,
    limitPerCustomer: route.limitPerCustomer,
    signUpTtlMs: product.signUpTtlMs,
    confirmationTtlMs: route.confirmationTtlMs,
    sharesMerchantExtensionData: route.sharesMerchantExtensionData,
    sharesWithMerchant: route.sharesWithMerchant,
    routeExtensionData: route.routeExtensionData,
  };
}
