// A reseller's endpoint, real and on loopback: records every post, answers as a test has told it, and can be asked
// what it got. One process-wide server for the tests that run in workerd; `test/receiver.ts` is their side of it.
//
//   any path                  recorded and answered: 204, unless told otherwise
//   PUT /~answers?path=/x     tells the answers of a path: each is used once, the last one stays
//   GET /~posts?path=/x       the posts of a path, as soon as there are `atLeast` of them or after `waitMs`
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import type { Answer, Post } from "../../receiver.ts";

const OK: Answer = { status: 204 };
/** An inbox that nobody fills is told so before any test's own time is up. */
const LONGEST_WAIT_MS = 60_000;

class Receiver {
  readonly #posts = new Map<string, Post[]>();
  readonly #answers = new Map<string, Answer[]>();
  readonly #arrivals = new EventTarget();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://receiver");
    const path = url.searchParams.get("path") ?? "";
    const body = await textOf(request);
    if (url.pathname === "/~answers") {
      this.#answers.set(path, JSON.parse(body));
      response.writeHead(204).end();
    } else if (url.pathname === "/~posts") {
      await this.#arrived(
        path,
        Number(url.searchParams.get("atLeast")),
        Number(url.searchParams.get("waitMs")),
      );
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(this.#of(path)));
    } else await this.#record(request, url.pathname, body, response);
  }

  async #record(
    { method = "", headers }: IncomingMessage,
    path: string,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const told = this.#answers.get(path) ?? [OK];
    const answer = (told.length > 1 ? told.shift() : told[0]) ?? OK;
    this.#posts.set(path, [...this.#of(path), { method, at: Date.now(), headers: flat(headers), body }]);
    this.#arrivals.dispatchEvent(new Event(path));
    await sleep(answer.delayMs ?? 0);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #of(path: string): Post[] {
    return this.#posts.get(path) ?? [];
  }

  async #arrived(path: string, atLeast: number, waitMs: number): Promise<void> {
    const signal = AbortSignal.timeout(Math.min(waitMs, LONGEST_WAIT_MS));
    while (this.#of(path).length < atLeast && !signal.aborted)
      await new Promise((resolve) => {
        this.#arrivals.addEventListener(path, resolve, { once: true, signal });
        signal.addEventListener("abort", resolve, { once: true });
      });
  }
}

const flat = (headers: IncomingMessage["headers"]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

/** A receiver on a free port (or a given one) of loopback. */
export async function startReceiver(port = 0): Promise<{ url: string; server: Server }> {
  const receiver = new Receiver();
  const server = createServer((request, response) => {
    receiver.handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  return { url: `http://127.0.0.1:${address.port}`, server };
}

export async function stopReceiver(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

/** Vitest's `globalSetup`: one receiver for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, server } = await startReceiver();
  project.provide("receiverUrl", url);
  return () => stopReceiver(server);
}
