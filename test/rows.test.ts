// What one sale costs in rows written, counted where they are written. A count does not jitter: a change that adds a
// row fails here until the figure is changed on purpose.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { projectionOf } from "../src/entitlement/projected";
import { project } from "../src/projection/project";
import { inbox } from "./receiver";
import { call, entitled, until, verb } from "./support/api";
import { active, callOf, opened, type Held } from "./support/world";

interface Rows {
  entries: number;
  alarms: number;
}

/** Counts the writes of an object from now on; every put and every alarm that is set is one row. */
async function counted(held: Held): Promise<Rows> {
  const rows: Rows = { entries: 0, alarms: 0 };
  await runInDurableObject(held.stub, (_, { storage }) => {
    const put = storage.kv.put.bind(storage.kv);
    storage.kv.put = (key, value) => {
      rows.entries++;
      put(key, value);
    };
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (at) => {
      rows.alarms++;
      return setAlarm(at);
    };
  });
  return rows;
}

const delivered = (held: Held): Promise<void> =>
  until(async () => {
    const { notifications } = await held.history();
    expect(notifications.every(({ state }) => state === "delivered")).toBe(true);
  });

it("a create writes its operation and its version, and one alarm", async () => {
  const { held } = await opened();
  const first = await runInDurableObject(held.stub, async (_, { storage }) => ({
    entries: [...storage.kv.list()].length,
    alarm: await storage.getAlarm(),
  }));
  expect(first).toMatchObject({ entries: 1, alarm: expect.any(Number) });
});

it("the merchant's answer writes the version; its delivery writes it once more", async () => {
  const { held, call: merchantCall } = await opened({ notificationUrl: inbox().url });
  const rows = await counted(held);
  await held.answer(merchantCall, { kind: "completed" });
  await delivered(held);
  expect(rows).toEqual({ entries: 2, alarms: 0 });
});

it("a verb writes its operation, its version and the delivery", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held);
  const suspend = callOf(await held.begin({ verb: "suspend" }));
  await held.answer(suspend, { kind: "completed" });
  await delivered(held);
  expect(rows).toEqual({ entries: 3, alarms: 0 });
});

it("a change of fields writes its version and the delivery", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held);
  await held.begin({ verb: "update", change: { externalEntitlementId: "own-1" } });
  await delivered(held);
  expect(rows).toEqual({ entries: 2, alarms: 0 });
});

it("a read writes nothing", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held);
  await held.view();
  await held.history();
  expect(rows).toEqual({ entries: 0, alarms: 0 });
});

it("a customer is one row per claim", async () => {
  const { entitlementId } = await entitled();
  await verb("revoke", entitlementId);
  const ids = await import("cloudflare:test").then(({ listDurableObjectIds }) =>
    listDurableObjectIds(env.CUSTOMER),
  );
  for (const id of ids) {
    const keys = await runInDurableObject(
      env.CUSTOMER.get(id),
      (_, { storage }) => [...storage.kv.list()].length,
    );
    expect(keys).toBe(1);
  }
  expect(ids.length).toBeGreaterThan(0);
});

it("the query store writes one row and its index entries for a new entitlement, fewer for a change, none again", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  await call("GET", `/v1/entitlement/${held.id}`);
  const entries = await runInDurableObject(held.stub, (_, { storage }) =>
    [...storage.kv.list<string>({ prefix: "entry:" })].map(([, text]) => JSON.parse(text)),
  );
  const head = entries.at(-1);
  await env.DB.batch([env.DB.prepare("DELETE FROM entitlement"), env.DB.prepare("DELETE FROM feed")]);
  const written = async (): Promise<number[]> =>
    (await project(env.DB, projectionOf(head, entries))).map(({ meta }) => meta.rows_written);
  // Feed: the event. Entitlement: the row and its place in the list of its reseller.
  expect(await written()).toEqual([1, 2]);
  expect(await written()).toEqual([0, 0]);
  const next = { ...head, version: 2, state: { ...head.state, version: 2, status: "SUSPENDED" } };
  const change = (await project(env.DB, projectionOf(next, [next]))).map(({ meta }) => meta.rows_written);
  expect(change).toEqual([1, 1]);
});
