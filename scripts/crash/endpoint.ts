// A reseller's server for notifications: verifies each, keeps what came, and misbehaves on purpose: it fails, hangs,
// answers late, forgets to answer, and is restarted.
//
// The faults are such that the second attempt of the schedule succeeds: a third one is five minutes away. So only the
// first arrival of a notification is spoilt, and after each spell of faults there is a quiet one.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { Body } from "./client.ts";
import { Listener } from "./listener.ts";
import type { Random } from "./random.ts";
import type { Reseller } from "./record.ts";

/** One post that was read to its end. */
export interface Arrival {
  at: number;
  id: string;
  entitlementId: string;
  version: number;
  body: Record<string, unknown>;
  /** Whether the endpoint has answered 2xx, as far as it knows. */
  accepted: boolean;
}

/** Spells of one round, in ms from its beginning. */
const ROUND_MS = 48_000;
const HANGS_UNTIL_MS = 2_000;
const FAULTS_UNTIL_MS = 12_000;
const DOWN_FROM_MS = 34_000;
const DOWN_MS = 2_000;
/** Longer than the platform waits. */
const HANG_MS = 17_000;

type Fault = "none" | "status" | "busy" | "late" | "silent" | "hang";
const FAULTS: Record<Fault, number> = { none: 12, status: 3, busy: 1, late: 3, silent: 1, hang: 0 };
const HANGING: Record<Fault, number> = { ...FAULTS, hang: 2 };

export class Endpoint {
  readonly arrivals: Arrival[] = [];
  readonly forged: string[] = [];
  readonly #reseller: Reseller;
  readonly #random: Random;
  readonly #seen = new Set<string>();
  readonly #webhook: Webhook;
  readonly #startedAt = Date.now();
  readonly #listener = new Listener((request, response) => this.#take(request, response));
  #healed = false;
  #restarts: NodeJS.Timeout | null = null;
  /** Times that it was down for a moment. */
  downs = 0;

  constructor(reseller: Reseller, random: Random) {
    this.#reseller = reseller;
    this.#random = random;
    this.#webhook = new Webhook(reseller.signingSecret);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}/${this.#reseller.key}`;
  }

  async start(): Promise<void> {
    await this.#listener.start();
    const restart = (): void => void this.#restart();
    this.#restarts = setTimeout(() => {
      restart();
      this.#restarts = setInterval(restart, ROUND_MS);
    }, DOWN_FROM_MS);
  }

  /** From now on it takes everything at once. */
  heal(): void {
    this.#healed = true;
    if (this.#restarts) clearTimeout(this.#restarts);
  }

  async stop(): Promise<void> {
    this.heal();
    this.#listener.stop();
  }

  async #restart(): Promise<void> {
    this.downs++;
    await this.#listener.restart(DOWN_MS);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const id = String(request.headers["webhook-id"]);
    try {
      this.#webhook.verify(text, Object.fromEntries(headers));
    } catch (error) {
      this.forged.push(`${id}: ${String(error)}`);
    }
    const body = Body.parse(JSON.parse(text));
    const fault = this.#faultFor(id);
    const accepted = fault === "none" || fault === "late";
    const { entitlementId = "", version = 0 } = body;
    this.arrivals.push({ at: Date.now(), id, entitlementId, version, body, accepted });
    await this.#answer(fault, response);
  }

  #faultFor(id: string): Fault {
    const first = !this.#seen.has(id);
    this.#seen.add(id);
    const moment = (Date.now() - this.#startedAt) % ROUND_MS;
    if (this.#healed || !first || moment > FAULTS_UNTIL_MS) return "none";
    return this.#random.weighted(moment < HANGS_UNTIL_MS ? HANGING : FAULTS);
  }

  async #answer(fault: Fault, response: ServerResponse): Promise<void> {
    switch (fault) {
      case "status":
        return void response.writeHead(this.#random.pick([500, 503, 404])).end();
      case "busy":
        return void response.writeHead(429, { "Retry-After": "7" }).end();
      case "silent":
        return void response.destroy();
      case "hang":
        await sleep(HANG_MS, undefined, { ref: false });
        return void response.destroy();
      case "late":
        await sleep(this.#random.between(500, 3_000));
        return void response.writeHead(200).end("{}");
      case "none":
        return void response.writeHead(204).end();
    }
  }
}
