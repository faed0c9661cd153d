// What an entitlement tells the query store about its troubles, also when one of the two is away.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { clock } from "../../../src/shared/clock";
import { until } from "../../support/api";
import { entriesOf, flying, loseMessages, reports } from "../../support/outbox";
import { eventsOf, troublesOf } from "../../support/trouble";
import { active, MINUTE, pass, SECOND, type Held } from "../../support/world";

async function failed(times: number): Promise<Held> {
  loseMessages();
  const held = await active();
  for (let at = 0; at < times; at++) {
    if (at > 0) {
      pass(at === 1 ? 7 * SECOND : 7 * MINUTE);
      await held.alarm();
    }
    await reports(held, await flying(held), 503);
  }
  return held;
}

const told = (held: Held, ...statuses: string[]) =>
  until(async () => {
    const rows = await troublesOf(held.id);
    expect(rows.map(({ status }) => status)).toEqual(statuses);
    return rows;
  });

/** Waits until the object has noted what the store acknowledged. */
const noted = (held: Held, is: "something" | "nothing") =>
  until(async () => {
    const [entry] = (await entriesOf(held)).slice(-1);
    expect(entry?.notification?.told ?? null).toEqual(is === "nothing" ? null : expect.any(String));
  });

describe("a notification", () => {
  it("is no row after one failure, one from the second on, and none again when it has arrived", async () => {
    const held = await failed(1);
    await held.stub.poke();
    expect(await troublesOf(held.id)).toEqual([]);
    pass(7 * SECOND);
    await held.alarm();
    await reports(held, await flying(held), 503);
    const [row] = await told(held, "waiting");
    expect(row).toMatchObject({ kind: "notification", reseller_scope: "sandbox:TELCO" });
    expect(row?.next_at ?? 0).toBeGreaterThan(clock.now());
    expect(row?.endpoint_id).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.parse(row?.detail ?? "")).toMatchObject({ version: 1, url: "https://reseller.invalid" });
    await noted(held, "something");
    pass(7 * MINUTE);
    await held.alarm();
    await reports(held, await flying(held), 204);
    await told(held);
    await noted(held, "nothing");
  });

  it("that is held is a row of that endpoint's, told once however often it looks again", async () => {
    const held = await failed(0);
    const endpointId = "e".repeat(32);
    const hold = async (): Promise<void> => {
      const { notificationId, dispatchId } = await flying(held);
      const because = `failing for ${crypto.randomUUID()}`;
      await held.stub.hold(notificationId, dispatchId, { endpointId, because, until: clock.now() + MINUTE });
    };
    const looksAt = clock.now() + MINUTE;
    await hold();
    const [row] = await told(held, "held");
    expect(row).toMatchObject({ endpoint_id: endpointId, next_at: expect.toSatisfy((at) => at >= looksAt) });
    await noted(held, "something");
    pass(MINUTE + SECOND);
    await held.alarm();
    await hold();
    await held.stub.poke();
    expect(await told(held, "held")).toEqual([row]);
  });

  it("that is given up has its row and one operational event, also where everything is told twice", async () => {
    const held = await failed(0);
    await reports(held, await flying(held), 410);
    await told(held, "exhausted");
    await evictDurableObject(held.stub);
    await held.stub.poke();
    expect((await eventsOf(held.id)).map(({ type }) => type)).toEqual(["notification.exhausted"]);
  });
});

describe("while the query store is away", () => {
  /** Every batch fails until it is mended. */
  function broken() {
    const spy = vi.spyOn(env.DB, "batch").mockRejectedValue(new Error("D1 is away"));
    return {
      mend: () => spy.mockRestore(),
      tried: () => until(async () => expect(spy).toHaveBeenCalled()),
    };
  }

  it("nothing waits for it; what it has to know is told when it is back, by an object that restarted", async () => {
    const held = await failed(1);
    const { mend, tried } = broken();
    pass(7 * SECOND);
    await held.alarm();
    await reports(held, await flying(held), 503);
    expect((await held.history()).notifications[0]).toMatchObject({ state: "waiting" });
    await tried();
    expect(await troublesOf(held.id)).toEqual([]);
    mend();
    await evictDurableObject(held.stub);
    pass(2 * MINUTE);
    await held.alarm();
    await told(held, "waiting");
  });

  it("a cure is not forgotten either", async () => {
    const held = await failed(2);
    await told(held, "waiting");
    await noted(held, "something");
    const { mend, tried } = broken();
    pass(7 * MINUTE);
    await held.alarm();
    await reports(held, await flying(held), 204);
    await tried();
    expect(await troublesOf(held.id)).toHaveLength(1);
    mend();
    await evictDurableObject(held.stub);
    pass(2 * MINUTE);
    await held.alarm();
    await told(held);
    await noted(held, "nothing");
  });
});

describe("an operation in doubt", () => {
  it("is a row until it is settled", async () => {
    loseMessages();
    const held = await active();
    const call = await held.call({ verb: "suspend" });
    await held.answer(call, { kind: "unknown", cause: "TIMEOUT" });
    const [row] = await told(held, "doubt");
    expect(row).toMatchObject({ kind: "operation", subject: call.requestId, endpoint_id: null });
    await held.confirm({ type: "suspend", reasonDescription: null });
    await told(held);
  });
});
