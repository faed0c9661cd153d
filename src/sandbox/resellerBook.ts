// The sandbox reseller's book about one merchant: what was ordered, and the notifications that came. Pure; the object
// keeps it. Bounded in both, because it only has to show what happened lately: the entitlements are elsewhere.
import * as z from "zod";

/** Orders of one merchant; the oldest goes first. */
export const MOST_ORDERS = 100;
/** Notifications of one order; the oldest goes first. */
export const MOST_RECEIVED = 30;

export interface Received {
  notificationId: string;
  notificationReason: string;
  version: number;
  previousVersion: number | null;
  /** When it came, each time. Epoch milliseconds, real. */
  arrivals: number[];
  /** As it was sent: JSON. */
  body: string;
}

export interface Order {
  format: 1;
  entitlementId: string;
  productKey: string;
  customerIdentifier: string | null;
  /** Epoch milliseconds, real. */
  orderedAt: number;
  received: Received[];
}

/** What a receiver needs of a notification; the rest is kept as it came. */
export const Notified = z.object({
  notificationId: z.string(),
  notificationReason: z.string(),
  previousVersion: z.number().nullable(),
  version: z.number(),
  entitlementId: z.string(),
  merchantAccountKey: z.string(),
  productKey: z.string(),
  customerIdentifier: z.string().nullable(),
});
export type Notified = z.infer<typeof Notified>;

/** The order with a notification that has come; one that came before is noted as a repetition. */
export function withReceived(order: Order, told: Notified, body: string, at: number): Order {
  const { notificationId, notificationReason, version, previousVersion } = told;
  const before = order.received.find((one) => one.notificationId === notificationId);
  const others = order.received.filter((one) => one !== before);
  const arrivals = [...(before?.arrivals ?? []), at].slice(-MOST_RECEIVED);
  const one = { notificationId, notificationReason, version, previousVersion, arrivals, body };
  const received = [...others, one].sort((a, b) => a.version - b.version);
  const customerIdentifier = order.customerIdentifier ?? told.customerIdentifier;
  return { ...order, customerIdentifier, received: received.slice(-MOST_RECEIVED) };
}

/** Versions whose customer is erased, both included. */
export interface Versions {
  first: number;
  last: number;
}

export const isAmong = (versions: readonly Versions[], version: number): boolean =>
  versions.some(({ first, last }) => version >= first && version <= last);

/** The order without these versions, as whoever has it now knows it; null where nothing is left. */
export function withoutVersions(order: Order, versions: readonly Versions[]): Order | null {
  const received = order.received.filter(({ version }) => !isAmong(versions, version));
  const newest = received.at(-1);
  if (newest === undefined) return null;
  return {
    ...order,
    received,
    customerIdentifier: Notified.parse(JSON.parse(newest.body)).customerIdentifier,
  };
}

/** The newest orders first. */
export const newestFirst = (a: Order, b: Order): number =>
  b.orderedAt - a.orderedAt || (a.entitlementId < b.entitlementId ? 1 : -1);
