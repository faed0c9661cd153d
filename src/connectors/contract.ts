// What the platform asks of a merchant, and the five things a merchant can answer.
//
// A connector is a value with one function per operation the merchant can do; an operation it cannot do is
// absent. Connectors translate, nothing else: deadlines, retries and what an answer means for an entitlement
// are decided by their caller, so every merchant is treated alike.
import * as z from "zod";
import { ScalarRecord } from "../shared/scalars";

/** The eight operations. `cancel` arrives as `terminate` with `immediate: false`, `revoke` with `true`. */
export const MERCHANT_OPERATIONS = [
  "create",
  "activationInfo",
  "update",
  "suspend",
  "resume",
  "terminate",
  "undo",
  "status",
] as const;
export type MerchantOperation = (typeof MERCHANT_OPERATIONS)[number];

/** Everything a merchant may know of one request. Times are epoch milliseconds. */
export interface MerchantRequest {
  operation: MerchantOperation;
  /** Stable over retries of one operation; sent as `Idempotency-Key`. */
  requestId: string;
  environment: "sandbox" | "live";
  entitlementId: string;
  /** The merchant's own id where it gave one, else the `entitlementId`. */
  merchantEntitlementId: string;
  merchantAccountKey: string;
  resellerKey: string;
  sharedCustomerId: string;
  productKey: string;
  offerKey: string | null;
  /** The product and offer before a change; null for other operations. */
  previous: { productKey: string; offerKey: string | null } | null;
  /** `terminate` only: at once, or at the end of the paid period. */
  immediate: boolean | null;
  merchantExtensionData: ScalarRecord | null;
  /** Fixed at onboarding, per route. */
  routeExtensionData: ScalarRecord | null;
  /** Only where the route shares them, else null. */
  customerIdentifier: string | null;
  extensionData: ScalarRecord | null;
  /** `status` only: the operation in doubt. `completed` then means that it took effect, `rejected` that it did not. */
  about: { operation: MerchantOperation; requestId: string; immediate: boolean | null } | null;
  /** Sandbox only: the outcome that the caller wants to see. */
  magicNumber: string | null;
  /** Sandbox only: how far the entitlement's test clock is ahead of the real one; absent: it is not. */
  clockAheadMs?: number;
}

const completed = z.object({
  kind: z.literal("completed"),
  merchantEntitlementId: z.string().max(255).nullish(),
  activationCode: z.string().max(1024).nullish(),
  terminationDate: z.number().nullish(),
  merchantExtensionData: ScalarRecord.nullish(),
});
const actionRequired = z.object({
  kind: z.literal("actionRequired"),
  url: z.url({ protocol: /^https?$/ }).max(10_000),
  urlExpiry: z.number().nullish(),
  merchantEntitlementId: z.string().max(255).nullish(),
  merchantExtensionData: ScalarRecord.nullish(),
});
const accepted = z.object({
  kind: z.literal("accepted"),
  merchantEntitlementId: z.string().max(255).nullish(),
});
const rejected = z.object({
  kind: z.literal("rejected"),
  /** `MERCHANT_UNAVAILABLE` only when it is certain that nothing happened; `NOT_FOUND` answers `status`. */
  reason: z.enum(["CUSTOMER_NOT_ELIGIBLE", "MERCHANT_REJECTED", "MERCHANT_UNAVAILABLE", "NOT_FOUND"]),
  status: z.number().nullish(),
  merchantCode: z.string().max(255).nullish(),
  message: z.string().max(1024).nullish(),
});
const unknown = z.object({
  kind: z.literal("unknown"),
  cause: z.enum(["TIMEOUT", "CONNECTION", "SERVER_ERROR", "UNREADABLE", "INTERRUPTED"]),
  status: z.number().nullish(),
  /** What was wrong with the answer, for the history; never a secret, never the customer. */
  detail: z.string().max(300).nullish(),
});

/** One merchant's answer to one request; the only five there are. */
export const Outcome = z.discriminatedUnion("kind", [completed, actionRequired, accepted, rejected, unknown]);
export type Outcome = z.infer<typeof Outcome>;

/** What a connector may use besides the request. */
export interface ConnectorContext {
  /** Aborted when the whole call, retries included, has used its time. */
  signal: AbortSignal;
  /** The platform's own public origin, for merchants that need a way back. */
  publicUrl: string;
  /** W3C trace context of the caller, to be passed on. */
  traceparent: string | null;
}

export type ConnectorCall = (request: MerchantRequest, context: ConnectorContext) => Promise<Outcome>;

/** What of a request is made wrong, to see whether the merchant notices. */
export type Spoil = "credentials" | "body";

/** One merchant's API behind the platform's own words. */
export type Connector = {
  /** Operations that the merchant answers again, without a second effect, when `requestId` is repeated. */
  readonly idempotent: readonly MerchantOperation[];
  /**
   * Shows the request of an operation, and with `send` what came back; absent where nothing is sent over HTTP. With
   * `spoil` it is sent in a way that has to be refused; where there is nothing to spoil it is not sent.
   */
  readonly explain?: (
    request: MerchantRequest,
    context: ConnectorContext,
    send: boolean,
    spoil?: Spoil,
  ) => Promise<Explanation>;
} & { readonly [operation in MerchantOperation]?: ConnectorCall };

/** One call with everything that is usually hidden, for whoever sets a connector up. Secrets are masked. */
export interface Explanation {
  /** Null for an operation that is answered without asking the merchant. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
  /** Null where nothing was sent, or nothing came. */
  response: { status: number; headers: Record<string, string>; body: string; durationMs: number } | null;
  /** How the answer was understood; null where nothing was sent. */
  outcome: Outcome | null;
  /** The response rule that matched, counted from 0. */
  rule: number | null;
}
