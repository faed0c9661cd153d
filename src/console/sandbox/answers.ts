// What the API answers about orders of the sandbox reseller, as far as the pages show it.
import type { HistoryNotification } from "../../entitlement/history";
import type { Entitlement } from "../care/record";

export interface OrderShown {
  entitlementId: string;
  productKey: string;
  customerIdentifier: string | null;
  dateOrdered: string;
  /** How many have come. */
  notifications: number;
}

/** A notification as it was sent, and when it came. */
export interface Notice extends HistoryNotification {
  arrivals: string[];
  body: Record<string, unknown> | null;
}

export interface OrderDetail {
  dateOrdered?: string;
  entitlement: Entitlement;
  notifications: Notice[];
}

/** Where the API has them. */
export const ORDERS = "/merchant/v1/sandbox/orders";
