// Workers die in the middle, and objects are evicted. The alarm notices, the resolver asks, and a Worker that comes
// back late is heard for what it knows.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { call as request, create, until } from "../../support/api";
import { active, HOUR, MINUTE, opened, pass, said, SECOND, TERMS, type Held } from "../../support/world";

const alarmOf = (held: Held) => runInDurableObject(held.stub, (_, state) => state.storage.getAlarm());
const waits = async (held: Held, look: Partial<Awaited<ReturnType<Held["view"]>>>) =>
  until(async () => expect(await held.view()).toMatchObject(look));

describe("a Worker that dies between begin and complete", () => {
  it("leaves a create that becomes FAILED at its deadline and is settled by the resolver", async () => {
    const { held } = await opened();
    expect(await held.view()).toMatchObject({ status: "PENDING", version: 0, waitingOn: "MERCHANT" });
    expect(await alarmOf(held)).not.toBeNull();
    pass(46 * SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "FAILED", version: 1, waitingOn: "PLATFORM" });
    // The sandbox merchant has never heard of it: said once that settles nothing, said twice it does.
    for (const [wait, status] of [
      [6 * SECOND, "FAILED"],
      [6 * MINUTE, "CANCELLED"],
    ] as const) {
      pass(wait);
      await held.alarm();
      await until(async () => {
        const { operations } = await held.history();
        expect(operations.at(-1)).toMatchObject({
          operation: "status",
          detail: expect.stringContaining("NOT_FOUND"),
        });
      });
      await waits(held, { status });
    }
    expect(await held.view()).toMatchObject({
      version: 2,
      terminationReason: { category: "ACTIVATION_ROLLBACK", code: "NOT_FOUND_AT_MERCHANT" },
    });
    const { notifications } = await held.history();
    expect(notifications).toMatchObject([{ reason: "ACTIVATION_FAILURE", previousVersion: null }]);
  });

  it("and comes back after the resolver took over: its doubt is not heard, its knowledge is", async () => {
    const { held, call } = await opened();
    pass(46 * SECOND);
    await held.alarm();
    const due = (await held.view()).waitingUntil;
    expect(said(await held.answer(call, { kind: "unknown", cause: "TIMEOUT" }))).toBe("FAILED");
    expect(await held.view()).toMatchObject({ version: 1, waitingUntil: due });
    expect(said(await held.answer(call, { kind: "completed", merchantEntitlementId: "M" }))).toBe("ACTIVE");
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2, waitingOn: null });
  });

  it("leaves another verb in doubt: the status stays, and an operator is asked after 48 hours", async () => {
    // No connector of that name in this release: nobody can be asked.
    const held = await active({ terms: { ...TERMS, connector: "none" } });
    const call = await held.call({ verb: "suspend" });
    expect(said(await held.answer(call, { kind: "unknown", cause: "TIMEOUT" }))).toBe("OUTCOME_UNKNOWN");
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 1, waitingOn: "PLATFORM" });
    expect(
      said(
        await held.begin({
          verb: "cancel",
          reason: { category: "", code: "", description: null },
          extensionData: null,
        }),
      ),
    ).toBe("OPERATION_IN_PROGRESS");
    const tried = async () => (await held.history()).operations.length;
    for (let tries = 1; (await held.view()).waitingUntil !== null; tries++) {
      expect(tries).toBeLessThan(70);
      pass(61 * MINUTE);
      await held.alarm();
      await until(async () => expect(await tried()).toBe(tries + 1));
    }
    expect(await held.view()).toMatchObject({ status: "ACTIVE", waitingOn: "PLATFORM", waitingUntil: null });
    const { operations } = await held.history();
    expect(operations.length).toBeGreaterThan(40);
    expect(operations.at(-1)?.detail).toContain("an operator has to settle it");
    expect(operations.at(-2)?.detail).not.toContain("operator");
  });
});

describe("an accepted verb", () => {
  it("waits a day for the merchant's word, asks, and drops the wait visibly", async () => {
    const held = await active();
    const call = await held.call({ verb: "suspend" });
    expect(await held.answer(call, { kind: "accepted" })).toMatchObject({ code: "ACCEPTED" });
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2, waitingOn: "MERCHANT" });
    pass(25 * HOUR);
    await held.alarm();
    await waits(held, { status: "ACTIVE", version: 3, waitingOn: null });
    expect((await held.history()).events.at(-1)).toMatchObject({
      version: 3,
      reason: null,
      note: expect.stringContaining("dropped"),
    });
  });

  it("ends by the merchant's confirmation, as the side that asked", async () => {
    const held = await active();
    await held.answer(await held.call({ verb: "suspend" }), { kind: "accepted" });
    expect(said(await held.confirm({ type: "suspend", reasonDescription: null }))).toBe("SUSPENDED");
    expect(await held.view()).toMatchObject({
      version: 3,
      waitingOn: null,
      allowedActions: expect.arrayContaining(["resume"]),
    });
  });
});

describe("an object that is evicted between any two steps", () => {
  it("goes on as if it had not been", async () => {
    const { held, call } = await opened();
    await evictDurableObject(held.stub);
    expect(said(await held.answer(call, { kind: "completed" }))).toBe("ACTIVE");
    await evictDurableObject(held.stub);
    const suspend = await held.call({ verb: "suspend" });
    await evictDurableObject(held.stub);
    expect(said(await held.answer(suspend, { kind: "accepted" }))).toBe("ACTIVE");
    await evictDurableObject(held.stub);
    expect(said(await held.confirm({ type: "suspend", reasonDescription: null }))).toBe("SUSPENDED");
    await evictDurableObject(held.stub);
    expect(await held.view()).toMatchObject({ status: "SUSPENDED", version: 3 });
    const { events, notifications } = await held.history();
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(notifications.map(({ previousVersion }) => previousVersion)).toEqual([null, 1]);
  });

  it("remembers the answers that keys were given", async () => {
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const sold = await create({}, { headers });
    const id = sold.body.entitlementId;
    const suspend = () => request("POST", `/v1/entitlement/suspend/${id}`, { headers });
    const first = await suspend();
    const { Held: Handle } = await import("../../support/world");
    await evictDurableObject(new Handle(id).stub);
    const second = await suspend();
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    expect(second.body).toEqual(first.body);
  });
});
