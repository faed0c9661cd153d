// What every merchant of the tests keeps, whatever API it shows: subscriptions by the platform's id, and what each
// request did. A repeated reference has no second effect; `effects` proves it.

const PERIOD_MS = 30 * 86_400_000;
const LINK_TTL_MS = 3_600_000;

export type Verb = "create" | "activationInfo" | "update" | "suspend" | "resume" | "terminate" | "undo";

export interface Request {
  verb: Verb;
  reference: string;
  entitlementId: string;
  productKey: string;
  immediate: boolean;
}

/** What came of a request; times are epoch milliseconds. */
export type Result =
  | { kind: "done"; id: string; code?: string; endDate?: number }
  | { kind: "link"; id: string; token: string; expiry: number }
  | { kind: "notEligible" | "unknown" };

interface Subscription {
  id: string;
  productKey: string;
  status: "WAITING" | "ACTIVE" | "SUSPENDED" | "ENDING" | "ENDED";
}

/** Products that are active at once, with a code. */
const WITH_CODE = "CODE";
/** Nobody may have this one. */
const FORBIDDEN = "FORBIDDEN";

export class Book {
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #results = new Map<string, Result>();
  readonly #tokens = new Map<string, string>();
  /** How often each reference really did something. */
  readonly effects: Record<string, number> = {};

  /** Does it once; a reference that was here before gets what it got then. */
  do(request: Request): Result {
    const known = this.#results.get(request.reference);
    if (known) return known;
    const result = this.#done(request);
    this.#results.set(request.reference, result);
    if (result.kind === "done" || result.kind === "link")
      this.effects[request.reference] = (this.effects[request.reference] ?? 0) + 1;
    return result;
  }

  /** What came of a reference, or undefined where it never arrived. */
  resultOf(reference: string): Result | undefined {
    return this.#results.get(reference);
  }

  /** Whom a sign-up link was made for. */
  entitlementOf(token: string): string | undefined {
    return this.#tokens.get(token);
  }

  /** The customer has signed up; the merchant's own id. */
  signedUp(entitlementId: string): string {
    const subscription = this.#subscriptions.get(entitlementId) ?? this.#open(entitlementId, "STREAM");
    this.#subscriptions.set(entitlementId, { ...subscription, status: "ACTIVE" });
    return subscription.id;
  }

  statusOf(entitlementId: string): string | undefined {
    return this.#subscriptions.get(entitlementId)?.status;
  }

  #done({ verb, entitlementId, productKey, immediate }: Request): Result {
    if (verb === "create") return this.#create(entitlementId, productKey);
    const subscription = this.#subscriptions.get(entitlementId);
    if (subscription === undefined) return { kind: "unknown" };
    if (verb === "activationInfo") return this.#link(entitlementId, subscription.id);
    const status = { update: "ACTIVE", resume: "ACTIVE", undo: "ACTIVE", suspend: "SUSPENDED" } as const;
    const next = verb === "terminate" ? (immediate ? "ENDED" : "ENDING") : status[verb];
    this.#subscriptions.set(entitlementId, { ...subscription, productKey, status: next });
    const endDate = next === "ENDING" ? { endDate: Date.now() + PERIOD_MS } : {};
    return { kind: "done", id: subscription.id, ...endDate };
  }

  #create(entitlementId: string, productKey: string): Result {
    if (productKey === FORBIDDEN) return { kind: "notEligible" };
    const { id } = this.#open(entitlementId, productKey);
    if (productKey !== WITH_CODE) return this.#link(entitlementId, id);
    this.signedUp(entitlementId);
    return { kind: "done", id, code: crypto.randomUUID().slice(0, 13).toUpperCase() };
  }

  #open(entitlementId: string, productKey: string): Subscription {
    const id = `S-${crypto.randomUUID().slice(0, 8)}`;
    const subscription: Subscription = { id, productKey, status: "WAITING" };
    this.#subscriptions.set(entitlementId, subscription);
    return subscription;
  }

  #link(entitlementId: string, id: string): Result {
    const token = crypto.randomUUID();
    this.#tokens.set(token, entitlementId);
    return { kind: "link", id, token, expiry: Date.now() + LINK_TTL_MS };
  }
}
