// The sandbox reseller's object, one per merchant: the orders that were placed for it, and the notifications that came
// about them. It orders nothing itself: that is the API's business, as with every reseller.
import { DurableObject } from "cloudflare:workers";
import { clock } from "../shared/clock";
import {
  isAmong,
  MOST_ORDERS,
  newestFirst,
  withoutVersions,
  withReceived,
  type Notified,
  type Order,
  type Versions,
} from "./resellerBook";

const PREFIX = "order:";
const FORGOTTEN = "forgotten:";
/** Longer than any notification is on its way. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** What is not taken in again of an order. */
interface Forgotten {
  versions: Versions[];
  at: number;
}

type Ordered = Pick<Order, "entitlementId" | "productKey" | "customerIdentifier">;

export class SandboxReseller extends DurableObject<Env> {
  readonly #orders = new Map<string, Order>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    for (const [key, text] of ctx.storage.kv.list<string>({ prefix: PREFIX }))
      this.#orders.set(key.slice(PREFIX.length), JSON.parse(text));
  }

  /** Notes an order; its first notification may have been quicker. */
  ordered(order: Ordered): void {
    const { entitlementId } = order;
    if (!this.#orders.has(entitlementId) && this.#forgotten(entitlementId).length === 0)
      this.#keep(this.#opened(order));
  }

  /** Takes a notification whose signature was good. */
  receive(told: Notified, body: string): void {
    if (isAmong(this.#forgotten(told.entitlementId), told.version)) return;
    const order = this.#orders.get(told.entitlementId) ?? this.#opened(told);
    this.#keep(withReceived(order, told, body, clock.now()));
  }

  /** The orders, newest first. */
  list(): Order[] {
    return [...this.#orders.values()].sort(newestFirst);
  }

  order(entitlementId: string): Order | null {
    return this.#orders.get(entitlementId) ?? null;
  }

  /** The customer of these versions is erased: nothing of them is known any more, and what is on its way is not taken in. */
  forget(entitlementId: string, versions: Versions[]): void {
    const [{ kv }, at] = [this.ctx.storage, clock.now()];
    for (const [key, { at: before }] of kv.list<Forgotten>({ prefix: FORGOTTEN }))
      if (before < at - FORGOTTEN_MS) kv.delete(key);
    kv.put<Forgotten>(FORGOTTEN + entitlementId, { versions, at });
    const order = this.#orders.get(entitlementId);
    const left = order && withoutVersions(order, versions);
    if (left) this.#keep(left);
    else this.#drop(entitlementId);
  }

  #forgotten(entitlementId: string): Versions[] {
    return this.ctx.storage.kv.get<Forgotten>(FORGOTTEN + entitlementId)?.versions ?? [];
  }

  #opened({ entitlementId, productKey, customerIdentifier }: Ordered): Order {
    const base = { format: 1, entitlementId, productKey, customerIdentifier } as const;
    return { ...base, orderedAt: clock.now(), received: [] };
  }

  #keep(order: Order): void {
    this.#orders.set(order.entitlementId, order);
    const { kv } = this.ctx.storage;
    kv.put(PREFIX + order.entitlementId, JSON.stringify(order));
    for (const { entitlementId } of this.list().slice(MOST_ORDERS)) this.#drop(entitlementId);
  }

  #drop(entitlementId: string): void {
    this.#orders.delete(entitlementId);
    this.ctx.storage.kv.delete(PREFIX + entitlementId);
  }
}
