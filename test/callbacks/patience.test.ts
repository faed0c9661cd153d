// A slow endpoint beside quick ones, before anybody knows whether it is dead: its batch does not wait for it, and its
// next first attempts step aside.
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { callBack, type Outbox, type Post } from "../../src/callbacks/consumer";
import { PATIENCE_MS } from "../../src/callbacks/patience";
import worker from "../../src/index";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { entriesOf, flying, loseMessages } from "../support/outbox";
import { newReseller } from "../support/reseller";
import { active } from "../support/world";

const SLOW = { status: 204, delayMs: PATIENCE_MS + 1_500 };

const messageOf = (changes: Record<string, unknown> = {}) => ({
  format: 1,
  kind: "notification",
  entitlementId: "an entitlement",
  notificationId: "a notification",
  dispatchId: crypto.randomUUID(),
  attempt: 0,
  ...changes,
});

/** A consumer of one reseller's notifications; what it reports and what it passes on is kept. */
async function consumer() {
  const resellerKey = await newReseller();
  const [reported, passedOn]: [unknown[], unknown[]] = [[], []];
  const retries = { send: async (message: unknown) => void passedOn.push(message) } as unknown as Queue;
  const outboxOf = (url: string): Outbox => ({
    take: async () => ({ environment: "sandbox", resellerKey, url, body: "{}", again: false }),
    hold: async () => expect.fail("nothing is to be held"),
    report: async (_, __, { ok }) => void reported.push(ok),
  });
  const seed = null;
  const takes = (url: string, message: object): Promise<boolean> => {
    const post: Post = { env: { ...env, CALLBACK_RETRIES: retries }, seed, outboxOf: () => outboxOf(url) };
    return callBack(post, message);
  };
  return { takes, reported, passedOn };
}

it("a batch is over before its slow post is, and the slow one is delivered all the same", async () => {
  const [resellerKey, slow] = [await newReseller(), inbox()];
  await slow.answers(SLOW);
  loseMessages();
  const held = await active({ resellerKey, notificationUrl: slow.url });
  const body = messageOf({ entitlementId: held.id, ...(await flying(held)) });
  const batch = createMessageBatch("resale-callbacks", [
    { id: "1", timestamp: new Date(), attempts: 1, body },
  ]);
  const ctx = createExecutionContext();
  const startedAt = Date.now();
  await worker.queue(batch, env, ctx);
  expect(Date.now() - startedAt).toBeLessThan(SLOW.delayMs - 500);
  expect((await getQueueResult(batch, ctx)).explicitAcks).toEqual(["1"]);
  await until(async () => expect((await entriesOf(held)).at(-1)?.notification?.state).toBe("delivered"));
});

it("while a post is slow, first attempts step aside to the retries; a retry is posted", async () => {
  const [{ takes, reported, passedOn }, slow, quick] = [await consumer(), inbox(), inbox()];
  await slow.answers(SLOW);
  const first = takes(slow.url, messageOf());
  await takes(quick.url, messageOf());
  expect(await quick.posts(1)).toHaveLength(1);

  await scheduler.wait(PATIENCE_MS + 200);
  const message = messageOf();
  expect(await takes(quick.url, message)).toBe(true);
  expect(passedOn).toEqual([{ ...message, again: true }]);
  await takes(quick.url, { ...message, again: true });
  expect(await quick.posts(2)).toHaveLength(2);

  await first;
  await takes(quick.url, messageOf());
  expect(await quick.posts(3)).toHaveLength(3);
  expect(passedOn).toHaveLength(1);
  expect(reported).toEqual([true, true, true, true]);
});

it("another reseller's first attempts do not step aside", async () => {
  const [one, other, slow, quick] = [await consumer(), await consumer(), inbox(), inbox()];
  await slow.answers(SLOW);
  const first = one.takes(slow.url, messageOf());
  await scheduler.wait(PATIENCE_MS + 200);
  await other.takes(quick.url, messageOf());
  expect(await quick.posts(1)).toHaveLength(1);
  expect(other.passedOn).toEqual([]);
  await first;
});
