/** A reseller's two halves: a client of the API, and the endpoint that takes its notifications and verifies them. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Webhook } from "standardwebhooks";

export type Json = Record<string, unknown>;

/** Local credentials, as in the README. */
const CREDENTIAL = "telco-sandbox:telco-sandbox-secret";
const SIGNING_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";
const CALL_TIMEOUT_MS = 20_000;

export interface Answer {
  status: number;
  body: Json;
  ms: number;
}

export class Reseller {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async call(
    method: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const startedAt = performance.now();
    const response = await fetch(this.#origin + path, {
      method,
      headers: {
        Authorization: `Basic ${btoa(CREDENTIAL)}`,
        ...(body && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text), ms: performance.now() - startedAt };
    } catch {
      throw new Error(`${method} ${path} answered ${response.status} with something that is no JSON.`);
    }
  }
}

/** A notification that arrived, and whose signature is good. */
export interface Notification {
  body: Json;
  arrivedAt: number;
}

export class Endpoint {
  readonly #server: Server;
  readonly #arrived: Notification[] = [];
  readonly #refused: string[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        response.writeHead(this.#take(text, request.headers) ? 204 : 400).end();
        this.#wake();
      });
    });
  }

  /** Listens on loopback; resolves to the URL that notifications go to. */
  async open(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
    return `http://127.0.0.1:${address.port}/notifications`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The notification of one version, when it arrives. */
  async next(entitlementId: string, version: number, waitMs: number): Promise<Notification> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const found = this.#arrived.find(
        ({ body }) => body["entitlementId"] === entitlementId && body["version"] === version,
      );
      if (found) return found;
      if (this.#refused[0] !== undefined)
        throw new Error(`A notification's signature is not good: ${this.#refused[0]}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`No notification of version ${version} within ${waitMs / 1000} s.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, left);
      });
    }
  }

  #take(text: string, headers: Record<string, string | string[] | undefined>): boolean {
    try {
      const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const body = new Webhook(SIGNING_SECRET).verify(text, sent) as Json;
      this.#arrived.push({ body, arrivedAt: performance.now() });
      return true;
    } catch (error) {
      this.#refused.push(String(error));
      return false;
    }
  }
}
