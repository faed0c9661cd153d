// The Worker's own queue handler, fed by hand: messages come when a test says so, as often as it says so.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "../../src/index";
import type { Ticket } from "./outbox";
import type { Held } from "./world";

/** Sends bodies through the queue handler as one batch; resolves when all are handled. */
export async function handled(queue: string, ...bodies: unknown[]) {
  const messages = bodies.map((body, at) => ({ id: `${at}`, timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch(queue, messages);
  const ctx = createExecutionContext();
  await worker.queue(batch, env, ctx);
  return getQueueResult(batch, ctx);
}

/** The message of a dispatch arrives at a consumer, whatever has become of the dispatch. */
export const arrives = (held: Held, ticket: Ticket) =>
  handled("resale-callbacks", {
    format: 1,
    kind: "notification",
    entitlementId: held.id,
    attempt: 0,
    ...ticket,
  });
