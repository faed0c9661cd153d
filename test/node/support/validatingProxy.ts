// A proxy on loopback that passes everything on, and holds each request and each answer against the API's document.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { operationFor } from "../../support/openapi/document";
import { requestFaults, violationsOf } from "../../support/openapi/exchange";

export interface Proxy {
  origin: string;
  /** The operations that were called, in their order. */
  called: string[];
  /** What was not as the document says, in either direction. */
  violations: string[];
  end: () => Promise<void>;
}

/** Headers of one connection, which are not passed on (RFC 9110 §7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "host",
  "content-length",
  "content-encoding",
];

export async function proxyTo(target: string): Promise<Proxy> {
  const proxy: Pick<Proxy, "called" | "violations"> = { called: [], violations: [] };
  const server = createServer((request, response) => {
    passOn(target, proxy, request, response).catch((error: unknown) => {
      proxy.violations.push(String(error));
      response.writeHead(502).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const end = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { ...proxy, origin: `http://127.0.0.1:${port}`, end };
}

async function passOn(
  target: string,
  { called, violations }: Pick<Proxy, "called" | "violations">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url = "" } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length === 0 ? null : Buffer.concat(chunks).toString();
  const sent = { method, path: url, body };
  const headers = new Headers(
    Object.entries(request.headersDistinct)
      .filter(([name]) => !HOP_BY_HOP.includes(name))
      .flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value])),
  );
  const answer = await fetch(target + url, { method, headers, body, redirect: "manual" });
  const text = await answer.text();
  called.push(operationFor(method, new URL(url, target).pathname)?.operationId ?? `${method} ${url}`);
  const got = { status: answer.status, headers: answer.headers, text };
  violations.push(...requestFaults(sent, headers), ...violationsOf(sent, got));
  for (const [name, value] of answer.headers) if (!HOP_BY_HOP.includes(name)) response.setHeader(name, value);
  response.writeHead(answer.status).end(text);
}
