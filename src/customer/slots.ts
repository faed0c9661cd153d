// What a customer holds: the ids of its entitlements and its pseudonyms, as pages so that a customer with thousands
// of entitlements still writes one small row per claim.

/** One entitlement of the customer. `ended` once it is known to have ended; it may be listed too long, never too short. */
export interface Slot {
  entitlementId: string;
  dateCreated: number;
  merchantAccountKey: string;
  productKey: string;
  ended: boolean;
}

export interface Page {
  format: 1;
  slots: Slot[];
  /** On the first page only. */
  pseudonyms?: Pseudonyms;
  /** On the first page only: how far a sandbox customer's test clock is ahead of the real one; absent: it is not. */
  aheadMs?: number;
  /** Ids of entitlements that moved to another customer: their older versions are still about this one. */
  former?: string[];
}

/** Random, made once and kept; forgotten when the customer's number may go to somebody else. */
export interface Pseudonyms {
  platformUserId: string;
  shared: Record<string, string>;
}

export const PAGE_SIZE = 100;
export const PAGE_PREFIX = "page:";
export const pageKey = (index: number): string => `${PAGE_PREFIX}${String(index).padStart(6, "0")}`;

/** `dateCreated`, then id: the order of every list of entitlements. */
export const byCreation = (a: Slot, b: Slot): number =>
  a.dateCreated - b.dateCreated || (a.entitlementId < b.entitlementId ? -1 : 1);

export const isAfter = (slot: Slot, after: { dateCreated: number; entitlementId: string }): boolean =>
  slot.dateCreated > after.dateCreated ||
  (slot.dateCreated === after.dateCreated && slot.entitlementId > after.entitlementId);
