// What is stored about the sandbox since release 0.3.0: moved clocks and orders. Everything else is in formats.test.ts.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { customerName } from "../src/customer/locate";
import type { Entry } from "../src/entitlement/entry";
import type { Order } from "../src/sandbox/resellerBook";
import { entitled, until } from "./support/api";
import { DAY } from "./support/clock";
import { Held, RESELLER } from "./support/world";

const SAMPLES = import.meta.glob<unknown>("./fixtures/formats/*/*.json", { eager: true, import: "default" });
const FIRST = "0.3.0";
const releases = [...new Set(Object.keys(SAMPLES).map((path) => path.split("/")[3] ?? ""))];

const sample = <T>(release: string, name: string): T => {
  const found = SAMPLES[`./fixtures/formats/${release}/${name}.json`];
  if (found === undefined) throw new Error(`${release} has no sample of ${name}`);
  return structuredClone(found) as T;
};

/** Puts a row into an object, as if that release had written it. */
async function restored(stub: DurableObjectStub, key: string, value: unknown): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => storage.kv.put(key, JSON.stringify(value)));
  await evictDurableObject(stub);
}

describe.each(releases.slice(releases.indexOf(FIRST)))("what release %s stored of the sandbox", (release) => {
  it("a clock that was on its way goes on, at the dates of what falls due", async () => {
    const entry = sample<Entry>(release, "entry-moved");
    const clock = { ...entry.state.clock, ofALaterRelease: { kept: true } };
    const held = new Held(entry.state.entitlementId);
    await restored(held.stub, "entry:00000001", { ...entry, state: { ...entry.state, clock } });
    await held.stub.poke();
    await until(async () =>
      expect(await held.stub.moveClock(null, RESELLER)).toMatchObject({ movingTo: null }),
    );
    const { events } = await held.history();
    expect(events.map(({ command, to }) => `${command} ${to}`)).toEqual([
      "create ACTIVE",
      "expire CANCELLED",
    ]);
    expect(Date.parse(events[1]?.date ?? "")).toBeGreaterThanOrEqual(entry.state.dateExpiry ?? Infinity);
    const kept = await runInDurableObject(held.stub, (_, { storage }) =>
      JSON.parse(storage.kv.get<string>("entry:00000002") ?? "{}"),
    );
    expect(kept.state.clock).toMatchObject({ ofALaterRelease: { kept: true } });
  });

  it("a customer whose clock was moved is sold to at its time", async () => {
    const customerIdentifier = "+4915100000777";
    const name = await customerName("sandbox", "TELCO", customerIdentifier);
    const page = sample<Record<string, unknown>>(release, "customer-page-moved");
    await restored(env.CUSTOMER.get(env.CUSTOMER.idFromName(name)), "page:000000", page);
    const sold = await entitled({ customerIdentifier });
    const aheadMs = Date.parse(String(sold["dateCreated"])) - Date.now();
    expect(Math.abs(aheadMs - 31 * DAY)).toBeLessThan(60_000);
  });

  it("an order of the sandbox reseller is listed, with what came", async () => {
    const order = sample<Order>(release, "sandbox-order");
    const stub = env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName("STORED"));
    await restored(stub, `order:${order.entitlementId}`, { ...order, later: 1 });
    expect(await stub.list()).toEqual([{ ...order, later: 1 }]);
    const [notice = expect.fail()] = order.received;
    const told = { ...notice, ...order, merchantAccountKey: "STORED" };
    await stub.receive(told, "{}");
    expect(await stub.order(order.entitlementId)).toMatchObject({
      later: 1,
      received: [
        { notificationId: notice.notificationId, arrivals: [expect.any(Number), expect.any(Number)] },
      ],
    });
  });
});
