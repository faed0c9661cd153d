// A merchant with a server of its own that speaks the standard merchant API: the same program as in the tests, with its
// books kept here, behind a server that fails, hangs, answers late or not at all, and is restarted.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { Book } from "../../test/node/merchants/book.ts";
import { standard } from "../../test/node/merchants/standard.ts";
import { Listener } from "./listener.ts";
import { MERCHANT_CREDENTIALS, type Merchant, type MerchantEffect } from "./merchants.ts";
import type { Power } from "./power.ts";
import type { Random } from "./random.ts";

export const KEY = "STANDARD";
const PRODUCTS = { STREAM: 5, CODE: 5 };
const RESTART_EVERY_MS = 31_000;
const DOWN_MS = 1_000;
/** Longer than the platform waits. */
const HANG_MS = 12_000;

type Fault = "none" | "late" | "fails" | "fails after" | "silent after" | "garbage after" | "hangs after";
const FAULTS: Record<Fault, number> = {
  none: 60,
  late: 10,
  fails: 4,
  "fails after": 3,
  "silent after": 3,
  "garbage after": 2,
  "hangs after": 1,
};

const Order = z.looseObject({ entitlementId: z.string(), requestId: z.string() });

export class StandardMerchant implements Merchant {
  readonly key = KEY;
  readonly #random: Random;
  readonly #power: Power;
  readonly #book = new Book();
  readonly #effects: MerchantEffect[] = [];
  readonly #listener = new Listener((request, response) => this.#take(request, response));
  #healed = false;
  #restarts: NodeJS.Timeout | null = null;

  constructor(power: Power, random: Random) {
    this.#power = power;
    this.#random = random;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  offer(random: Random): { productKey: string; magic: null } {
    return { productKey: random.weighted(PRODUCTS), magic: null };
  }

  async start(): Promise<void> {
    await this.#listener.start();
    this.#restarts = setInterval(() => void this.#restart(), RESTART_EVERY_MS);
  }

  async heal(): Promise<void> {
    this.#healed = true;
    if (this.#restarts) clearInterval(this.#restarts);
  }

  effects(): MerchantEffect[] {
    return this.#effects;
  }

  async stop(): Promise<void> {
    await this.heal();
    this.#listener.stop();
  }

  async #restart(): Promise<void> {
    await this.#listener.restart(DOWN_MS);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const fault: Fault = this.#healed ? "none" : this.#random.weighted(FAULTS);
    if (fault === "fails") return void response.writeHead(503).end("{}");
    if (fault === "late") await sleep(this.#random.between(200, 2_000));
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "/", this.origin);
    const merchant = { book: this.#book, origin: this.origin, platform: this.#tell };
    const answer = await standard(merchant, { method, url, headers, body });
    this.#note(url.pathname, body);
    if (fault === "hangs after") await sleep(HANG_MS, undefined, { ref: false });
    if (fault === "silent after" || fault === "hangs after") return void response.destroy();
    if (fault === "fails after") return void response.writeHead(500).end("{}");
    const text = fault === "garbage after" ? "<<< not what was agreed >>>" : answer.body;
    response.writeHead(answer.status, { "Content-Type": answer.type }).end(text);
  }

  /** Writes down what a request has done, if it is an order and has done anything. */
  #note(path: string, body: string): void {
    const order = Order.safeParse(parsed(body));
    if (!order.success || this.#book.effects[order.data.requestId] === undefined) return;
    const { entitlementId, requestId: reference } = order.data;
    const operation = path === "/entitlement" ? "create" : (path.split("/").at(-1) ?? "");
    this.#effects.push({ entitlementId, operation, reference });
  }

  /** The merchant's own call to the platform. */
  readonly #tell = async (
    path: string,
    body: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${this.#power.origin}/merchant/v1/entitlement/${path}`, {
      method: "POST",
      headers: {
        Authorization: `Basic ${btoa(MERCHANT_CREDENTIALS[KEY] ?? "")}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
