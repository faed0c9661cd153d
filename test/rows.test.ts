// What one sale costs in rows written, counted where they are written. A count does not jitter: a change that adds a
// row fails here until the figure is changed on purpose.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../src/connectors/contract";
import { customerName } from "../src/customer/locate";
import type { Answer } from "../src/entitlement/answer";
import { projectionOf } from "../src/entitlement/projected";
import { project } from "../src/projection/project";
import { inbox } from "./receiver";
import { call, entitled, until, verb } from "./support/api";
import { counted } from "./support/rows";
import { active, asking, callOf, Held, input, opened } from "./support/world";

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
  const rows = await counted(held.stub);
  await held.answer(merchantCall, { kind: "completed" });
  await delivered(held);
  expect(rows).toEqual({ entries: 2, alarms: 0 });
});

it("a verb writes its operation, its version and the delivery", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held.stub);
  const suspend = callOf(await held.begin({ verb: "suspend" }));
  await held.answer(suspend, { kind: "completed" });
  await delivered(held);
  expect(rows).toEqual({ entries: 3, alarms: 0 });
});

it("a change of fields writes its version and the delivery", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held.stub);
  await held.begin({ verb: "update", change: { externalEntitlementId: "own-1" } });
  await delivered(held);
  expect(rows).toEqual({ entries: 2, alarms: 0 });
});

it("a read writes nothing", async () => {
  const held = await active({ notificationUrl: inbox().url });
  await delivered(held);
  const rows = await counted(held.stub);
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
  const written = async (shipment = projectionOf(head, entries)): Promise<number[]> => {
    const [events = 0, ...rows] = (await project(env.DB, shipment)).map(({ meta }) => meta.rows_written);
    return [events, rows.reduce((sum, count) => sum + count, 0)];
  };
  // Feed: the event. Entitlement: the row, which lies where the list of its reseller has it.
  expect(await written()).toEqual([1, 1]);
  expect(await written()).toEqual([0, 0]);
  const next = { ...head, version: 2, state: { ...head.state, version: 2, status: "SUSPENDED" } };
  expect(await written(projectionOf(next, [next]))).toEqual([1, 1]);
  // A merchant's id is an index entry once, not with every change after it.
  const named = { ...next, version: 3, state: { ...next.state, version: 3, merchantEntitlementId: "m-1" } };
  expect(await written(projectionOf(named, [named]))).toEqual([1, 2]);
  const later = { ...named, version: 4, state: { ...named.state, version: 4 } };
  expect(await written(projectionOf(later, [later]))).toEqual([1, 1]);
});

/** What each step of a life costs in its objects, from nothing to delivered; the titles are the price list. */
describe("the price list", () => {
  const customerIdentifier = (): string => crypto.randomUUID();

  /** Rows that a step writes in the entitlement's and in the customer's object. */
  async function cost(held: Held, customer: string, step: () => Promise<unknown>): Promise<string> {
    const name = await customerName("sandbox", "TELCO", customer);
    const rows = [await counted(held.stub), await counted(env.CUSTOMER.get(env.CUSTOMER.idFromName(name)))];
    await step();
    const [entitlement, other] = rows.map(({ entries, alarms }) => `${entries}+${alarms}`);
    return `${entitlement} ${other}`;
  }

  const told = async (held: Held, step: () => Promise<unknown>): Promise<void> => {
    await step();
    await delivered(held);
  };

  /** A create from nothing, answered like that, and what followed. */
  async function created(outcome: Outcome, then?: (held: Held) => Promise<unknown>): Promise<string> {
    const customer = customerIdentifier();
    const given = input({ customerIdentifier: customer, notificationUrl: inbox().url });
    const held = new Held(given.entitlementId);
    return cost(held, customer, () =>
      told(held, async () => {
        const answer: Answer = await held.stub.create(given, asking(), false);
        await held.answer(callOf(answer), outcome);
        await then?.(held);
      }),
    );
  }

  /** A step of an entitlement that is active, and known to be so. */
  async function later(step: (held: Held) => Promise<unknown>): Promise<string> {
    const customer = customerIdentifier();
    const held = await active({ customerIdentifier: customer, notificationUrl: inbox().url });
    await delivered(held);
    return cost(held, customer, () => told(held, () => step(held)));
  }

  const CANCEL = {
    verb: "cancel",
    reason: { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null },
    extensionData: null,
  } as const;
  const COMPLETED = { kind: "completed" } as const;
  const SIGN_UP = { kind: "actionRequired", url: "https://merchant.invalid/sign-up" } as const;

  it.each<[string, string, () => Promise<string>]>([
    ["create, active at once", "3+1 1+0", () => created(COMPLETED)],
    [
      "create, sign-up, activate",
      "4+1 1+0",
      () => created(SIGN_UP, (held) => held.confirm({ type: "activate" })),
    ],
    [
      "create, queued, activate",
      "4+1 1+0",
      () => created({ kind: "accepted" }, (held) => held.confirm({ type: "activate" })),
    ],
    [
      "suspend",
      "3+0 0+0",
      () => later(async (held) => held.answer(await held.call({ verb: "suspend" }), COMPLETED)),
    ],
    [
      "suspend by the merchant",
      "2+0 0+0",
      () => later((held) => held.confirm({ type: "suspend", reasonDescription: null })),
    ],
    [
      "change of a field",
      "2+0 0+0",
      () => later((held) => held.begin({ verb: "update", change: { externalEntitlementId: "own" } })),
    ],
    ["cancel", "3+0 0+0", () => later(async (held) => held.answer(await held.call(CANCEL), COMPLETED))],
  ])("%s, delivered: %s (puts+alarms of entitlement and customer)", async (_, price, step) => {
    expect(await step()).toBe(price);
  });
});
