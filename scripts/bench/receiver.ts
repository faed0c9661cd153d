// The reseller's endpoint: notes when the notification of an entitlement arrives, and can hold its answers back so that
// a queue fills up.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const ID = /"entitlementId":"([^"]+)"/;
/** Deliveries are over when none has come for so long. */
const QUIET_MS = 300;

export class Receiver {
  readonly #arrivals = new Map<string, ((at: number) => void)[]>();
  #held: ServerResponse[] | null = null;
  #lastAt = 0;
  #count = 0;
  url = "";

  readonly #server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => this.#arrived(ID.exec(text)?.[1] ?? "", response));
  });

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the receiver has no port");
    this.url = `http://127.0.0.1:${address.port}/hook`;
    return this;
  }

  end(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get count(): number {
    return this.#count;
  }

  /** When the last post came, on the clock of `performance`. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** When the next notification of an entitlement arrives, on the clock of `performance`. */
  next(entitlementId: string): Promise<number> {
    return new Promise((resolve) => {
      this.#arrivals.set(entitlementId, [...(this.#arrivals.get(entitlementId) ?? []), resolve]);
    });
  }

  /** Answers nobody until released. */
  hold(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const response of held) response.writeHead(204).end();
  }

  /** Until so many posts have come. */
  async reached(count: number, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (this.#count < count) {
      if (performance.now() > deadline)
        throw new Error(`${count - this.#count} of ${count} notifications did not come in time`);
      await sleep(2);
    }
  }

  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#count; await sleep(QUIET_MS)) seen = this.#count;
  }

  #arrived(entitlementId: string, response: ServerResponse): void {
    this.#lastAt = performance.now();
    this.#count++;
    for (const resolve of this.#arrivals.get(entitlementId) ?? []) resolve(this.#lastAt);
    this.#arrivals.delete(entitlementId);
    if (this.#held) this.#held.push(response);
    else response.writeHead(204).end();
  }
}
