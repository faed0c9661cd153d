// One subscription in the course of a merchant's certification: what is known of it by now. Scenarios are played in order,
// and some need what an earlier one has led to.
import type { MerchantRequest, Outcome } from "../connectors/contract";
import { notCovered, type Played } from "./finding";

/** `WAITING` for the customer, `QUEUED` at the merchant. */
export type Stand = "WAITING" | "QUEUED" | "ACTIVE" | "SUSPENDED" | "ENDING" | "ENDED";

/** A request with what it was answered. */
export interface Made {
  request: MerchantRequest;
  outcome: Outcome;
}

export interface Story {
  create: Made;
  stand: Stand;
  /** As the last change has left it. */
  product: Pick<MerchantRequest, "productKey" | "offerKey">;
  /** The termination at once, for its repetition. */
  terminate: Made | null;
}

/** What later requests say of the subscription. */
export function subscriptionOf({ create: { request, outcome }, product }: Story): Partial<MerchantRequest> {
  const { entitlementId, sharedCustomerId, resellerKey } = request;
  const own = "merchantEntitlementId" in outcome ? outcome.merchantEntitlementId : null;
  const data = outcome.kind === "completed" ? outcome.merchantExtensionData : null;
  return {
    entitlementId,
    merchantEntitlementId: own ?? entitlementId,
    merchantExtensionData: data ?? null,
    sharedCustomerId,
    resellerKey,
    ...product,
  };
}

const STANDS: Record<Stand, string> = {
  WAITING: "waits for the customer",
  QUEUED: "has an operation that is still queued",
  ACTIVE: "is active",
  SUSPENDED: "is suspended",
  ENDING: "is about to end",
  ENDED: "has ended",
};

/** Why a scenario finds no subscription to be played with. One that ended at once has no termination to be undone. */
export function standsElse(wanted: Stand, stand: Stand): Played {
  const why = `It needs a subscription that ${STANDS[wanted]}; this one ${STANDS[stand]}.`;
  const hint = stand === "WAITING" ? " Certify with a productKey that is active at once." : "";
  return { ...notCovered(why + hint), optional: wanted === "ENDING" && stand === "ENDED" };
}
