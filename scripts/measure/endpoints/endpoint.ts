// A reseller's notification endpoint that can be told to hang: it takes each post and never answers, until it returns.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";

const Notification = z.object({ entitlementId: z.string(), version: z.number() });

export interface Arrival {
  entitlementId: string;
  version: number;
  at: number;
}

export interface Endpoint {
  url: string;
  /** Posts that were answered 204, in that order. */
  taken: Arrival[];
  /** Posts that were left hanging. */
  hung: number;
  hang(): void;
  comeBack(): void;
  close(): void;
}

/** Listens on loopback, on any free port. */
export async function startEndpoint(): Promise<Endpoint> {
  let hanging = false;
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");

  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${address.port}/notifications`,
    taken: [],
    hung: 0,
    hang() {
      hanging = true;
    },
    comeBack() {
      hanging = false;
      for (const response of open) response.destroy();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    if (hanging) {
      endpoint.hung++;
      open.add(response);
      response.on("close", () => open.delete(response));
      return;
    }
    const { entitlementId, version } = Notification.parse(JSON.parse(text));
    endpoint.taken.push({ entitlementId, version, at: performance.now() });
    response.writeHead(204).end();
  }
  return endpoint;
}
