// The sandbox reseller's object, one per merchant: the orders that were placed for it, and the notifications that came
// about them. It orders nothing itself: that is the API's business, as with every reseller.
import { DurableObject } from "cloudflare:workers";
import { clock } from "../shared/clock";
import { MOST_ORDERS, newestFirst, withReceived, type Notified, type Order } from "./resellerBook";

const PREFIX = "order:";

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
    if (!this.#orders.has(order.entitlementId)) this.#keep(this.#opened(order));
  }

  /** Takes a notification whose signature was good. */
  receive(told: Notified, body: string): void {
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

  /** The customer of this order is erased: nothing of it is known any more. */
  forget(entitlementId: string): void {
    this.#orders.delete(entitlementId);
    this.ctx.storage.kv.delete(PREFIX + entitlementId);
  }

  #opened({ entitlementId, productKey, customerIdentifier }: Ordered): Order {
    const base = { format: 1, entitlementId, productKey, customerIdentifier } as const;
    return { ...base, orderedAt: clock.now(), received: [] };
  }

  #keep(order: Order): void {
    this.#orders.set(order.entitlementId, order);
    const { kv } = this.ctx.storage;
    kv.put(PREFIX + order.entitlementId, JSON.stringify(order));
    for (const { entitlementId } of this.list().slice(MOST_ORDERS)) {
      this.#orders.delete(entitlementId);
      kv.delete(PREFIX + entitlementId);
    }
  }
}
