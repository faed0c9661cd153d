// The floor's objects: as many calls, rows and alarms as the real ones need, and nothing else.
import { DurableObject } from "cloudflare:workers";
import { type FloorEnv, ship } from "./platform";

/** The real one's guard over the shipment that follows a commit. */
const GUARD_MS = 60_000;

export class Customer extends DurableObject<FloorEnv> {
  readonly #ids: string[];

  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    this.#ids = ctx.storage.kv.get<string[]>("ids") ?? [];
  }

  claim(id: string): void {
    this.#ids.push(id);
    this.ctx.storage.kv.put("ids", this.#ids);
  }

  list(): string[] {
    return this.#ids;
  }
}

export class Entitlement extends DurableObject<FloorEnv> {
  #text: string;

  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    this.#text = ctx.storage.kv.get<string>("1") ?? "";
  }

  read(): string {
    return this.#text;
  }

  async begin(id: string, customer: string, text: string): Promise<void> {
    await this.env.CUSTOMER.get(this.env.CUSTOMER.idFromName(customer)).claim(id);
    const { storage } = this.ctx;
    storage.transactionSync(() => {
      storage.kv.put("0", text);
      void storage.setAlarm(Date.now() + GUARD_MS);
    });
  }

  complete(id: string, text: string): string {
    return this.change(id, text);
  }

  change(id: string, text: string): string {
    this.#text = text;
    this.ctx.storage.kv.put("1", text);
    this.ctx.waitUntil(ship(this.env, id, text));
    return text;
  }

  take(receiver: string): { url: string; text: string } {
    return { url: receiver, text: this.#text };
  }

  report(_status: number): void {
    this.ctx.storage.kv.put("1", this.#text);
  }

  override async alarm(): Promise<void> {}
}

/** Keeps what was asked, and agrees. */
export class SandboxMerchant extends DurableObject<FloorEnv> {
  handle(text: string): string {
    this.ctx.storage.kv.put("subscription", text);
    return text;
  }
}

/** The configuration names them; no request of the benchmark needs them. */
export class Endpoint extends DurableObject<FloorEnv> {}
export class VoucherStock extends DurableObject<FloorEnv> {}
export class SandboxReseller extends DurableObject<FloorEnv> {}
export class Job extends DurableObject<FloorEnv> {}
