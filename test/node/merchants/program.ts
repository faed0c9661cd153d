// Runs a merchant as a program of its own: `PORT`, `PLATFORM_URL` and `PLATFORM_CREDENTIAL` come from its environment,
// `ready` on its output says that it listens. Beside its own API it has what tests need:
//
//   PUT /~faults    a list of what goes wrong with the next requests, in order
//   GET /~effects   how often each reference had an effect
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Book } from "./book.ts";

/** Before: nothing takes effect. After: it takes effect, and the answer is lost or spoilt. */
export interface Fault {
  kind: "status" | "reset" | "hang" | "garbage";
  status?: number;
  /** Whether the request takes effect all the same. */
  effect?: boolean;
  /** Only a request with this text in its body meets the fault; others pass it by. */
  about?: string;
}

export interface Inbound {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Answer {
  status: number;
  type: "application/json" | "application/xml" | "text/html";
  body: string;
}

export interface Merchant {
  book: Book;
  /** The merchant's own origin, for links. */
  origin: string;
  /** One call of the platform's merchant API; resolves to its status and body. */
  platform: (path: string, body: object) => Promise<{ status: number; body: Record<string, unknown> }>;
}

/** A merchant's API: one request in, one answer out. */
export type Dialect = (merchant: Merchant, request: Inbound) => Promise<Answer> | Answer;

export const json = (status: number, body: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});

export const page = (title: string, form: boolean): Answer => ({
  status: 200,
  type: "text/html",
  body: `<!doctype html><title>${title}</title><h1>${title}</h1>${form ? "<form method=post><button>Sign up</button></form>" : ""}`,
});

/** Longer than the platform waits. */
const HANG_MS = 12_000;

export interface Settings {
  port: number;
  platformUrl: string;
  credential: string;
}

/** Starts a merchant on loopback; port 0 takes a free one. */
export async function start(
  dialect: Dialect,
  settings: Settings,
): Promise<{ origin: string; server: Server }> {
  const faults: Fault[] = [];
  const merchant: Merchant = { book: new Book(), origin: "", platform: platformAt(settings) };
  const server = createServer((request, response) => {
    served(dialect, merchant, faults, request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(settings.port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the merchant has no port");
  merchant.origin = `http://127.0.0.1:${address.port}`;
  return { origin: merchant.origin, server };
}

async function served(
  dialect: Dialect,
  merchant: Merchant,
  faults: Fault[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", headers } = request;
  const url = new URL(request.url ?? "/", merchant.origin);
  const body = await textOf(request);
  if (url.pathname === "/~faults") {
    faults.splice(0, faults.length, ...(JSON.parse(body) as Fault[]));
    return send(response, json(200, {}));
  }
  if (url.pathname === "/~effects") return send(response, json(200, merchant.book.effects));
  const fault = nextFault(faults, body);
  if (fault === undefined) return send(response, await dialect(merchant, { method, url, headers, body }));
  if (fault.effect) await dialect(merchant, { method, url, headers, body });
  await spoiled(fault, request, response);
}

/** The first fault that is meant for a request, taken off the list. */
function nextFault(faults: Fault[], body: string): Fault | undefined {
  const at = faults.findIndex(({ about }) => about === undefined || body.includes(about));
  return at < 0 ? undefined : faults.splice(at, 1)[0];
}

async function spoiled(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case "status":
      return send(response, { ...json(fault.status ?? 500, { error: "out of order" }) });
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      await sleep(HANG_MS, undefined, { ref: false });
      response.destroy();
      return;
    case "garbage":
      return send(response, { status: 200, type: "application/json", body: "<<< not what was agreed >>>" });
  }
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { "Content-Type": type }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

function platformAt({ platformUrl, credential }: Settings): Merchant["platform"] {
  const Authorization = `Basic ${Buffer.from(credential).toString("base64")}`;
  return async (path, body) => {
    const response = await fetch(`${platformUrl}/merchant/v1/entitlement/${path}`, {
      method: "POST",
      headers: { Authorization, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

/** Runs the merchant when its file is the program. */
export async function runAsProgram(dialect: Dialect, main: boolean): Promise<void> {
  if (!main) return;
  const { PORT = "0", PLATFORM_URL = "", PLATFORM_CREDENTIAL = "" } = process.env;
  const settings = { port: Number(PORT), platformUrl: PLATFORM_URL, credential: PLATFORM_CREDENTIAL };
  const { origin, server } = await start(dialect, settings);
  process.stdout.write(`ready ${origin}\n`);
  process.once("SIGTERM", () => {
    server.closeAllConnections();
    server.close();
  });
}
