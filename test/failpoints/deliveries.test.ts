// Between the object and the reseller's endpoint: messages are lost, late and doubled, consumers die or take longer than
// their lease.
import { expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { diesAt, versionsOf } from "../support/failpoint";
import { flying, loseMessages, reports, statesOf } from "../support/outbox";
import { arrives } from "../support/queue";
import { active, pass, SECOND, stall } from "../support/world";

const PATCH = (order: string) => ({ verb: "update", change: { externalEntitlementId: order } }) as const;

/** Longer than the first lease of a dispatch. */
const LEASE_OVER = 61 * SECOND;

it("before send: a message that is lost is sent again when its lease is over", async () => {
  const reseller = inbox();
  diesAt("beforeSend");
  const held = await active({ notificationUrl: reseller.url });
  pass(LEASE_OVER);
  await held.alarm();
  expect(versionsOf(await reseller.posts(1, 3_000))).toEqual([1]);
});

it("after send: a message that comes after its dispatch was replaced, or once more, posts nothing", async () => {
  const reseller = inbox();
  loseMessages();
  const held = await active({ notificationUrl: reseller.url });
  const first = await flying(held);
  pass(LEASE_OVER);
  await held.alarm();
  const second = await flying(held);
  await arrives(held, first);
  expect(await reseller.posts(0)).toHaveLength(0);
  await arrives(held, second);
  await arrives(held, second);
  expect(await reseller.posts(0)).toHaveLength(1);
});

it("after take: while one is on its way no other of the same entitlement is", async () => {
  const reseller = inbox();
  const { reached, release } = stall("afterTake");
  const held = await active({ notificationUrl: reseller.url });
  await reached;
  await held.begin(PATCH("a"));
  await held.begin(PATCH("b"));
  const states = await statesOf(held);
  release();
  expect(states).toBe("in_flight waiting waiting");
  expect(versionsOf(await reseller.posts(3))).toEqual([1, 2, 3]);
});

it.each(["afterTake", "beforePost", "afterPost", "beforeReport"] as const)(
  "%s: a consumer that dies there is replaced, and the reseller sees one id only",
  async (point) => {
    const reseller = inbox();
    const died = diesAt(point);
    const held = await active({ notificationUrl: reseller.url });
    await until(async () => expect(died()).toBe(true));
    const posted = point === "afterPost" || point === "beforeReport" ? 1 : 0;
    expect(await reseller.posts(posted)).toHaveLength(posted);
    pass(LEASE_OVER);
    await held.alarm();
    await until(async () => expect(await statesOf(held)).toBe("delivered"));
    const posts = await reseller.posts(0);
    expect(posts).toHaveLength(posted + 1);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  },
);

it("before report: a failure that comes after the lease does not end the dispatch that replaced it", async () => {
  loseMessages();
  const held = await active();
  const late = await flying(held);
  pass(LEASE_OVER);
  await held.alarm();
  await reports(held, late, 500);
  expect(await statesOf(held)).toBe("in_flight");
});

it("before report: a success that comes after the lease counts, and nothing is posted again", async () => {
  const reseller = inbox();
  loseMessages();
  const held = await active({ notificationUrl: reseller.url });
  const late = await flying(held);
  pass(LEASE_OVER);
  await held.alarm();
  const current = await flying(held);
  await reports(held, late, 200);
  expect(await statesOf(held)).toBe("delivered");
  delete hooks.beforeSend;
  await arrives(held, current);
  expect(await reseller.posts(0)).toHaveLength(0);
});
