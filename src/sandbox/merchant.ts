// The sandbox merchant, one object per subscription: its own state, its own delays, and its way back to the
// platform through the public merchant API with its own credential, like any merchant's. The dates it sets are in the
// time of the entitlement, whose test clock may have been moved; its delays of seconds pass in real time.
import { DurableObject, exports } from "cloudflare:workers";
import { MERCHANT_CALL_TIMEOUT_MS } from "../connectors/ask";
import type { MerchantRequest, Outcome } from "../connectors/contract";
import { publicUrlOf } from "../shared/basePath";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { SANDBOX_MERCHANT_CREDENTIAL } from "./credential";
import { emptySubscription, react, type Subscription } from "./subscription";

const BOOK_KEY = "subscription";
/** Instead of a book that is erased: whoever had read it before does not bring it back. */
const FORGOTTEN_KEY = "forgotten";
/** A merchant calls again when the platform did not answer. */
const CALL_AGAIN_MS = 5_000;
/** Longer than any caller's patience. */
const HANGS_MS = MERCHANT_CALL_TIMEOUT_MS + 2_000;

/** What the sign-up page shows after a look at its link, or after the form. */
export type SignUp =
  | { kind: "unknown" | "expired" | "used" | "over" | "tryAgain" }
  | { kind: "open" | "done"; productKey: string; purpose: "create" | "update" };

/** The one thing this object needs of entitlements. */
interface Entitlements {
  get(id: DurableObjectId): { time(): Promise<number> };
  idFromName(name: string): DurableObjectId;
}

export class SandboxMerchant extends DurableObject<Env> {
  /** One request from the platform. */
  async handle(request: MerchantRequest, publicUrl: string): Promise<Outcome> {
    const { entitlementId } = request;
    const token = crypto.randomUUID().replaceAll("-", "");
    const reaction = react(this.#book(entitlementId), request, {
      now: clock.now(),
      ownNow: clock.now() + (request.clockAheadMs ?? 0),
      token,
      code: crypto.randomUUID().slice(0, 13).toUpperCase(),
      linkTo: (link) => `${publicUrl}/sandbox/sign-up/${entitlementId}/${link}`,
    });
    await this.#keep(reaction.next);
    switch (reaction.kind) {
      case "fails":
        return { kind: "unknown", cause: "SERVER_ERROR", status: 500 };
      case "hangs":
        await scheduler.wait(HANGS_MS);
        return { kind: "unknown", cause: "TIMEOUT" };
      case "answer":
        if (reaction.confirmFirst) await this.#tell(reaction.next, "activate", {});
        return reaction.outcome;
    }
  }

  /** What a sign-up link leads to; changes nothing. */
  async look(token: string): Promise<SignUp> {
    const book = this.#known();
    const link = book?.links[token];
    if (!book || !link) return { kind: "unknown" };
    if (link.used) return { kind: "used" };
    if (book.status === "ENDED") return { kind: "over" };
    if (link.expiry <= (await this.#timeOf(book))) return { kind: "expired" };
    return { kind: "open", productKey: book.productKey, purpose: link.purpose };
  }

  /** The customer has submitted the form: the merchant confirms to the platform. */
  async signUp(token: string): Promise<SignUp> {
    const seen = await this.look(token);
    const book = this.#known();
    if (seen.kind !== "open" || book === null) return seen;
    const status = await this.#tell(book, "activate", {});
    if (status === 409 || status === 404) return { kind: "over" };
    if (status >= 300) return { kind: "tryAgain" };
    const latest = this.#known() ?? book;
    const links = Object.fromEntries(
      Object.entries(latest.links).map(([key, link]) => [key, { ...link, used: true }]),
    );
    await this.#keep({ ...latest, status: "ACTIVE", links });
    return { ...seen, kind: "done" };
  }

  /** Calls that were due later; one that the platform did not take is made again. */
  override async alarm(): Promise<void> {
    const book = this.#known();
    if (book === null) return;
    const now = clock.now();
    const later: Subscription["due"] = book.due.filter(({ at }) => at > now);
    let status = book.status;
    for (const call of book.due.filter(({ at }) => at <= now)) {
      const answer = await this.#tell(book, call.path, call.body);
      if (answer >= 500) later.push({ ...call, at: now + CALL_AGAIN_MS });
      else if (call.path === "terminate") status = "ENDED";
    }
    await this.#keep({ ...(this.#known() ?? book), status, due: later });
  }

  async #timeOf({ entitlementId }: Subscription): Promise<number> {
    const entitlements = this.env.ENTITLEMENT as unknown as Entitlements;
    return entitlements.get(entitlements.idFromName(entitlementId)).time();
  }

  /** The subscription is erased: nobody is left to know anything about it. */
  async forget(): Promise<void> {
    const { kv } = this.ctx.storage;
    kv.delete(BOOK_KEY);
    kv.put(FORGOTTEN_KEY, true);
    await this.ctx.storage.deleteAlarm();
  }

  #known(): Subscription | null {
    const text = this.ctx.storage.kv.get<string>(BOOK_KEY);
    return text === undefined ? null : JSON.parse(text);
  }

  #book(entitlementId: string): Subscription {
    return this.#known() ?? emptySubscription(entitlementId);
  }

  async #keep(book: Subscription): Promise<void> {
    if (this.ctx.storage.kv.get<boolean>(FORGOTTEN_KEY)) return;
    this.ctx.storage.kv.put(BOOK_KEY, JSON.stringify(book));
    if (book.due.length > 0) await this.ctx.storage.setAlarm(Math.min(...book.due.map(({ at }) => at)));
  }

  /** A confirmation through the public merchant API; resolves to its HTTP status, 599 where there was none. */
  async #tell(book: Subscription, path: string, body: Record<string, unknown>): Promise<number> {
    const { entitlementId, merchantEntitlementId } = book;
    const credential = btoa(`${SANDBOX_MERCHANT_CREDENTIAL}:${this.env.SANDBOX_MERCHANT_SECRET}`);
    const full = path === "activate" ? { merchantEntitlementId, ...body } : body;
    const platform = publicUrlOf(this.env, { url: "https://platform" });
    const request = new Request(`${platform}/merchant/v1/entitlement/${path}/${entitlementId}`, {
      method: "POST",
      headers: { Authorization: `Basic ${credential}`, "Content-Type": "application/json" },
      body: JSON.stringify(full),
    });
    try {
      const worker: Fetcher = exports.default;
      const response = await worker.fetch(request);
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      log("sandbox_merchant.call_failed", { entitlementId, path, error: errorText(error) });
      return 599;
    }
  }
}
