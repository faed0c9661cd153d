// The Customer object, one per (environment, reseller, customer): at most so many entitlements per merchant, the
// same pseudonyms for all of them, and the list of what the customer holds.
//
// The entitlement's own record decides what is held; this list only has to name every candidate. So it never
// blocks: after each question to an entitlement it reads its slots again. No `blockConcurrencyWhile`: the two
// kinds of object may be calling each other.
import { DurableObject } from "cloudflare:workers";
import type { Claim, Claimed, Occupancy } from "./claim";
import {
  byCreation,
  isAfter,
  pageKey,
  PAGE_PREFIX,
  PAGE_SIZE,
  type Page,
  type Pseudonyms,
  type Slot,
} from "./slots";

/** The one thing this object needs of entitlements. */
interface Entitlements {
  get(id: DurableObjectId): { occupancy(customerIdentifier: string): Promise<Occupancy> };
  idFromName(name: string): DurableObjectId;
}

export class Customer extends DurableObject<Env> {
  readonly #pages: Page[] = [];
  readonly #changed = new Set<number>();
  /** For lists, until something changes. */
  #inOrder: Slot[] | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    for (const [, text] of ctx.storage.kv.list<string>({ prefix: PAGE_PREFIX }))
      this.#pages.push(JSON.parse(text));
  }

  /** Takes a slot for an entitlement, or says which other one is in the way. */
  async claim(claim: Claim): Promise<Claimed> {
    const asked = new Map<string, Occupancy>();
    for (;;) {
      const rivals = this.#rivals(claim);
      const waiting = this.#contended(rivals, claim)
        ? rivals.filter((slot) => !asked.has(slot.entitlementId))
        : [];
      if (waiting.length === 0) return this.#decide(claim, asked);
      const answers = await Promise.all(waiting.map((slot) => this.#ask(slot, claim.customerIdentifier)));
      waiting.forEach((slot, at) => this.#learned(slot, answers[at] ?? { kind: "claiming" }, asked));
    }
  }

  /**
   * Drops an entitlement that moved away, and the pseudonyms with it: the next owner of the number is a stranger.
   * False while the entitlement still counts here, because it came back or is about to.
   */
  async release(entitlementId: string, customerIdentifier: string): Promise<boolean> {
    const left = this.#slots().find((slot) => slot.entitlementId === entitlementId);
    if (left === undefined) return true;
    if ((await this.#ask(left, customerIdentifier)).kind !== "free") return false;
    // A claim made meanwhile has put a slot of its own in its place.
    const index = this.#pages.findIndex(({ slots }) => slots.includes(left));
    const page = this.#pages[index];
    if (page === undefined) return false;
    this.#pages[index] = {
      ...page,
      slots: page.slots.filter((slot) => slot !== left),
      former: [...(page.former ?? []).filter((id) => id !== entitlementId), entitlementId],
    };
    this.#changed.add(index);
    this.#forget();
    this.#flush();
    return true;
  }

  /** The next ids of a customer, in order of creation. */
  list(
    after: { dateCreated: number; entitlementId: string } | null,
    limit: number,
  ): { slots: Slot[]; more: boolean } {
    this.#inOrder ??= this.#slots().sort(byCreation);
    const first = after === null ? 0 : this.#inOrder.findIndex((slot) => isAfter(slot, after));
    if (first < 0) return { slots: [], more: false };
    const slots = this.#inOrder.slice(first, first + limit);
    return { slots, more: this.#inOrder.length > first + limit };
  }

  /** How far the customer's test clock is ahead of the real one. */
  aheadMs(): number {
    return this.#aheadMs;
  }

  /** Moves the test clock so far ahead, unless it is further already. */
  moveClock(aheadMs: number): void {
    if (aheadMs <= this.#aheadMs) return;
    this.#pages[0] = { ...(this.#pages[0] ?? { format: 1, slots: [] }), aheadMs };
    this.#changed.add(0);
    this.#flush();
  }

  get #aheadMs(): number {
    return this.#pages[0]?.aheadMs ?? 0;
  }

  /** Forgets the pseudonyms, so that whoever comes next is a stranger; says whether there were any. */
  reset(): boolean {
    const known = this.#pages[0]?.pseudonyms !== undefined;
    this.#forget();
    this.#flush();
    return known;
  }

  /** Everything that is or was this customer's: what it holds or held, and what moved away. */
  everything(): { slots: Slot[]; former: string[] } {
    return { slots: this.#slots(), former: this.#pages.flatMap(({ former = [] }) => former) };
  }

  /** Forgets these entitlements; the whole customer, where nothing else is known of it. */
  async forget(entitlementIds: string[]): Promise<void> {
    const gone = new Set(entitlementIds);
    for (const [index, page] of this.#pages.entries()) {
      const slots = page.slots.filter((slot) => !gone.has(slot.entitlementId));
      const former = page.former?.filter((id) => !gone.has(id));
      this.#pages[index] = { ...page, slots, ...(former && { former }) };
      this.#changed.add(index);
    }
    const left = this.#pages.some(
      ({ slots, former, pseudonyms }) => slots.length > 0 || (former?.length ?? 0) > 0 || pseudonyms,
    );
    if (left) return this.#flush();
    this.#pages.length = 0;
    this.#changed.clear();
    this.#inOrder = null;
    await this.ctx.storage.deleteAll();
  }

  #slots(): Slot[] {
    return this.#pages.flatMap((page) => page.slots);
  }

  #rivals({ entitlementId, merchantAccountKey, brought }: Claim): Slot[] {
    if (brought?.ended) return [];
    return this.#slots().filter(
      (slot) =>
        !slot.ended && slot.merchantAccountKey === merchantAccountKey && slot.entitlementId !== entitlementId,
    );
  }

  /** Only a full house, or the same product again, is worth asking about. */
  #contended(rivals: Slot[], { limit, productKey, createHash }: Claim): boolean {
    return (
      rivals.length >= limit || (createHash !== null && rivals.some((slot) => slot.productKey === productKey))
    );
  }

  async #ask(slot: Slot, customerIdentifier: string): Promise<Occupancy> {
    const entitlements = this.env.ENTITLEMENT as unknown as Entitlements;
    return entitlements.get(entitlements.idFromName(slot.entitlementId)).occupancy(customerIdentifier);
  }

  /** Free slots are marked in memory only: asking again later costs less than a row now. */
  #learned(slot: Slot, occupancy: Occupancy, asked: Map<string, Occupancy>): void {
    asked.set(slot.entitlementId, occupancy);
    if (occupancy.kind === "free") slot.ended = true;
  }

  #decide(claim: Claim, asked: Map<string, Occupancy>): Claimed {
    const rivals = this.#rivals(claim);
    for (const { entitlementId, productKey } of claim.createHash === null ? [] : rivals) {
      const rival = asked.get(entitlementId);
      if (rival?.kind === "claiming" && productKey === claim.productKey)
        return { kind: "creating", entitlementId };
      if (rival?.kind !== "held" || rival.productKey !== claim.productKey) continue;
      if (rival.phase === "creating" || rival.phase === "doubt") return { kind: rival.phase, entitlementId };
      if (rival.phase === "pending" && rival.createHash === claim.createHash)
        return { kind: "identical", entitlementId };
    }
    const first = rivals[0];
    if (first && rivals.length >= claim.limit) return { kind: "limit", entitlementId: first.entitlementId };
    return this.#take(claim);
  }

  #take(claim: Claim): Claimed {
    const { entitlementId, dateCreated, merchantAccountKey, productKey, createHash, dryRun, brought } = claim;
    const known = this.#pages[0]?.pseudonyms;
    const shared = known?.shared[merchantAccountKey];
    const platformUserId = brought?.platformUserId ?? known?.platformUserId ?? crypto.randomUUID();
    const sharedCustomerId = brought?.sharedCustomerId ?? shared ?? crypto.randomUUID();
    const aheadMs = this.#aheadMs;
    const claimed = {
      kind: "claimed",
      platformUserId,
      sharedCustomerId,
      ...(aheadMs > 0 && { aheadMs }),
    } as const;
    if (dryRun) return claimed;
    const ended = brought?.ended ?? false;
    if (shared === undefined && !ended)
      this.#remember({
        platformUserId: known?.platformUserId ?? platformUserId,
        shared: { ...known?.shared, [merchantAccountKey]: sharedCustomerId },
      });
    // A new one is created at the customer's time; one that moves here, or is brought, has its own.
    const created = createHash === null || brought ? dateCreated : dateCreated + aheadMs;
    this.#add({ entitlementId, dateCreated: created, merchantAccountKey, productKey, ended });
    this.#flush();
    return claimed;
  }

  #remember(pseudonyms: Pseudonyms): void {
    this.#pages[0] = { ...(this.#pages[0] ?? { format: 1, slots: [] }), pseudonyms };
    this.#changed.add(0);
  }

  #add(slot: Slot): void {
    const same = ({ entitlementId }: Slot): boolean => entitlementId === slot.entitlementId;
    const known = this.#pages.findIndex((page) => page.slots.some(same));
    const last = Math.max(this.#pages.length - 1, 0);
    const full = (this.#pages[last]?.slots.length ?? 0) >= PAGE_SIZE;
    const index = known >= 0 ? known : full ? last + 1 : last;
    const page = this.#pages[index] ?? { format: 1, slots: [] };
    this.#pages[index] = { ...page, slots: [...page.slots.filter((other) => !same(other)), slot] };
    this.#changed.add(index);
  }

  #forget(): void {
    const first = this.#pages[0];
    if (!first?.pseudonyms) return;
    const { pseudonyms: _, ...page } = first;
    this.#pages[0] = page;
    this.#changed.add(0);
  }

  #flush(): void {
    this.#inOrder = null;
    const storage = this.ctx.storage;
    storage.transactionSync(() => {
      for (const index of this.#changed) storage.kv.put(pageKey(index), JSON.stringify(this.#pages[index]));
    });
    this.#changed.clear();
  }
}
