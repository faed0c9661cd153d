// An entitlement whose customer is erased: what was sold and what became of it is still there, whom it was sold to is not;
// and nothing that comes late brings it back.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Erased, Erasing } from "../../src/entitlement/erase";
import { notificationBody } from "../../src/entitlement/projected";
import { erasedBody } from "../../src/shared/erased";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { customerOf, limitOf, move, revoke } from "../support/customer";
import { entriesOf, flying, loseMessages, statesOf } from "../support/outbox";
import {
  active,
  asking,
  callOf,
  Held,
  input,
  MERCHANT,
  opened,
  pass,
  RESELLER,
  said,
  SECOND,
} from "../support/world";

const ANNA = "anna-447700900123";
const SECRET = "Zanzibar";
const DATA = { name: SECRET };

const erase = (held: Held, changes: Partial<Erasing> = {}): Promise<Erased> =>
  held.stub.erase({ customerIdentifier: ANNA, before: clock.now() + 1, giveUp: false, ...changes });

const stored = (held: Held): Promise<string> =>
  runInDurableObject(held.stub, (_, { storage }) => JSON.stringify([...storage.kv.list()]));

const delivered = (held: Held): Promise<void> =>
  until(async () => expect(await statesOf(held)).toMatch(/^(delivered ?)+$/));

const projected = (held: Held): Promise<void> =>
  until(async () => {
    const { version } = await held.view();
    const row = env.DB.prepare("SELECT version FROM entitlement WHERE id = ?1").bind(held.id);
    expect(await row.first<number>("version")).toBe(version);
  });

const sold = (changes: object = {}): Promise<Held> =>
  active({
    customerIdentifier: ANNA,
    notificationUrl: `${inbox().url}?who=${ANNA}`,
    extensionData: DATA,
    externalEntitlementId: `order-of-${ANNA}`,
    ...limitOf(1_000),
    ...changes,
  });

/** One that has ended, with everything that anybody can say about it. */
async function ended(): Promise<Held> {
  const held = await sold();
  await held.confirm({ type: "suspend", reasonDescription: `${SECRET} did not pay` });
  await held.confirm({
    type: "notify",
    activation: null,
    merchantExtensionData: { note: SECRET },
    message: `call ${ANNA}`,
  });
  await held.confirm({ type: "resume", reasonDescription: SECRET });
  const reason = { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: SECRET };
  const idempotency = { key: `RESELLER:${ANNA}`, hash: "hash" };
  const cancel = callOf(
    await held.begin({ verb: "cancel", reason, extensionData: { street: SECRET } }, { idempotency }),
  );
  await held.answer(cancel, {
    kind: "completed",
    activationCode: SECRET,
    merchantEntitlementId: `at-${ANNA}`,
  });
  await delivered(held);
  await projected(held);
  return held;
}

describe("erasing the customer of an entitlement that has ended", () => {
  it("leaves the record, its dates, its history and its deliveries, and nobody in them", async () => {
    const held = await ended();
    const before = await held.view();
    expect(await stored(held)).toContain(ANNA);
    expect((await erase(held)).kind).toBe("whole");
    expect(await stored(held)).not.toMatch(new RegExp(`${ANNA}|${SECRET}|${before.platformUserId}`));
    const { terminationReason, ...after } = await held.view();
    expect(after).toEqual({
      ...before,
      terminationReason: undefined,
      customerIdentifier: null,
      sharedCustomerId: null,
      platformUserId: null,
      externalEntitlementId: null,
      merchantEntitlementId: held.id,
      activationCode: null,
      notificationUrl: null,
      extensionData: null,
      merchantExtensionData: null,
    });
    expect(terminationReason).toEqual({ ...before.terminationReason, description: null });
    const { events, notifications, operations, notes } = await held.history();
    expect(events.map(({ command }) => command)).toEqual(["create", "suspend", "notify", "resume", "cancel"]);
    expect(notifications.every(({ state, attempts }) => state === "delivered" && attempts.length === 1)).toBe(
      true,
    );
    expect(operations.map(({ operation }) => operation)).toEqual(["create", "terminate"]);
    expect(notes).toEqual([]);
  });

  it("gives it another ETag, under which nobody keeps what was there before", async () => {
    const held = await ended();
    await erase(held);
    const answer = await held.stub.view(RESELLER);
    expect(answer).toMatchObject({ kind: "record", etag: '"5-erased"' });
  });

  it("comes to the same when it is done again, and for bodies that are erased elsewhere", async () => {
    const held = await ended();
    const bodies = (await entriesOf(held)).map(notificationBody);
    const first = await erase(held);
    const text = await stored(held);
    expect(await erase(held)).toEqual(first);
    expect(await stored(held)).toBe(text);
    const erased = (await entriesOf(held)).map(notificationBody);
    expect(bodies.map((body) => erasedBody(JSON.parse(JSON.stringify(body))))).toEqual(erased);
    expect(erased.map((body) => erasedBody(JSON.parse(JSON.stringify(body))))).toEqual(erased);
  });

  it("hears no late word of anybody about the customer", async () => {
    const held = await ended();
    const { operations } = await held.history();
    await erase(held);
    const text = await stored(held);
    const meta = { operation: "terminate", at: clock.now(), durationMs: 1 } as const;
    const late = { kind: "completed", activationCode: SECRET, merchantExtensionData: DATA } as const;
    await held.stub.complete(operations.at(-1)?.requestId ?? "", 1, late, meta, "RESELLER");
    const unreadable = { kind: "unknown", cause: "UNREADABLE", detail: SECRET } as const;
    await held.stub.complete("other", 1, unreadable, meta, "RESELLER");
    const told = { type: "terminate", immediate: false, terminationDate: null, reason: {} } as const;
    await held.stub.confirm(
      told,
      MERCHANT,
      asking({ actor: MERCHANT, idempotency: { key: ANNA, hash: "" } }),
    );
    expect(await stored(held)).not.toMatch(new RegExp(`${ANNA}|${SECRET}`));
    expect((await held.view()).version).toBe(5);
    expect(text).not.toBe("");
  });

  it("remembers no key: a repetition of its create has no second effect", async () => {
    const idempotency = { key: "create:k", hash: "of-the-body" };
    const given = input({
      customerIdentifier: ANNA,
      ...limitOf(1_000),
      createHash: idempotency.hash,
      notificationUrl: inbox().url,
    });
    const held = new Held(given.entitlementId);
    const create = () => held.stub.create(given, asking({ idempotency }), false);
    await held.answer(callOf(await create()), { kind: "completed" });
    await revoke(held);
    await delivered(held);
    await projected(held);
    await erase(held);
    expect(said(await create())).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await stored(held)).not.toContain("of-the-body");
  });

  it("sends nothing of it again", async () => {
    const held = await ended();
    await erase(held);
    const which = { notificationIds: null, onlyExhausted: false, reason: SECRET };
    expect(await held.stub.replay(which, RESELLER, asking())).toMatchObject({ replayed: 0, held: 0 });
  });
});

describe("erasing waits", () => {
  it("for the end", async () => {
    const held = await sold();
    expect(await erase(held)).toEqual({ kind: "open", status: "ACTIVE" });
    expect(await erase(held, { giveUp: true })).toEqual({ kind: "open", status: "ACTIVE" });
    expect(await stored(held)).toContain(ANNA);
  });

  it("for a notification that is owed, and gives it up where it has to; what the endpoint then says is not kept", async () => {
    loseMessages();
    const held = await sold();
    await revoke(held);
    await projected(held);
    expect(await erase(held)).toMatchObject({ kind: "owes", notifications: 2, terminations: 0 });
    const ticket = await flying(held);
    expect(await erase(held, { giveUp: true })).toMatchObject({ kind: "whole", notifications: 2 });
    expect(await erase(held, { giveUp: true })).toMatchObject({ kind: "whole", notifications: 2 });
    expect(await held.stub.take(ticket.notificationId, ticket.dispatchId)).toBeNull();
    const echo = {
      ok: false,
      status: 500,
      error: SECRET,
      answer: `no ${ANNA}`,
      url: `https://x.invalid/${ANNA}`,
    };
    const attempt = { ...echo, retryAfter: null, durationMs: 5, at: clock.now() };
    await held.stub.report(ticket.notificationId, ticket.dispatchId, attempt);
    await held.stub.report(ticket.notificationId, ticket.dispatchId, { ...attempt, ok: true, status: 200 });
    expect(await stored(held)).not.toMatch(new RegExp(`${ANNA}|${SECRET}`));
    const trouble = env.DB.prepare("SELECT count(*) AS n FROM trouble WHERE entitlement_id = ?1").bind(
      held.id,
    );
    await until(async () => expect(await trouble.first<number>("n")).toBe(0));
  });

  it("for a termination that the merchant has not confirmed", async () => {
    hooks.beforeHandOver = () => {
      throw new Error("nobody asks the merchant again");
    };
    const held = await sold();
    const reason = { category: "REVOKED", code: "FRAUD", description: null };
    const call = await held.call({ verb: "revoke", reason, extensionData: null });
    await held.answer(call, { kind: "unknown", cause: "TIMEOUT" });
    await delivered(held);
    await projected(held);
    expect(await erase(held)).toMatchObject({ kind: "owes", terminations: 1 });
    expect(await erase(held, { giveUp: true })).toMatchObject({ kind: "whole", terminations: 1 });
    expect(await erase(held)).toMatchObject({ kind: "whole", terminations: 1 });
  });
});

describe("an entitlement that moved to somebody else", () => {
  it("is erased in the versions of that time, and is otherwise as it was", async () => {
    const held = await sold({ customerIdentifier: ANNA });
    pass(SECOND);
    await move(held, "berta");
    await held.begin({ verb: "update", change: { extensionData: { name: "Berta" } } });
    await delivered(held);
    await projected(held);
    const before = await held.view();
    const erased = await erase(held);
    expect(erased).toMatchObject({
      kind: "versions",
      spans: [{ first: 0, last: 1 }],
      merchantAccountKey: "MUSIC",
    });
    expect(await held.view()).toEqual(before);
    const [, first, second, third] = await entriesOf(held);
    expect(first?.state).toMatchObject({
      erased: expect.any(Object),
      customerIdentifier: "",
      extensionData: null,
    });
    expect(second?.state).toMatchObject({ customerIdentifier: "berta", extensionData: DATA });
    expect(third?.state.customerIdentifier).toBe("berta");
    expect(JSON.stringify([first, second?.state.tasks])).not.toContain(ANNA);
  });

  it("and is erased altogether with whom it belongs to now", async () => {
    const held = await sold({ customerIdentifier: "carla-before" });
    await move(held, ANNA);
    await revoke(held);
    await delivered(held);
    await projected(held);
    await until(async () => expect((await erase(held)).kind).toBe("whole"));
    expect(await stored(held)).not.toMatch(/carla-before|Zanzibar/);
  });

  it("is noted by the customer that it leaves", async () => {
    const from = crypto.randomUUID();
    const held = await sold({ customerIdentifier: from });
    await move(held, crypto.randomUUID());
    const customer = await customerOf(from);
    await until(async () => expect(await customer.everything()).toEqual({ slots: [], former: [held.id] }));
    await customer.forget([held.id]);
    expect(await customer.everything()).toEqual({ slots: [], former: [] });
  });
});

describe("what is somebody else's", () => {
  it("is left alone: another customer's, and a newer entitlement under the same identifier", async () => {
    const other = await sold({ customerIdentifier: "somebody-else" });
    expect((await erase(other)).kind).toBe("none");
    const before = clock.now() - SECOND;
    const held = await sold({ customerIdentifier: ANNA });
    expect((await erase(held, { before })).kind).toBe("none");
  });

  it("what remains of a create that left nothing says no more than that", async () => {
    const idempotency = { key: "create:none", hash: "of-the-body" };
    const { held, call } = await opened({ customerIdentifier: ANNA, ...limitOf(1_000) });
    const rejected = { kind: "rejected", reason: "MERCHANT_REJECTED", message: SECRET } as const;
    await held.answer(call, rejected);
    expect((await erase(held)).kind).toBe("void");
    const given = input({ customerIdentifier: crypto.randomUUID(), createHash: idempotency.hash });
    const keyed = new Held(given.entitlementId);
    await keyed.answer(callOf(await keyed.stub.create(given, asking({ idempotency }), false)), rejected);
    expect(await stored(keyed)).toContain(SECRET);
    expect((await erase(keyed)).kind).toBe("void");
    expect(await stored(keyed)).not.toMatch(new RegExp(`${SECRET}|of-the-body`));
    expect(said(await keyed.stub.create(given, asking({ idempotency }), false))).toBe(
      "IDEMPOTENCY_KEY_REUSED",
    );
  });
});
