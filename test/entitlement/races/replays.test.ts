// Repetitions beside first arrivals: the queue is cut off, the test is the consumer.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/entitlement/answer";
import type { Replaying } from "../../../src/entitlement/replaying";
import { clock } from "../../../src/shared/clock";
import {
  alarmOf,
  entriesOf,
  flying,
  loseMessages,
  reports,
  statesOf,
  taken,
  type Ticket,
} from "../../support/outbox";
import { active, asking, HOUR, type Held, MINUTE, pass, RESELLER, said, SECOND } from "../../support/world";

const PATCH = (externalEntitlementId: string) =>
  ({ verb: "update", change: { externalEntitlementId } }) as const;

const ALL: Replaying = { notificationIds: null, onlyExhausted: false, reason: "lost in our database" };

async function replay(held: Held, which: Partial<Replaying> = {}, changes = {}): Promise<Answer> {
  return held.stub.replay({ ...ALL, ...which }, RESELLER, asking(changes));
}

/** The repetition that is on its way. */
async function repeating(held: Held): Promise<Ticket & { version: number }> {
  const all = (await entriesOf(held)).flatMap(({ version, notification }) =>
    notification?.replay?.dispatchId ? [{ version, id: notification.id, ...notification.replay }] : [],
  );
  const [one, another] = all;
  if (!one?.dispatchId || another) throw new Error(`${all.length} repetitions are on their way`);
  return { notificationId: one.id, dispatchId: one.dispatchId, version: one.version };
}

/** An entitlement with so many versions, each notified and delivered. */
async function delivered(versions: number): Promise<Held> {
  loseMessages();
  const held = await active();
  await reports(held, await flying(held), 204);
  for (let at = 1; at < versions; at++) {
    await held.begin(PATCH(`${at}`));
    await reports(held, await flying(held), 204);
  }
  return held;
}

describe("a notification that was delivered", () => {
  it("is really sent again, under its own id and with its own body, and stays delivered", async () => {
    const held = await delivered(2);
    const [first] = (await held.history()).notifications;
    const ids = [first?.notificationId ?? ""];
    expect(await replay(held, { notificationIds: ids })).toMatchObject({
      kind: "sentAgain",
      replayed: 1,
      held: 0,
    });
    const ticket = await repeating(held);
    expect(ticket.notificationId).toBe(first?.notificationId);
    await evictDurableObject(held.stub);
    expect(await taken(held, ticket)).toMatchObject({ version: 1, notificationReason: "ACTIVATION_SUCCESS" });
    await reports(held, ticket, 204);
    const [after] = (await held.history()).notifications;
    expect(after).toMatchObject({
      state: "delivered",
      stateReason: "the endpoint answered 204",
      attempts: [{ replay: false }, { replay: true, status: 204 }],
      replays: [{ actor: { side: "RESELLER", name: "TELCO" }, reason: "lost in our database" }],
    });
    expect(await taken(held, ticket)).toBeNull();
  });

  it("holds nothing up while its repetition is on its way or fails, and is tried once for each request", async () => {
    const held = await delivered(1);
    await replay(held);
    const ticket = await repeating(held);
    await held.begin(PATCH("a"));
    expect(await statesOf(held)).toBe("delivered in_flight");
    await reports(held, await flying(held), 204);
    await reports(held, ticket, 503);
    expect(await statesOf(held)).toBe("delivered delivered");
    expect((await held.history()).notifications[0]?.stateReason).toBe(
      "delivered before; the last replay failed: HTTP 503",
    );
    await expect(repeating(held)).rejects.toThrow("0 repetitions");
  });
});

describe("all of one entitlement", () => {
  it("are sent again in order, one after the other, also by an object that restarted in between", async () => {
    const held = await delivered(3);
    expect(await replay(held)).toMatchObject({ replayed: 3 });
    const order: number[] = [];
    for (let at = 0; at < 3; at++) {
      const ticket = await repeating(held);
      order.push(ticket.version);
      await evictDurableObject(held.stub);
      expect(await taken(held, ticket)).toMatchObject({ version: ticket.version });
      await reports(held, ticket, 204);
    }
    expect(order).toEqual([1, 2, 3]);
    await expect(repeating(held)).rejects.toThrow("0 repetitions");
  });

  it("include what is still owed: it is tried at once, in its own order", async () => {
    loseMessages();
    const held = await active();
    await reports(held, await flying(held), 503, { retryAfter: "9" });
    await held.begin(PATCH("a"));
    expect(await statesOf(held)).toBe("waiting waiting");
    const [, second] = (await held.history()).notifications;
    expect(await replay(held, { notificationIds: [second?.notificationId ?? ""] })).toMatchObject({
      replayed: 1,
    });
    expect(await statesOf(held)).toBe("in_flight waiting");
    const front = await flying(held);
    expect(await taken(held, front)).toMatchObject({ version: 1 });
    await reports(held, front, 204);
    expect(await taken(held, await flying(held))).toMatchObject({ version: 2 });
  });
});

describe("a notification that was given up", () => {
  it("is delivered by its repetition; newer ones keep their own order beside it", async () => {
    loseMessages();
    const held = await active();
    await reports(held, await flying(held), 410);
    await held.begin(PATCH("a"));
    await held.begin(PATCH("b"));
    expect(await statesOf(held)).toBe("exhausted in_flight waiting");
    expect(await replay(held, { onlyExhausted: true })).toMatchObject({ replayed: 1 });
    const [old, front] = [await repeating(held), await flying(held)];
    expect((await taken(held, front))?.["version"]).toBe(2);
    await reports(held, front, 204);
    expect((await taken(held, await flying(held)))?.["version"]).toBe(3);
    await reports(held, old, 204);
    expect(await statesOf(held)).toBe("delivered delivered in_flight");
  });

  it("stays given up when its repetition fails; 410 on the way exhausts what waits for that URL", async () => {
    loseMessages();
    const held = await active();
    await reports(held, await flying(held), 410);
    await held.begin(PATCH("a"));
    await replay(held, { onlyExhausted: true });
    await reports(held, await repeating(held), 410);
    expect(await statesOf(held)).toBe("exhausted exhausted");
    expect(await replay(held, { onlyExhausted: true })).toMatchObject({ replayed: 2 });
  });
});

describe("while its endpoint is held", () => {
  const HOLD = { endpointId: "e".repeat(32), because: "the endpoint is failing" };
  const hold = (held: Held, { notificationId, dispatchId }: Ticket) =>
    held.stub.hold(notificationId, dispatchId, { ...HOLD, until: clock.now() + MINUTE });

  it("a repetition waits without an attempt, and goes with the retries when the endpoint may be asked again", async () => {
    const held = await delivered(1);
    await replay(held);
    const first = await repeating(held);
    expect(await held.stub.take(first.notificationId, first.dispatchId)).toMatchObject({ again: true });
    await hold(held, first);
    const [waits] = (await held.history()).notifications;
    expect(waits).toMatchObject({
      state: "delivered",
      stateReason: "the endpoint answered 204; a replay waits, the endpoint is failing",
      attempts: [{ status: 204 }],
    });
    expect((await alarmOf(held)) ?? Infinity).toBeLessThanOrEqual(clock.now() + MINUTE);
    pass(MINUTE + SECOND);
    await held.alarm();
    const second = await repeating(held);
    await reports(held, second, 204);
    expect((await held.history()).notifications[0]?.attempts).toHaveLength(2);
  });

  it("a repetition looks again as soon as the endpoint is resumed", async () => {
    const held = await delivered(1);
    await replay(held);
    await hold(held, await repeating(held));
    await held.stub.wakeHeld(clock.now());
    expect(await repeating(held)).toMatchObject({ version: 1 });
  });

  it("what has never arrived stays held, is not counted, and is on record", async () => {
    loseMessages();
    const held = await active();
    await hold(held, await flying(held));
    expect(await replay(held)).toMatchObject({ replayed: 0, held: 1 });
    const [told] = (await held.history()).notifications;
    expect(told).toMatchObject({ state: "held", attempts: [], replays: [{ reason: ALL.reason }] });
  });
});

describe("a repetition", () => {
  it("whose message or consumer is lost is sent again by the alarm", async () => {
    const held = await delivered(1);
    await replay(held);
    const first = await repeating(held);
    expect((await alarmOf(held)) ?? Infinity).toBeLessThanOrEqual(clock.now() + MINUTE);
    await evictDurableObject(held.stub);
    pass(61 * SECOND);
    await held.alarm();
    const second = await repeating(held);
    expect(second.notificationId).toBe(first.notificationId);
    expect(second.dispatchId).not.toBe(first.dispatchId);
    await reports(held, first, 503);
    expect((await held.history()).notifications[0]?.attempts).toHaveLength(1);
    await reports(held, second, 204);
    expect((await held.history()).notifications[0]?.attempts).toHaveLength(2);
  });

  it("is asked for once under one key; another body with it is refused", async () => {
    const held = await delivered(1);
    const keyed = { idempotency: { key: "RESELLER:k", hash: "h" } };
    expect(await replay(held, {}, keyed)).toMatchObject({ replayed: 1, again: false });
    await reports(held, await repeating(held), 204);
    expect(await replay(held, {}, keyed)).toMatchObject({ replayed: 1, again: true });
    await expect(repeating(held)).rejects.toThrow("0 repetitions");
    const other = { idempotency: { key: "RESELLER:k", hash: "other" } };
    expect(said(await replay(held, {}, other))).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("of a notification that there is not, or of a version that is not, is refused", async () => {
    const held = await delivered(1);
    expect(said(await replay(held, { notificationIds: ["nobody"] }))).toBe("UNKNOWN_NOTIFICATION");
    expect(said(await replay(held, {}, { ifMatch: [9] }))).toBe("VERSION_MISMATCH");
    const bank = { ...RESELLER, name: "BANK" };
    const answer: Answer = await held.stub.replay(ALL, bank, asking());
    expect(said(answer)).toBe("UNKNOWN_ENTITLEMENT");
  });

  it("is not asked for again by time: nothing is pending hours later", async () => {
    const held = await delivered(1);
    await replay(held);
    await reports(held, await repeating(held), 503);
    pass(5 * HOUR);
    await held.stub.poke();
    await expect(repeating(held)).rejects.toThrow("0 repetitions");
  });
});
