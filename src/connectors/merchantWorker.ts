// The contract of a merchant that is a Worker: what the platform calls over a service binding, and what it takes for an
// answer. This file imports nothing, so that a merchant can copy it into its own Worker:
//
//   import { WorkerEntrypoint } from "cloudflare:workers";
//   import type { MerchantOutcome, MerchantRequest, MerchantWorker } from "./merchantWorker";
//
//   export default class VideoMerchant extends WorkerEntrypoint<Env> implements MerchantWorker {
//     async create(request: MerchantRequest): Promise<MerchantOutcome> {
//       const account = await this.env.ACCOUNTS.open(request.requestId, request.sharedCustomerId);
//       return { kind: "completed", merchantEntitlementId: account.id };
//     }
//   }
//
// A method stands for an operation of the same name; what the merchant cannot do is left out, here and in the list of
// operations in the catalogue. Times are epoch milliseconds. A method that throws leaves the outcome unknown, and the
// platform will ask again: by `status` where there is one, else by the same request with the same `requestId` where
// the catalogue calls the operation idempotent. So answer a `requestId` that you have seen as you did before.

/** Names and values of a merchant's or reseller's own, kept and passed on as they are. */
type Data = Record<string, string | number | boolean | null>;

/** Everything the platform tells of one request. */
export interface MerchantRequest {
  operation: "create" | "activationInfo" | "update" | "suspend" | "resume" | "terminate" | "undo" | "status";
  /** The same for every repeat of one operation. */
  requestId: string;
  environment: "sandbox" | "live";
  /** The platform's id of the subscription; confirmations name it. */
  entitlementId: string;
  /** Your own id where you gave one, else the `entitlementId`. */
  merchantEntitlementId: string;
  merchantAccountKey: string;
  resellerKey: string;
  /** A pseudonym: the same customer of the same reseller has the same one. */
  sharedCustomerId: string;
  productKey: string;
  offerKey: string | null;
  /** `update` only: the product and offer before the change. */
  previous: { productKey: string; offerKey: string | null } | null;
  /** `terminate` only: at once, or at the end of the paid period where you have one. */
  immediate: boolean | null;
  /** What you have said about this subscription before. */
  merchantExtensionData: Data | null;
  /** What was agreed for this reseller. */
  routeExtensionData: Data | null;
  /** Only where the reseller shares them with you. */
  customerIdentifier: string | null;
  extensionData: Data | null;
  /** `status` only: the request in doubt. Answer `completed` when it took effect, `rejected` when it did not. */
  about: { operation: MerchantRequest["operation"]; requestId: string; immediate: boolean | null } | null;
  /** Sandbox only: the outcome that a reseller would like to see; yours to honour or not. */
  magicNumber: string | null;
}

/** What a method answers; there is nothing else. Optional members may be absent or null. */
export type MerchantOutcome =
  /** It is done. */
  | {
      kind: "completed";
      merchantEntitlementId?: string | null;
      activationCode?: string | null;
      /** `terminate` only: until when access lasts; absent where it ends at once. */
      terminationDate?: number | null;
      merchantExtensionData?: Data | null;
    }
  /** The customer has to visit a page; confirm by the merchant API when that is done. */
  | {
      kind: "actionRequired";
      url: string;
      urlExpiry?: number | null;
      merchantEntitlementId?: string | null;
      merchantExtensionData?: Data | null;
    }
  /** It will be done; confirm by the merchant API when it is. */
  | { kind: "accepted"; merchantEntitlementId?: string | null }
  /** It was not done. `MERCHANT_UNAVAILABLE`: not now; `NOT_FOUND`: there is no such subscription or request. */
  | {
      kind: "rejected";
      reason: "CUSTOMER_NOT_ELIGIBLE" | "MERCHANT_REJECTED" | "MERCHANT_UNAVAILABLE" | "NOT_FOUND";
      status?: number | null;
      merchantCode?: string | null;
      message?: string | null;
    }
  /** You cannot tell yourself. */
  | {
      kind: "unknown";
      cause: "TIMEOUT" | "CONNECTION" | "SERVER_ERROR" | "UNREADABLE" | "INTERRUPTED";
      detail?: string | null;
    };

export interface MerchantContext {
  /** Where the platform is, for the way back: `${publicUrl}/merchant/v1/entitlement/…`. */
  publicUrl: string;
  /** W3C trace context of the caller, where there is one. */
  traceparent: string | null;
}

type Method = (request: MerchantRequest, context: MerchantContext) => Promise<MerchantOutcome>;

/** A merchant's Worker: one method per operation that it can do. */
export type MerchantWorker = { create: Method } & { [operation in MerchantRequest["operation"]]?: Method };
