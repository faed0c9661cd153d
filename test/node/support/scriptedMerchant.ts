// A merchant's API, real and on loopback, that answers as a test has told it, counts what it carried out, and can
// break in every way in which servers break. `test/connectors/http/merchant.ts` is the tests' side of it.
//
//   any path                   recorded and answered by its script: each step is used once, the last one stays
//   PUT /~script?path=/x       tells the script of a path
//   GET /~seen?path=/x         the requests of a path, and how often each Idempotency-Key took effect
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import type { Asked, Script, Step } from "../../connectors/http/merchant.ts";
import { stopReceiver } from "./receiver.ts";

const DRIP_MS = 20;
/** Nobody waits as long as that; the connection is closed when the run ends. */
const NEVER_MS = 3_600_000;

class ScriptedMerchant {
  readonly #scripts = new Map<string, Script>();
  readonly #requests = new Map<string, Asked[]>();
  readonly #effects = new Map<string, Map<string, number>>();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search, searchParams } = new URL(request.url ?? "/", "http://merchant");
    const about = searchParams.get("path") ?? "";
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    if (pathname === "/~script") {
      this.#scripts.set(about, JSON.parse(body));
      response.writeHead(204).end();
    } else if (pathname === "/~seen") {
      const seen = {
        requests: this.#requests.get(about) ?? [],
        effects: Object.fromEntries(this.#effectsOf(about)),
      };
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(seen));
    } else {
      const { method = "", headers } = request;
      const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      const url = `${pathname}${search}`;
      this.#requests.set(pathname, [
        ...(this.#requests.get(pathname) ?? []),
        { method, url, headers: flat, body },
      ]);
      await answer(this.#step(pathname, flat["idempotency-key"] ?? ""), request, response);
    }
  }

  #effectsOf(path: string): Map<string, number> {
    const known = this.#effects.get(path) ?? new Map<string, number>();
    this.#effects.set(path, known);
    return known;
  }

  /** The next step; what it carries out is counted, a repeat of an idempotent operation is not carried out again. */
  #step(path: string, key: string): Step {
    const script = this.#scripts.get(path) ?? { steps: [{ status: 404 }] };
    const { steps, deduplicates = false } = script;
    const step = (steps.length > 1 ? steps.shift() : steps[0]) ?? { status: 404 };
    const effects = this.#effectsOf(path);
    const done = effects.get(key) ?? 0;
    if ((step.effect ?? true) && !(deduplicates && done > 0)) effects.set(key, done + 1);
    return step;
  }
}

async function answer(step: Step, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status = 200, headers, body = "", delayMs = 0, breaks, size } = step;
  await sleep(delayMs);
  switch (breaks) {
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "cut":
      response.writeHead(status, headers).write(body);
      await sleep(DRIP_MS);
      request.socket.resetAndDestroy();
      return;
    case "hang":
      await sleep(NEVER_MS, undefined, { ref: false });
      return;
    case "drip":
      response.writeHead(status, headers);
      for (let at = 0; !response.destroyed; at += 1) {
        response.write(body.length > 0 ? (body[at % body.length] ?? " ") : " ");
        await sleep(DRIP_MS);
      }
      return;
    case undefined:
      response.writeHead(status, headers).end(size === undefined ? body : body.padEnd(size));
  }
}

/** A scripted merchant on a free port of loopback. */
export async function startScriptedMerchant(): Promise<{ url: string; server: Server }> {
  const merchant = new ScriptedMerchant();
  const server = createServer((request, response) => {
    merchant.handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${portOf(server.address())}`, server };
}

/** A port that nobody listens on. */
async function closedUrl(): Promise<string> {
  const probe = createSocketServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const port = portOf(probe.address());
  probe.close();
  await once(probe, "close");
  return `http://127.0.0.1:${port}`;
}

function portOf(address: ReturnType<Server["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}

/** Vitest's `globalSetup`: one scripted merchant for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, server } = await startScriptedMerchant();
  project.provide("scriptedMerchantUrl", url);
  project.provide("closedUrl", await closedUrl());
  return () => stopReceiver(server);
}
