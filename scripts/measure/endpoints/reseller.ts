// One reseller's load: entitlements sold once, then changed at an even pace, each change remembered with its time.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";

const REQUEST_TIMEOUT_MS = 30_000;
const SALES_AT_ONCE = 8;

const Record = z.object({ entitlementId: z.string(), version: z.number() });
const Listed = z.object({ endpoints: z.array(z.object({ state: z.string(), held: z.number() })) });

export interface Change {
  entitlementId: string;
  version: number;
  at: number;
  /** When the platform had answered. */
  answeredAt: number;
}

export class Reseller {
  readonly #origin: string;
  readonly #authorization: string;
  readonly ids: string[] = [];
  #next = 0;

  constructor(origin: string, name: "telco" | "bank") {
    this.#origin = origin;
    const credentials = `${name}-sandbox:${name}-sandbox-secret`;
    this.#authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  }

  /** Sells so many subscriptions that are active at once. */
  async sell(count: number, notificationUrl: string): Promise<void> {
    let pending = 0;
    const one = async (): Promise<void> => {
      while (this.ids.length + pending < count) {
        pending++;
        const { entitlementId } = await this.#ask(Record, "POST", "/v1/entitlement", {
          customerIdentifier: crypto.randomUUID(),
          merchantAccountKey: "MUSIC",
          productKey: "MUSIC_INSTANT",
          notificationUrl,
        });
        pending--;
        this.ids.push(entitlementId);
      }
    };
    await Promise.all(Array.from({ length: SALES_AT_ONCE }, one));
  }

  /** Changes one after the other, so many a second, whether or not the answers keep up. */
  async change(perSecond: number, seconds: number): Promise<Change[]> {
    const changes: Promise<Change>[] = [];
    const startedAt = performance.now();
    for (let made = 0; made < perSecond * seconds; made++) {
      const due = startedAt + (made * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      const change = this.#changeOne();
      // Heard below; until then a failure must not end the process and leave the server running.
      change.catch(() => undefined);
      changes.push(change);
    }
    return Promise.all(changes);
  }

  /** What the platform says of this reseller's endpoint. */
  async endpoint(): Promise<{ state: string; held: number }> {
    const { endpoints } = await this.#ask(Listed, "GET", "/v1/endpoints");
    return endpoints[0] ?? { state: "CLOSED", held: 0 };
  }

  async #changeOne(): Promise<Change> {
    const id = this.ids[this.#next++ % this.ids.length] ?? "";
    const at = performance.now();
    const body = { externalEntitlementId: crypto.randomUUID() };
    const { entitlementId, version } = await this.#ask(Record, "PATCH", `/v1/entitlement/${id}`, body);
    return { entitlementId, version, at, answeredAt: performance.now() };
  }

  async #ask<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: { Authorization: this.#authorization, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return schema.parse(JSON.parse(text));
  }
}
