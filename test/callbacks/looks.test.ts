// What an endpoint holds looks again for as long as it takes, so a look has to cost next to nothing: counted where it is
// written. And what it learns has to outlive the object's memory.
import { evictDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { ALIVE, DEAD, failing, later, notificationsOf, rest, storedStatesOf } from "../support/failing";
import { alarmOf } from "../support/outbox";
import { setDefaultUrl } from "../support/reseller";
import { counted } from "../support/rows";
import { active, asking, MINUTE, pass, SECOND, type Held } from "../support/world";

const callerOf = (name: string) => ({ side: "RESELLER", name, environment: "sandbox" }) as const;

/** When the first notification is tried or looked for next, as a reseller sees it. */
const nextOf = async (held: Held, resellerKey: string): Promise<number> => {
  const [first] = (await held.stub.history(callerOf(resellerKey)))?.notifications ?? [];
  return Date.parse(first?.nextAttempt ?? "");
};

/** One that is held and due, at an endpoint whose last probe has just failed. */
async function heldAndDue() {
  const given = await failing(7);
  const [prober, held] = given.all.slice(-2);
  if (!prober || !held) return expect.fail();
  await later([prober], 6 * MINUTE);
  expect(await storedStatesOf(prober)).toBe("waiting");
  return { ...given, held };
}

it("a look that finds its endpoint still failing writes its alarm, and nothing else", async () => {
  const { held, resellerKey, endpoint } = await heldAndDue();
  const posts = await endpoint.posts(0);
  const rows = await counted(held.stub);
  const sent: string[] = [];
  hooks.beforeSend = (id) => void sent.push(id);
  for (let look = 1; look <= 3; look++) {
    pass(Math.max((await nextOf(held, resellerKey)) - clock.now() - 9 * SECOND, 0));
    await held.alarm();
    expect(rows).toEqual({ entries: 0, alarms: look });
    expect(await nextOf(held, resellerKey)).toBeGreaterThan(clock.now());
  }
  expect(sent).toEqual([]);
  expect(await endpoint.posts(0)).toHaveLength(posts.length);
});

it("when it looks next is known to an object that has lost its memory", async () => {
  const { held, resellerKey } = await heldAndDue();
  await held.alarm();
  const next = await nextOf(held, resellerKey);
  expect((await notificationsOf(held))[0]?.dueAt).toBeLessThan(clock.now());
  await evictDurableObject(held.stub);
  expect(await nextOf(held, resellerKey)).toBe(next);
  expect(await alarmOf(held)).toBe(next);
  const caller = callerOf(resellerKey);
  const update = { verb: "update", change: { externalEntitlementId: "own" } } as const;
  await held.stub.begin(update, caller, asking({ actor: caller }), false);
  expect(await storedStatesOf(held)).toBe("held waiting");
});

it("what a look writes later is what it has learned", async () => {
  const { held, resellerKey } = await heldAndDue();
  await held.alarm();
  const next = await nextOf(held, resellerKey);
  await held.stub.wakeHeld(next - 1);
  expect((await notificationsOf(held))[0]).toMatchObject({
    state: "held",
    dueAt: next - 1,
    stateReason: expect.stringContaining("6 failures"),
  });
});

it("one that looks when a probe is due is the probe, and posted as that", async () => {
  const { all, endpoint, stub } = await failing(7);
  await endpoint.answers(ALIVE);
  const held = all.at(-1) ?? expect.fail();
  await later([held], 7 * SECOND);
  expect(await storedStatesOf(held)).toBe("delivered");
  expect(await stub.view()).toMatchObject({ state: "CLOSED" });
});

it("where the default URL has moved to a living endpoint, the next look sends", async () => {
  const { endpoint, resellerKey } = await failing(6);
  await setDefaultUrl(resellerKey, endpoint.url);
  pass(MINUTE);
  const held = await active({ resellerKey, notificationUrl: null });
  await rest([held]);
  expect(await storedStatesOf(held)).toBe("held");
  const elsewhere = inbox("http://localhost:" + new URL(inbox().url).port);
  await setDefaultUrl(resellerKey, elsewhere.url);
  await later([held], 10 * MINUTE);
  expect(await elsewhere.posts(1)).toHaveLength(1);
  expect(await storedStatesOf(held)).toBe("delivered");
});

it("where the default URL has moved to another dead endpoint, it is that one that holds it", async () => {
  const [here, there] = [await failing(6), inbox("http://localhost:" + new URL(inbox().url).port)];
  const { resellerKey } = here;
  await there.answers(DEAD);
  const others: Held[] = [];
  for (let sold = 0; sold < 6; sold++) {
    others.push(await active({ resellerKey, notificationUrl: there.url }));
    await rest(others);
  }
  await setDefaultUrl(resellerKey, here.endpoint.url);
  const held = await active({ resellerKey, notificationUrl: null });
  await rest([held]);
  const [before] = await notificationsOf(held);
  await setDefaultUrl(resellerKey, there.url);
  await later(others.slice(-1), 6 * MINUTE);
  await held.alarm();
  const [after] = await notificationsOf(held);
  expect([before?.state, after?.state]).toEqual(["held", "held"]);
  expect(after?.hold?.endpointId).not.toBe(before?.hold?.endpointId);
});

it("a repetition that is held looks at the same price", async () => {
  const { all, resellerKey, endpoint } = await failing(7, 1);
  const [sold, prober] = [all[0] ?? expect.fail(), all[6] ?? expect.fail()];
  const caller = callerOf(resellerKey);
  const which = { notificationIds: null, onlyExhausted: false, reason: "lost" };
  await sold.stub.replay(which, caller, asking({ actor: caller }));
  const why = async () => (await sold.stub.history(caller))?.notifications[0]?.stateReason;
  await until(async () => expect(await why()).toContain("a replay waits, the endpoint"));
  await later([prober], 6 * MINUTE);
  const [rows, posts] = [await counted(sold.stub), await endpoint.posts(0)];
  await sold.alarm();
  expect(rows).toEqual({ entries: 0, alarms: 1 });
  expect(await why()).toContain("6 failures");
  await evictDurableObject(sold.stub);
  await sold.stub.view(caller);
  expect(await endpoint.posts(0)).toHaveLength(posts.length);

  await endpoint.answers(ALIVE);
  for (let probes = 0; probes < 2; probes++) await later([sold, prober], 6 * MINUTE);
  await until(async () => expect((await notificationsOf(sold))[0]?.attempts).toHaveLength(2));
  expect(await storedStatesOf(sold)).toBe("delivered");
});
