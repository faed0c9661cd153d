// A dead endpoint from end to end: real objects, real queues, a real endpoint on loopback. What it is owed is held,
// costs nothing, and arrives in order when the endpoint is back; nobody else notices.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { endpointIdOf } from "../../src/callbacks/endpointId";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { until } from "../support/api";
import type { VerbCommand } from "../../src/entitlement/machine/begin";
import { entriesOf } from "../support/outbox";
import { ALIVE, DEAD, failing, later, notificationsOf, rest, storedStatesOf } from "../support/failing";
import { newReseller } from "../support/reseller";
import { active, asking, MINUTE, pass, SECOND, type Held } from "../support/world";

/** A change by the reseller it belongs to. */
async function change(held: Held, fields: Extract<VerbCommand, { verb: "update" }>["change"]): Promise<void> {
  const name = (await entriesOf(held)).at(-1)?.state.resellerKey ?? "";
  const caller = { side: "RESELLER", name, environment: "sandbox" } as const;
  await held.stub.begin({ verb: "update", change: fields }, caller, asking({ actor: caller }), false);
}

const attemptsOf = async (all: Held[]): Promise<number> =>
  (await Promise.all(all.map(notificationsOf)))
    .flat()
    .reduce((sum, { attempts }) => sum + attempts.length, 0);

it("after five failures the sixth is held: no post, no attempt, and history says why", async () => {
  const { endpoint, all, resellerKey, endpointId } = await failing(7);
  expect(await endpoint.posts(5)).toHaveLength(5);
  const states = await Promise.all(all.map(storedStatesOf));
  expect(states).toEqual([...Array.from({ length: 5 }, () => "waiting"), "held", "held"]);
  const caller = { side: "RESELLER", name: resellerKey, environment: "sandbox" } as const;
  const [shown] = (await all[5]?.stub.history(caller))?.notifications ?? [];
  expect(shown).toMatchObject({ state: "held", attempts: [], nextAttempt: expect.any(String) });
  expect(shown?.stateReason).toMatch(
    /^the endpoint http:\S+ is failing: 5 failures in a row, the last: HTTP 503$/,
  );
  const [last] = all.slice(-1);
  expect((await (last && notificationsOf(last)))?.[0]?.hold?.endpointId).toBe(endpointId);
});

it("retries are held too; one at a time probes, and each probe is the only post", async () => {
  const { endpoint, all, stub } = await failing(8);
  expect(await attemptsOf(all)).toBe(5);
  await later(all, 7 * SECOND);
  expect(await attemptsOf(all)).toBe(6);
  await later(all, 12 * SECOND);
  expect(await attemptsOf(all)).toBe(7);
  expect(await endpoint.posts(7)).toHaveLength(7);
  expect(await stub.view()).toMatchObject({ state: "OPEN" });
});

it("a new change does not hurry what is held", async () => {
  const { endpoint, all } = await failing(6);
  const held = all.at(-1) ?? expect.fail();
  const before = await endpoint.posts(5);
  await change(held, { externalEntitlementId: "own" });
  await rest([held]);
  expect(await storedStatesOf(held)).toBe("held waiting");
  expect(await endpoint.posts(5)).toHaveLength(before.length);
});

it("a change of the URL to a living endpoint sends what was held, in order", async () => {
  const { all } = await failing(6);
  const held = all.at(-1) ?? expect.fail();
  const elsewhere = inbox("http://localhost:" + new URL(inbox().url).port);
  await change(held, { notificationUrl: elsewhere.url });
  const posts = await elsewhere.posts(2);
  await rest([held]);
  expect(posts.map(({ body }) => JSON.parse(body).version)).toEqual([1, 2]);
  expect(await storedStatesOf(held)).toBe("delivered delivered");
});

it("when the endpoint is back everything arrives, in order per entitlement, as a ramp", async () => {
  const { endpoint, all, stub } = await failing(40);
  for (const held of all.slice(20)) await change(held, { externalEntitlementId: "own" });
  await later(all, 10 * SECOND);
  const due = (await Promise.all(all.map(notificationsOf))).flatMap(([first]) =>
    first?.state === "held" ? [first.dueAt] : [],
  );
  // Forty and more were reported, 100 ms each: they come back over seconds, none together with all others.
  expect(due.length).toBeGreaterThan(30);
  expect(Math.max(...due) - Math.min(...due)).toBeGreaterThan(1_500);
  expect(new Set(due).size).toBeGreaterThan(due.length / 2);
  const failures = await attemptsOf(all);

  await endpoint.answers(ALIVE);
  // Long enough for those that probed and have the schedule's five minutes to wait.
  for (let round = 0; round < 10; round++) await later(all, 50 * SECOND);
  for (const held of all) expect(await storedStatesOf(held)).toMatch(/^delivered( delivered)?$/);
  expect(await stub.view()).toMatchObject({ state: "CLOSED" });

  const posts = (await endpoint.posts(failures + 60)).slice(failures);
  expect(posts).toHaveLength(60);
  const versions = new Map<string, number[]>();
  for (const { body } of posts) {
    const { entitlementId, version } = JSON.parse(body);
    versions.set(entitlementId, [...(versions.get(entitlementId) ?? []), version]);
  }
  expect([...versions.values()].filter((list) => list.join() === "1,2")).toHaveLength(20);
  expect([...versions.values()].filter((list) => list.join() === "1")).toHaveLength(20);
});

it("another reseller at the very same origin goes on as ever", async () => {
  await failing(6);
  const [resellerKey, endpoint] = [await newReseller(), inbox()];
  const held = await active({ resellerKey, notificationUrl: endpoint.url });
  await endpoint.posts(1);
  await rest([held]);
  expect(await storedStatesOf(held)).toBe("delivered");
});

it("answers that refuse one notification do not open the breaker, and successes are not told", async () => {
  const [resellerKey, endpoint] = [await newReseller(), inbox()];
  await endpoint.answers(
    { status: 400 },
    { status: 401 },
    { status: 404 },
    { status: 422 },
    { status: 302 },
    ALIVE,
  );
  for (let sold = 0; sold < 8; sold++)
    await rest([await active({ resellerKey, notificationUrl: endpoint.url })]);
  expect(await endpoint.posts(8)).toHaveLength(8);
  const { origin } = new URL(endpoint.url);
  const id = await endpointIdOf({ environment: "sandbox", resellerKey, origin });
  expect(await env.ENDPOINT.get(env.ENDPOINT.idFromName(id)).view()).toBeNull();
});

it("failures with successes between them do not add up", async () => {
  const [resellerKey, endpoint] = [await newReseller(), inbox()];
  await endpoint.answers(...Array.from({ length: 12 }, (_, at) => (at % 3 === 2 ? ALIVE : DEAD)), ALIVE);
  for (let sold = 0; sold < 12; sold++)
    await rest([await active({ resellerKey, notificationUrl: endpoint.url })]);
  expect(await endpoint.posts(12)).toHaveLength(12);
});

it("ten URLs of one origin that are gone pause it; its notifications look again after an hour", async () => {
  const resellerKey = await newReseller();
  for (let gone = 0; gone < 10; gone++) {
    const endpoint = inbox();
    await endpoint.answers({ status: 410 });
    const held = await active({ resellerKey, notificationUrl: endpoint.url });
    await rest([held]);
    expect(await storedStatesOf(held)).toBe("exhausted");
  }
  const endpoint = inbox();
  const held = await active({ resellerKey, notificationUrl: endpoint.url });
  await rest([held]);
  const [notification] = await notificationsOf(held);
  expect(notification?.stateReason).toContain("is paused until it is resumed: 10 URLs answered 410 Gone");
  expect((notification?.dueAt ?? 0) - clock.now()).toBeGreaterThan(59 * MINUTE);
  expect(await endpoint.posts(0)).toEqual([]);
});

it("a consumer that dies with its probe keeps nobody waiting for ever", async () => {
  const { endpoint, all } = await failing(6);
  hooks.beforePost = () => {
    throw new Error("the consumer died");
  };
  pass(7 * SECOND);
  await Promise.all(all.map((held) => held.alarm().catch(() => undefined)));
  const flying = async () =>
    (await Promise.all(all.map(storedStatesOf))).filter((state) => state === "in_flight");
  await until(async () => expect((await flying()).length).toBe(1));
  delete hooks.beforePost;
  await endpoint.answers(ALIVE);
  for (let round = 0; round < 4; round++) {
    pass(40 * SECOND);
    await Promise.all(all.map((held) => held.alarm().catch(() => undefined)));
    // Long enough for a probe: the next round is after its lease.
    await scheduler.wait(100);
  }
  await until(async () => {
    for (const held of all) expect(await storedStatesOf(held)).toBe("delivered");
  });
});
