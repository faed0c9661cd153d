// The outbox by hand: messages are lost, doubled and late, endpoints fail and go. The object is the schedule; whatever
// the queue does, every notification arrives at least once and first arrivals are in order.
import { describe, expect, it } from "vitest";
import { clock } from "../../../src/shared/clock";
import { alarmOf, flying, loseMessages, reports, statesOf, taken, type Ticket } from "../../support/outbox";
import { active, HOUR, MINUTE, pass, SECOND, type Held } from "../../support/world";

const PATCH = (order: string) => ({ verb: "update", change: { externalEntitlementId: order } }) as const;

/** `ACTIVE` and told to nobody yet: its first notification is in flight, and no queue carries it. */
async function sold(): Promise<{ held: Held; first: Ticket }> {
  loseMessages();
  const held = await active();
  return { held, first: await flying(held) };
}

const newest = async (held: Held) => {
  const notification = (await held.history()).notifications.at(-1);
  if (!notification) throw new Error("nothing was ever owed");
  return notification;
};

describe("a queue that loses messages", () => {
  it("loses nothing for good: after a lease of a minute the same notification is sent again", async () => {
    const { held, first } = await sold();
    pass(59 * SECOND);
    await held.alarm();
    expect(await flying(held)).toEqual(first);
    pass(2 * SECOND);
    await held.alarm();
    const second = await flying(held);
    expect(second.notificationId).toBe(first.notificationId);
    expect(second.dispatchId).not.toBe(first.dispatchId);
    expect(await newest(held)).toMatchObject({
      state: "in_flight",
      stateReason: expect.stringContaining("sent again"),
    });
  });

  it("is asked less and less often while nobody reports: the lease doubles up to 15 minutes", async () => {
    const { held } = await sold();
    const leases: number[] = [];
    for (let lost = 0; lost < 6; lost++) {
      const before = (await flying(held)).dispatchId;
      for (let minutes = 1; minutes <= 20; minutes++) {
        pass(MINUTE + 100);
        await held.alarm();
        if ((await flying(held)).dispatchId === before) continue;
        leases.push(minutes);
        break;
      }
    }
    expect(leases).toEqual([1, 2, 4, 8, 15, 15]);
  });
});

describe("a queue that doubles messages and delivers them late", () => {
  it("a dispatch is taken by its own id only, and as often as it comes", async () => {
    const { held, first } = await sold();
    const body = await taken(held, first);
    expect(body).toMatchObject({ notificationReason: "ACTIVATION_SUCCESS", version: 1 });
    expect(await taken(held, first)).toEqual(body);
    expect(await taken(held, { ...first, dispatchId: crypto.randomUUID() })).toBeNull();
    expect(await taken(held, { ...first, notificationId: crypto.randomUUID() })).toBeNull();
    await reports(held, first, 200);
    expect(await taken(held, first)).toBeNull();
  });

  it("success from a superseded dispatch counts, its failure does not", async () => {
    const { held, first } = await sold();
    pass(61 * SECOND);
    await held.alarm();
    const second = await flying(held);
    await reports(held, first, 500);
    expect(await flying(held)).toEqual(second);
    expect((await newest(held)).attempts).toEqual([]);
    await reports(held, first, 200);
    expect(await statesOf(held)).toBe("delivered");
    await reports(held, second, 500);
    expect(await statesOf(held)).toBe("delivered");
    expect((await newest(held)).attempts).toMatchObject([{ status: 200 }]);
  });

  it("a report that comes twice counts once", async () => {
    const { held, first } = await sold();
    await reports(held, first, 503);
    await reports(held, first, 503);
    expect((await newest(held)).attempts).toHaveLength(1);
  });
});

describe("several changes of one entitlement", () => {
  it("arrive one after the other: only the oldest owed one is in flight", async () => {
    const { held, first } = await sold();
    await held.begin(PATCH("a"));
    await held.begin(PATCH("b"));
    expect(await statesOf(held)).toBe("in_flight waiting waiting");
    expect(await flying(held)).toEqual(first);
    const arrived: unknown[] = [];
    for (let at = 0; at < 3; at++) {
      const ticket = await flying(held);
      const body = await taken(held, ticket);
      arrived.push([body?.["version"], body?.["previousVersion"], body?.["externalEntitlementId"]]);
      await reports(held, ticket, 204);
    }
    expect(arrived).toEqual([
      [1, null, null],
      [2, 1, "a"],
      [3, 2, "b"],
    ]);
    expect(await statesOf(held)).toBe("delivered delivered delivered");
  });

  it("a new change retries the waiting one at once; its schedule goes on from where it was", async () => {
    const { held, first } = await sold();
    await reports(held, first, 500);
    await held.begin(PATCH("a"));
    const hurried = await flying(held);
    expect(hurried.notificationId).toBe(first.notificationId);
    await reports(held, hurried, 500);
    const { nextAttempt } = (await held.history()).notifications[0] ?? {};
    expect(Date.parse(nextAttempt ?? "") - clock.now()).toBeLessThanOrEqual(6 * SECOND);
    pass(7 * SECOND);
    await held.alarm();
    await reports(held, await flying(held), 500);
    const later = (await held.history()).notifications[0]?.nextAttempt ?? "";
    expect(Date.parse(later) - clock.now()).toBeGreaterThan(4 * MINUTE);
  });

  it("but not under a Retry-After, which is honoured up to twice the plan", async () => {
    const { held, first } = await sold();
    await reports(held, first, 429, { retryAfter: "3600" });
    await held.begin(PATCH("a"));
    expect(await statesOf(held)).toBe("waiting waiting");
    const wait = Date.parse((await held.history()).notifications[0]?.nextAttempt ?? "") - clock.now();
    expect(wait).toBeGreaterThan(9 * SECOND);
    expect(wait).toBeLessThanOrEqual(10 * SECOND);
  });

  it("a waiting one goes to the URL as it is when it is sent", async () => {
    const { held, first } = await sold();
    await reports(held, first, 500);
    const url = "https://elsewhere.invalid/hook";
    await held.begin({ verb: "update", change: { notificationUrl: url } });
    expect(await taken(held, await flying(held))).toMatchObject({ to: url, version: 1 });
  });
});

describe("an endpoint that answers 410", () => {
  it("exhausts everything that waits for exactly that URL; later changes are sent", async () => {
    const { held, first } = await sold();
    await held.begin(PATCH("a"));
    await reports(held, first, 410);
    expect(await statesOf(held)).toBe("exhausted exhausted");
    await held.begin(PATCH("b"));
    expect(await statesOf(held)).toBe("exhausted exhausted in_flight");
    expect(await taken(held, await flying(held))).toMatchObject({ version: 3, previousVersion: 2 });
  });

  it("after the URL has changed: the waiting one goes to the new URL", async () => {
    const { held, first } = await sold();
    const url = "https://elsewhere.invalid/hook";
    await held.begin({ verb: "update", change: { notificationUrl: url } });
    await reports(held, first, 410);
    const again = await flying(held);
    expect(again.notificationId).toBe(first.notificationId);
    expect(await taken(held, again)).toMatchObject({ to: url, version: 1 });
    await reports(held, again, 200, { url });
    expect(await statesOf(held)).toBe("delivered in_flight");
  });
});

describe("an endpoint that is down for good", () => {
  it("is tried ten times over 75 hours and more, and no longer holds the next one after that", async () => {
    const { held } = await sold();
    const begun = clock.now();
    for (let tries = 1; tries <= 10; tries++) {
      await reports(held, await flying(held), 500);
      if (tries === 10) break;
      const { nextAttempt, attempts } = await newest(held);
      expect(attempts).toHaveLength(tries);
      const alarm = await alarmOf(held);
      expect(alarm).not.toBeNull();
      expect(alarm ?? Infinity).toBeLessThanOrEqual(Date.parse(nextAttempt ?? ""));
      pass(Date.parse(nextAttempt ?? "") - clock.now() + 1);
      await held.alarm();
    }
    expect(clock.now() - begun).toBeGreaterThan(75 * HOUR);
    expect(await newest(held)).toMatchObject({
      state: "exhausted",
      stateReason: "10 attempts failed, the last: HTTP 500",
    });
    await held.begin(PATCH("a"));
    expect(await statesOf(held)).toBe("exhausted in_flight");
    expect(await taken(held, await flying(held))).toMatchObject({ version: 2, previousVersion: 1 });
  });

  it("a success that comes after all counts", async () => {
    const { held, first } = await sold();
    await reports(held, first, 410);
    expect(await statesOf(held)).toBe("exhausted");
    await reports(held, first, 200);
    expect(await statesOf(held)).toBe("delivered");
  });
});
