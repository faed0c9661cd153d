// The object of an endpoint: one row, few writes, and a query store that hears of every transition once, however late.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { endpointIdOf, type EndpointName } from "../../src/callbacks/endpointId";
import type { Evidence } from "../../src/callbacks/evidence";
import { latestEvents, listEndpoints } from "../../src/projection/endpoints";
import { scopeOf } from "../../src/projection/project";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { until } from "../support/api";
import { MINUTE, pass, SECOND } from "../support/world";

let resellers = 0;

/** An endpoint nobody has heard of. */
async function endpoint() {
  const name: EndpointName = {
    environment: "sandbox",
    resellerKey: `SHOP-${++resellers}`,
    origin: "https://shop.invalid",
  };
  const id = await endpointIdOf(name);
  const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(id));
  const scope = scopeOf(name.environment, name.resellerKey);
  const tell = (event: Evidence) => stub.tell(name, event);
  const fail = (dispatchId = "d") =>
    tell({ type: "failed", dispatchId, lastSuccessAt: null, what: "CONNECT", holds: 0 });
  return {
    id,
    stub,
    scope,
    tell,
    fail,
    ask: (dispatchId: string, mayProbe = true, holds = 0) => stub.ask(name, dispatchId, mayProbe, holds),
    open: async () => {
      for (let failures = 0; failures < 5; failures++) await fail();
    },
    row: async () => (await listEndpoints(env, scope))[0],
    events: async () => (await latestEvents(env, scope, 50)).map(({ type }) => type).toReversed(),
  };
}

/** Counts the rows that an object writes from now on. */
async function counted(stub: DurableObjectStub): Promise<{ puts: number }> {
  const rows = { puts: 0 };
  await runInDurableObject<DurableObject, void>(stub, (_, { storage }) => {
    const put = storage.kv.put.bind(storage.kv);
    storage.kv.put = (key, value) => {
      rows.puts++;
      put(key, value);
    };
  });
  return rows;
}

it("that never failed lets everything through, writes nothing and is unknown", async () => {
  const { stub, ask, row } = await endpoint();
  const rows = await counted(stub);
  expect((await ask("d")).permit).toBe("go");
  expect(await stub.view()).toBeNull();
  expect(rows.puts).toBe(0);
  expect(await row()).toBeUndefined();
});

it("opens with five failures, and the query store hears of it once", async () => {
  const { id, stub, open, row, events, fail } = await endpoint();
  await open();
  await fail();
  expect(await stub.view()).toMatchObject({ endpointId: id, state: "OPEN", failures: 6 });
  await until(async () => expect(await events()).toEqual(["endpoint.failing"]));
  expect(await row()).toMatchObject({ id, state: "OPEN", origin: "https://shop.invalid" });
});

it("lets one dispatch probe; its success closes, and that is told", async () => {
  const { open, ask, tell, events, row } = await endpoint();
  await open();
  expect(await ask("early")).toMatchObject({ permit: "held", health: { state: "OPEN", probing: false } });
  pass(6 * SECOND);
  expect((await ask("first", false)).permit).toBe("held");
  const asked = await Promise.all(["one", "two", "three"].map((dispatchId) => ask(dispatchId)));
  expect(asked.map(({ permit }) => permit)).toEqual(["probe", "held", "held"]);
  const health = await tell({ type: "alive", dispatchId: "one", startedAt: clock.now() });
  expect(health.state).toBe("CLOSED");
  expect((await ask("four")).permit).toBe("go");
  await until(async () => expect(await events()).toEqual(["endpoint.failing", "endpoint.recovered"]));
  expect((await row())?.state).toBe("CLOSED");
});

it("is paused by ten URLs that are gone, and resumed by a person only", async () => {
  const { stub, tell, ask, events } = await endpoint();
  for (let url = 0; url < 10; url++)
    await tell({ type: "gone", dispatchId: "d", lastSuccessAt: null, urlHash: `${url}` });
  pass(24 * 60 * MINUTE);
  expect(await ask("d")).toMatchObject({ permit: "held", health: { state: "PAUSED" } });
  const view = await stub.resume("we are back", { side: "RESELLER", name: "SHOP" });
  expect(view).toMatchObject({ state: "HALF_OPEN" });
  expect((await ask("d")).permit).toBe("probe");
  await until(async () => expect(await events()).toEqual(["endpoint.paused", "endpoint.resumed"]));
});

it("says in the event who resumed it and why", async () => {
  const { stub, open, scope } = await endpoint();
  await open();
  await stub.resume("we are back", { side: "OPERATOR", name: "operator" });
  await until(async () => {
    const [event] = await latestEvents(env, scope, 1);
    expect(event?.type).toBe("endpoint.resumed");
    expect(JSON.parse(event?.detail ?? "")).toMatchObject({
      reason: "we are back",
      actor: { side: "OPERATOR", name: "operator" },
    });
  });
});

it("writes a transition at once, and counters every few seconds at most", async () => {
  const { stub, fail, open, ask } = await endpoint();
  const rows = await counted(stub);
  await fail();
  await fail();
  await fail();
  expect(rows.puts).toBe(1);
  await open();
  await until(async () => expect(rows.puts).toBe(3));
  for (let holds = 0; holds < 20; holds++) await ask("held");
  pass(4 * SECOND);
  await ask("held");
  expect(rows.puts).toBe(3);
  pass(2 * SECOND);
  for (let holds = 0; holds < 20; holds++) await ask("held", false);
  expect(rows.puts).toBe(4);
});

it("knows its state after an eviction", async () => {
  const { stub, open } = await endpoint();
  await open();
  await evictDurableObject(stub);
  expect(await stub.view()).toMatchObject({ state: "OPEN", failures: 5 });
});

it("tells a query store that was away by its alarm, each transition once", async () => {
  const { stub, open, ask, tell, events } = await endpoint();
  hooks.beforeProjection = () => {
    throw new Error("D1 is away");
  };
  await open();
  pass(6 * SECOND);
  await ask("probe");
  await tell({ type: "alive", dispatchId: "probe", startedAt: clock.now() });
  await runDurableObjectAlarm(stub);
  expect(await events()).toEqual([]);
  delete hooks.beforeProjection;
  await runDurableObjectAlarm(stub);
  expect(await events()).toEqual(["endpoint.failing", "endpoint.recovered"]);
  await runDurableObjectAlarm(stub);
  expect(await events()).toEqual(["endpoint.failing", "endpoint.recovered"]);
});
