// Repetitions on request: asked for, and then something dies.
import { evictDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { diesAt, evictedOnce, versionsOf } from "../support/failpoint";
import { statesOf } from "../support/outbox";
import { active, asking, pass, RESELLER, SECOND, type Held } from "../support/world";

const ALL = { notificationIds: null, onlyExhausted: false, reason: "lost in our database" };

/** Longer than the first lease of a dispatch. */
const LEASE_OVER = 61 * SECOND;

/** One with two versions, both delivered. */
async function delivered(url: string): Promise<Held> {
  const held = await active({ notificationUrl: url });
  await held.begin({ verb: "update", change: { externalEntitlementId: "own" } });
  await until(async () => expect(await statesOf(held)).toBe("delivered delivered"));
  return held;
}

const first = async (held: Held) => [(await held.history()).notifications[0]?.notificationId ?? ""];

it("before post: a repetition carries the id that it had, and is really posted", async () => {
  const reseller = inbox();
  const held = await delivered(reseller.url);
  await held.stub.replay({ ...ALL, notificationIds: await first(held) }, RESELLER, asking());
  const posts = await reseller.posts(3, 3_000);
  expect(versionsOf(posts)).toEqual([1, 2, 1]);
  expect(posts[2]?.headers["webhook-id"]).toBe(posts[0]?.headers["webhook-id"]);
});

it("after commit: a repetition of an older version is known to an object that died at once", async () => {
  const reseller = inbox();
  const held = await delivered(reseller.url);
  await evictDurableObject(held.stub);
  const notificationIds = await first(held);
  const died = diesAt("afterCommit");
  await held.stub.replay({ ...ALL, notificationIds }, RESELLER, asking());
  await evictedOnce(held, died);
  pass(LEASE_OVER);
  await held.alarm();
  expect(versionsOf(await reseller.posts(3, 3_000))).toEqual([1, 2, 1]);
});

it("before send: a repetition whose message is lost is sent again when its lease is over", async () => {
  const reseller = inbox();
  const held = await delivered(reseller.url);
  const died = diesAt("beforeSend");
  await held.stub.replay({ ...ALL, notificationIds: await first(held) }, RESELLER, asking());
  await until(async () => expect(died()).toBe(true));
  pass(LEASE_OVER);
  await held.alarm();
  expect(versionsOf(await reseller.posts(3, 3_000))).toEqual([1, 2, 1]);
});

it("before report: a repetition that fails leaves what was delivered as it was", async () => {
  const reseller = inbox();
  await reseller.answers({ status: 204 }, { status: 204 }, { status: 503 });
  const held = await delivered(reseller.url);
  await held.stub.replay({ ...ALL, notificationIds: await first(held) }, RESELLER, asking());
  await until(async () => expect((await held.history()).notifications[0]?.attempts).toHaveLength(2));
  expect(await statesOf(held)).toBe("delivered delivered");
});
