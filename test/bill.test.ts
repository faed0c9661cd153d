// What a deployment is charged for each operation and for a whole life, against a budget: a count that rises fails
// until the budget is changed on purpose, one that falls asks for a lower budget. Objects are cold at every step, as
// they are when days lie between two steps; time moves when the test says so.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { dollarsPerMillion, type Counts } from "../scripts/bench/prices";
import { customerName } from "../src/customer/locate";
import { clock } from "../src/shared/clock";
import budget from "./bill.budget.json";
import { inbox, type Inbox } from "./receiver";
import { project } from "../src/projection/project";
import { shipmentOf } from "../scripts/bench/loader/shipment";
import { nextEntry } from "../src/entitlement/entry";
import { notificationBody } from "../src/entitlement/projected";
import type { State } from "../src/entitlement/state";
import template from "./fixtures/formats/0.1.0/projection-body.json";
import { call, create, newCustomer, patch, tell, verb, type Reply } from "./support/api";
import { atRest, installMeter, metered, sum } from "./support/meter";
import { MINUTE, pass } from "./support/world";

const DAY = 24 * 60 * MINUTE;
const measured: Record<string, Counts> = {};

beforeAll(async () => {
  await call("GET", "/v1/product");
  // The first of a day in the sandbox leaves a trace for certifications: one row each, and none in live.
  await call("POST", "/v1/entitlement/report");
  await call("GET", "/v1/events");
  await installMeter();
});

/** One entitlement whose objects sleep between steps. */
class Sale {
  readonly customer = newCustomer();
  readonly box: Inbox = inbox();
  #id = "";
  #told = 0;

  get id(): string {
    return this.#id;
  }

  get #object() {
    return env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(this.#id));
  }

  async create(productKey: string): Promise<Reply> {
    const reply = await create({
      customerIdentifier: this.customer,
      productKey,
      notificationUrl: this.box.url,
    });
    this.#id = reply.body.entitlementId;
    return reply;
  }

  /** A step, and so many notifications that follow from it. */
  async costs(notifications: number, step: () => Promise<unknown>): Promise<Counts> {
    if (this.#id !== "") await this.#sleep();
    const counts = await metered(async () => {
      await step();
      this.#told += notifications;
      await this.box.posts(this.#told);
    });
    const posts = await this.box.posts(0, 0);
    expect(posts, "each notification once").toHaveLength(this.#told);
    return counts;
  }

  /** Time passes; alarms that fall due on the way run. */
  async wait(ms: number): Promise<Counts> {
    const until = clock.now() + ms;
    const runs: Counts[] = [await metered(async () => undefined)];
    for (;;) {
      const at = await runInDurableObject(this.#object, (_, { storage }) => storage.getAlarm());
      if (at === null || at > until) break;
      await this.#sleep();
      pass(Math.max(at - clock.now(), 0));
      runs.push(await metered(() => runDurableObjectAlarm(this.#object)));
    }
    pass(Math.max(until - clock.now(), 0));
    this.#told = (await this.box.posts(0, 0)).length;
    return sum(runs);
  }

  async #sleep(): Promise<void> {
    await atRest();
    const name = await customerName("sandbox", "TELCO", this.customer);
    for (const object of [this.#object, env.CUSTOMER.get(env.CUSTOMER.idFromName(name))])
      await evictDurableObject(object).catch(() => undefined);
  }
}

const ok = (reply: Reply, status = 200): void =>
  expect(reply.status, JSON.stringify(reply.body)).toBe(status);

async function sold(): Promise<Sale> {
  const sale = new Sale();
  await sale.costs(1, async () => ok(await sale.create("MUSIC_INSTANT")));
  await sale.wait(2 * MINUTE);
  return sale;
}

const cancelAtEnd = (sale: Sale): Promise<Reply> =>
  verb("cancel", sale.id, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });

/** Compares with the budget, and says which way to change it. */
function settle(name: string, counts: Counts): void {
  measured[name] = counts;
  const allowed: Record<string, Counts> = budget;
  const advice =
    "where a count rose, it costs every customer of every reseller; where it fell, lower the budget";
  const line = `${JSON.stringify(name)}: ${JSON.stringify(counts)}`;
  expect
    .soft(counts, `the bill of "${name}" has changed (test/bill.budget.json): ${advice}. Now:\n${line}\n`)
    .toEqual(allowed[name]);
}

/** The bench's shipment, with the event in the body that the feed answers. */
function shipmentWithFeed(number: number) {
  const { row, events } = shipmentOf(template, number);
  const state: State = JSON.parse(row.body);
  const body = JSON.stringify(notificationBody(nextEntry(null, state, null, state.dateCreated)));
  return { row, events: events.map((event) => ({ ...event, body })) };
}

describe("the bill of one operation", () => {
  const operation = async (
    name: string,
    notifications: number,
    step: (sale: Sale) => Promise<Reply>,
  ): Promise<void> => {
    const sale = await sold();
    settle(name, await sale.costs(notifications, async () => ok(await step(sale))));
  };

  it("create, active at once, delivered; with the alarm that looks after it", async () => {
    const sale = new Sale();
    const made = await sale.costs(1, async () => ok(await sale.create("MUSIC_INSTANT")));
    settle("create", sum([made, await sale.wait(2 * MINUTE)]));
  });

  it("a page of 50 from the query store, of more than there are on it", async () => {
    for (let number = 0; number < 60; number++) await project(env.DB, shipmentWithFeed(number));
    settle(
      "report page of 50",
      await metered(async () => ok(await call("POST", "/v1/entitlement/report", { body: { limit: 50 } }))),
    );
    const { body } = await call("GET", "/v1/events?limit=1");
    const page = `/v1/events?limit=50&after=${body.nextCursor}`;
    settle("feed page of 50", await metered(async () => ok(await call("GET", page))));
  });

  it.each<[string, number, (sale: Sale) => Promise<Reply>]>([
    ["echo", 0, () => call("GET", "/v1/echo/hello")],
    ["get", 0, ({ id }) => call("GET", `/v1/entitlement/${id}`)],
    ["history", 0, ({ id }) => call("GET", `/v1/entitlement/history/${id}`)],
    [
      "report of a customer",
      0,
      ({ customer }) => call("POST", "/v1/entitlement/report", { body: { customerIdentifier: customer } }),
    ],
    ["products", 0, () => call("GET", "/v1/product")],
    ["suspend", 1, ({ id }) => verb("suspend", id)],
    ["change of a field", 1, ({ id }) => patch(id, { externalEntitlementId: "own" })],
    ["change of the product", 1, ({ id }) => patch(id, { productKey: "MUSIC_PREMIUM" })],
    ["cancel with an end date", 1, cancelAtEnd],
    ["revoke", 1, ({ id }) => verb("revoke", id)],
  ])("%s", operation);
});

it("the bill of a whole life: sign-up, cancel with an end date, end reached, three notifications", async () => {
  const sale = new Sale();
  const steps = {
    "life: create, PENDING": await sale.costs(0, async () => ok(await sale.create("MUSIC"), 202)),
    "life: until the sign-up": await sale.wait(5 * MINUTE),
    "life: confirm": await sale.costs(1, async () => ok(await tell("activate", sale.id))),
    "life: until the cancel": await sale.wait(10 * DAY),
    "life: cancel with an end date": await sale.costs(1, async () => ok(await cancelAtEnd(sale))),
    "life: until the end, which is reached": await sale.wait(40 * DAY),
  };
  const reasons = (await sale.box.posts(0, 0)).map(
    ({ body }): unknown => JSON.parse(body).notificationReason,
  );
  expect(reasons).toEqual(["ACTIVATION_SUCCESS", "TERMINATION_PENDING", "TERMINATION_SUCCESS"]);
  for (const [name, counts] of Object.entries(steps)) settle(name, counts);
  const whole = sum(Object.values(steps));
  settle("life", whole);
  expect(whole.objectRowsWritten).toBeLessThanOrEqual(20);
  expect(whole.d1RowsWritten).toBeLessThanOrEqual(11);
  expect(whole.objectRequests).toBeLessThanOrEqual(18);
  expect(whole.queueOperations).toBeLessThanOrEqual(9);
  expect(dollarsPerMillion(whole)).toBeLessThanOrEqual(37);
});

it("nothing in the budget is left over", () => {
  const all = "echo" in measured && "life" in measured;
  if (all) expect(Object.keys(budget).sort()).toEqual(Object.keys(measured).sort());
});
