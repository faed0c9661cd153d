// Between a consumer and an endpoint in trouble: probes that hang or die, holds that come late, and an endpoint that is
// gone or back.
import { expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { ALIVE, failing, later, notificationsOf, rest, storedStatesOf } from "../support/failing";
import { diesAt } from "../support/failpoint";
import { alarmOf, flying, loseMessages, statesOf } from "../support/outbox";
import { active, MINUTE, pass, SECOND, stall, type Held } from "../support/world";

/** Longer than an isolate trusts what it knows of an endpoint, and shorter than a probe's lease. */
const KNOWN_NO_MORE = 10 * SECOND;
const PROBE_LEASE_OVER = 31 * SECOND;

const ring = (held: Held): Promise<void> => held.alarm().catch(() => undefined);

it("before post: what is held makes no attempt and no post", async () => {
  const { all, endpoint } = await failing(7);
  const held = all.slice(5);
  for (const one of held) expect((await notificationsOf(one))[0]).toMatchObject({ attempts: [], attempt: 0 });
  expect(await endpoint.posts(0)).toHaveLength(5);
});

it("before post: while a probe hangs nobody else is let through", async () => {
  const { all, endpoint } = await failing(8);
  const { reached, release } = stall("beforePost");
  const [probe, ...others] = all.slice(5);
  if (!probe) return expect.fail();
  pass(7 * SECOND);
  await ring(probe);
  await reached;
  pass(KNOWN_NO_MORE);
  await Promise.all(others.map(ring));
  await rest(others);
  const posts = await endpoint.posts(0);
  release();
  expect(posts).toHaveLength(5);
  for (const held of others) expect(await storedStatesOf(held)).toBe("held");
  await rest(all);
});

it("before post: a probe whose consumer died is given to another", async () => {
  const { all, endpoint, stub } = await failing(7);
  const [dead, next] = all.slice(5);
  if (!dead || !next) return expect.fail();
  const died = diesAt("beforePost");
  pass(7 * SECOND);
  await ring(dead);
  await until(async () => expect(died()).toBe(true));
  await endpoint.answers(ALIVE);
  pass(PROBE_LEASE_OVER);
  await ring(next);
  await rest([next]);
  expect(await storedStatesOf(next)).toBe("delivered");
  expect(await stub.view()).toMatchObject({ state: "CLOSED" });
});

it("after post: a probe that succeeds lets everything through", async () => {
  const { all, endpoint, stub } = await failing(8);
  await endpoint.answers(ALIVE);
  await later(all.slice(5, 6), MINUTE);
  expect(await stub.view()).toMatchObject({ state: "CLOSED" });
  await later(all.slice(6), MINUTE);
  for (const held of all.slice(5)) expect(await storedStatesOf(held)).toBe("delivered");
});

it("in the alarm: a look in vain sets the next one", async () => {
  const { all } = await failing(7);
  const [prober, held] = all.slice(5);
  if (!prober || !held) return expect.fail();
  await later([prober], 6 * MINUTE);
  await held.alarm();
  expect(await storedStatesOf(held)).toBe("held");
  expect(await alarmOf(held)).not.toBeNull();
});

it("before hold: one that comes after the lease does not end the dispatch that replaced it", async () => {
  loseMessages();
  const held = await active();
  const late = await flying(held);
  pass(61 * SECOND);
  await held.alarm();
  const why = { endpointId: "an endpoint", until: clock.now() + MINUTE, because: "it was failing" };
  await held.stub.hold(late.notificationId, late.dispatchId, why);
  expect(await statesOf(held)).toBe("in_flight");
});

it("after post: ten URLs of one origin that are gone pause it", async () => {
  const { stub } = await gone(10, () => inbox());
  expect(await stub.view()).toMatchObject({ state: "PAUSED" });
});

it("after post: one URL that is gone is one, however many notifications it was to get", async () => {
  const one = inbox();
  const { stub } = await gone(10, () => one);
  expect(await stub.view()).toMatchObject({ state: "CLOSED" });
});

/** So many notifications of one reseller, each to an inbox that answers 410. */
async function gone(count: number, to: () => ReturnType<typeof inbox>) {
  const { resellerKey, stub } = await failing(0);
  for (let sold = 0; sold < count; sold++) {
    const endpoint = to();
    await endpoint.answers({ status: 410 });
    await rest([await active({ resellerKey, notificationUrl: endpoint.url })]);
  }
  return { stub };
}
