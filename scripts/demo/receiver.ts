// The reseller's endpoint: takes notifications, verifies each signature with the public Standard Webhooks library,
// keeps what came, and lets the tour wait for it.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";
import { FeedEvent } from "./api.ts";
import { Difference } from "./check.ts";

/** TELCO's signing secret in the demo catalogue (local only). */
const SIGNING_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";

interface Notified {
  notification: FeedEvent;
  at: number;
}

export interface Receiver {
  url: string;
  /** The notification that tells this version; rejects when a signature is wrong or the time is up. */
  waitFor(entitlementId: string, version: number, timeoutMs: number): Promise<Notified>;
  /** Everything that came for an entitlement, without repeats, in the order of arrival. */
  of(entitlementId: string): FeedEvent[];
  close(): void;
}

/** Listens on loopback, on any free port unless one is given. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const webhook = new Webhook(SIGNING_SECRET);
  const arrived: Notified[] = [];
  const failures: Error[] = [];
  const arrivals = new EventTarget();

  const take = async (request: IncomingMessage): Promise<number> => {
    try {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const verified = webhook.verify(await textOf(request), Object.fromEntries(headers));
      const notification = FeedEvent.parse(verified);
      if (request.headers["webhook-id"] !== notification.notificationId)
        throw new Error("webhook-id is not the notificationId of the body");
      arrived.push({ notification, at: performance.now() });
      return 204;
    } catch (error) {
      failures.push(error as Error);
      return 400;
    } finally {
      arrivals.dispatchEvent(new Event("post"));
    }
  };

  const server = createServer((request, response) => {
    void take(request).then((status) => response.writeHead(status).end());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");

  return {
    url: `http://127.0.0.1:${address.port}/notifications`,
    async waitFor(entitlementId, version, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const found = arrived.find(
          ({ notification }) =>
            notification.entitlementId === entitlementId && notification.version === version,
        );
        if (found) return found;
        const [failure] = failures;
        if (failure) throw new Difference(`A notification could not be verified: ${failure.message}`);
        if (signal.aborted)
          throw new Difference(`No notification of version ${version} came within ${timeoutMs / 1000} s.`);
        await once(arrivals, "post", { signal }).catch(() => undefined);
      }
    },
    of(entitlementId) {
      const own = arrived.map(({ notification }) => notification);
      const unique = new Map(own.map((notification) => [notification.notificationId, notification]));
      return [...unique.values()].filter((notification) => notification.entitlementId === entitlementId);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
