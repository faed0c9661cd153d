// The test clock, through the API: what falls due on the way happens in order and with its own date, posts and questions
// are really made, and nothing else in the house is moved.
import { env, exports } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { array, assert, asyncProperty, boolean, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { writeItems } from "../../src/catalogue/store";
import { currentCatalogue } from "../../src/catalogue/cache";
import { hooks } from "../../src/shared/hooks";
import { demoSeed } from "../../src/sandbox/demo";
import type { Caller } from "../../src/entitlement/caller";
import { inbox } from "../receiver";
import {
  call,
  entitled,
  MUSIC,
  newCustomer,
  patch,
  read,
  tell,
  until,
  verb,
  type Body,
} from "../support/api";
import { at, DAY, eventsOf, historyOf, HOUR, moved, SECOND, type Told } from "../support/clock";
import { passTime } from "../support/catalogue";
import { ALIVE, failing, storedStatesOf } from "../support/failing";
import { entriesOf, loseMessages } from "../support/outbox";
import { active, pass, type Held } from "../support/world";

const created = ({ dateCreated }: Body): number => Date.parse(String(dateCreated));
const named = (events: Told[]): string[] => events.map(({ command, to }) => `${command} ${to}`);

/** A product whose sign-up lapses after an hour. */
async function briefly(): Promise<string> {
  const catalogue = await currentCatalogue(env.CATALOGUE, demoSeed(env));
  const product = catalogue.get("product", "sandbox", "MUSIC", "MUSIC");
  if (product === null) throw new Error("the demo has no MUSIC");
  await writeItems(env.CATALOGUE, [
    { kind: "product", item: { ...product, productKey: "MUSIC_HOUR", signUpTtlMs: HOUR } },
  ]);
  passTime(30 * SECOND);
  return "MUSIC_HOUR";
}

/** Whoever sold it. */
const resellersOf = async (held: Held): Promise<Caller[]> =>
  (await entriesOf(held)).map(({ state }) => ({
    side: "RESELLER",
    name: state.resellerKey,
    environment: "sandbox",
  }));

describe("what falls due on the way", () => {
  it("is an end of period, at its own date", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId } = await entitled({ customerIdentifier });
    const ending = await verb("cancel", entitlementId, {
      headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" },
    });
    const { dateEnded } = ending.body;
    const clock = await moved({ entitlementId, advanceSeconds: (90 * DAY) / SECOND });
    expect(clock).toMatchObject({ entitlementId, status: "READY", advancingTo: null });
    expect(clock["aheadSeconds"]).toBeGreaterThanOrEqual((90 * DAY) / SECOND - 30);
    const [, , end] = await eventsOf(entitlementId);
    expect(end).toEqual({ command: "end", to: "CANCELLED", date: dateEnded, reason: "TERMINATION_SUCCESS" });
    expect(await read(entitlementId)).toMatchObject({ status: "CANCELLED", dateEnded, version: 3 });
  });

  it("is everything in order: an end of period ahead, an expiry behind it is for nothing", async () => {
    const { url, posts } = inbox();
    const own = inbox();
    const sold = await entitled({ notificationUrl: url });
    const { entitlementId } = sold;
    const dateExpiry = at(created(sold) + 60 * DAY);
    await patch(entitlementId, { dateExpiry });
    const other = await entitled({ notificationUrl: own.url, dateExpiry });
    await verb("cancel", entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });
    await moved({ entitlementId, advanceSeconds: (90 * DAY) / SECOND });
    expect(named(await eventsOf(entitlementId))).toEqual([
      "create ACTIVE",
      "update ACTIVE",
      "cancel ACTIVE-ENDING",
      "end CANCELLED",
    ]);
    const bodies = (await posts(4)).map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ notificationReason }) => notificationReason)).toEqual([
      "ACTIVATION_SUCCESS",
      "METADATA_UPDATE",
      "TERMINATION_PENDING",
      "TERMINATION_SUCCESS",
    ]);
    expect(bodies[3].notificationDate).toBe(bodies[3].dateEnded);
    // The other one stays where it is.
    expect(await read(other.entitlementId)).toEqual({ ...other, parameters: null });
  });

  it("is an expiry, of which the merchant is told on the way", async () => {
    const sold = await entitled({ dateExpiry: at(Date.now() + 60 * DAY) });
    const { entitlementId } = sold;
    await moved({ entitlementId, advanceSeconds: (61 * DAY) / SECOND });
    const history = await historyOf(entitlementId);
    expect((history["events"] as Told[])[1]).toMatchObject({ command: "expire", date: sold["dateExpiry"] });
    const operations = history["operations"] as { operation: string; outcome: string; date: string }[];
    const told = operations.find(({ operation }) => operation === "terminate");
    expect(told).toMatchObject({ outcome: "completed" });
    const lateMs = Date.parse(told?.date ?? "") - Date.parse(String(sold["dateExpiry"]));
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5 * SECOND);
  });

  it("is a sign-up that lapses, and a link that expires", async () => {
    const lapsing = await entitled({ productKey: await briefly() });
    await moved({ entitlementId: lapsing.entitlementId, advanceSeconds: 7_200 });
    const [, lapse] = await eventsOf(lapsing.entitlementId);
    expect(lapse).toMatchObject({ command: "lapse", to: "CANCELLED" });
    // The hour begins with the merchant's answer.
    const lateMs = Date.parse(lapse?.date ?? "") - created(lapsing) - HOUR;
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(5 * SECOND);

    const pending = await entitled({ productKey: "MUSIC" });
    const { entitlementId, parameters } = pending;
    const link = new URL(parameters?.url ?? "").pathname;
    await moved({ entitlementId, advanceSeconds: (2 * DAY) / SECOND });
    expect(await read(entitlementId)).toMatchObject({ status: "PENDING", parameters: null });
    expect((await exports.default.fetch(`https://resale.invalid${link}`)).status).toBe(410);
    const fresh = await call("GET", `/v1/entitlement/activationInfo/${entitlementId}`);
    expect(Date.parse(fresh.body.parameters?.urlExpiry ?? "")).toBeGreaterThan(created(pending) + 2.9 * DAY);
  });

  it("is the whole schedule of a notification that nobody takes, while the endpoint's breaker hears nothing", async () => {
    const { url, answers, posts } = inbox();
    await answers({ status: 500 });
    const { entitlementId } = await entitled({ notificationUrl: url });
    await moved({ entitlementId, advanceSeconds: (5 * DAY) / SECOND });
    const made = await posts(10);
    const [notification] = (await historyOf(entitlementId))["notifications"] as {
      state: string;
      attempts: { date: string }[];
    }[];
    expect(notification?.state).toBe("exhausted");
    expect([made.length, notification?.attempts.length]).toEqual([10, 10]);
    const dates = notification?.attempts.map(({ date }) => Date.parse(date)) ?? [];
    const waits = dates.slice(1).map((date, index) => (date - (dates[index] ?? 0)) / SECOND);
    for (const [index, planned] of [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(planned);
      expect(waits[index]).toBeLessThanOrEqual(planned * 1.2 + 5);
    }
    // Signatures are of the real time: receivers check that they are fresh.
    const signed = Number(made.at(-1)?.headers["webhook-timestamp"]) * SECOND;
    expect(Math.abs(signed - (made.at(-1)?.at ?? 0))).toBeLessThan(60 * SECOND);
    const endpoints = await call("GET", "/v1/endpoints");
    const origin = new URL(url).origin;
    const shown = (endpoints.body["endpoints"] as { origin: string; failures: number }[]).find(
      (one) => one.origin === origin,
    );
    expect(shown?.failures ?? 0).toBeLessThanOrEqual(1);
  });

  it("is the resolver's schedule, until an operator has to look", async () => {
    const { body } = await call("POST", "/v1/entitlement", {
      body: {
        customerIdentifier: newCustomer(),
        merchantAccountKey: "MUSIC",
        productKey: "MUSIC_INSTANT",
        notificationUrl: inbox().url,
      },
      headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" },
    });
    expect(body).toMatchObject({ status: "FAILED", waitingOn: "PLATFORM" });
    await moved({ entitlementId: body.entitlementId, advanceSeconds: DAY / SECOND });
    expect(await read(body.entitlementId)).toMatchObject({
      status: "CANCELLED",
      terminationReason: { code: "NOT_FOUND_AT_MERCHANT" },
    });
    const [failed, settled] = await eventsOf(body.entitlementId);
    // Twice not found, at least five minutes apart.
    const apart = Date.parse(settled?.date ?? "") - Date.parse(failed?.date ?? "");
    expect(apart).toBeGreaterThan(5 * 60 * SECOND);
    expect(apart).toBeLessThan(HOUR);
  });

  it("is a merchant's confirmation that is on its way in real time, and a wait that nobody ends", async () => {
    const { entitlementId } = await entitled(
      {},
      { headers: { "X-Magic-Number": "CREATE_REQUEST_RETURNS_CREATED" } },
    );
    await moved({ entitlementId, advanceSeconds: (3 * DAY) / SECOND });
    expect(named(await eventsOf(entitlementId))).toEqual(["create PENDING", "activate ACTIVE"]);
  });

  it("is the end of a wait for a merchant that never confirms: it is asked, and then not waited for", async () => {
    const held = await active({ notificationUrl: inbox().url });
    const merchantCall = await held.call({ verb: "suspend" });
    await held.answer(merchantCall, { kind: "accepted" });
    // Longer than a move waits for a confirmation.
    pass(11 * SECOND);
    await moved({ entitlementId: held.id, advanceSeconds: (2 * DAY) / SECOND });
    const events = await eventsOf(held.id);
    expect(named(events)).toEqual(["create ACTIVE", "suspend ACTIVE", "resolve ACTIVE"]);
    const waited = Date.parse(events[2]?.date ?? "") - Date.parse(events[1]?.date ?? "");
    expect(Math.abs(waited - 24 * HOUR)).toBeLessThan(5 * SECOND);
  });

  it("is what a failing endpoint holds: it is tried on the way, and its breaker stays as it is", async () => {
    const { endpoint, all, stub } = await failing(6);
    const last = all.at(-1) ?? expect.fail();
    expect(await storedStatesOf(last)).toBe("held");
    await endpoint.answers(ALIVE);
    const before = (await endpoint.posts(5)).length;
    const [caller] = await resellersOf(last);
    const answer = await last.stub.moveClock({ by: DAY, to: null }, caller ?? expect.fail());
    expect(answer.kind).toBe("clock");
    await until(async () => expect(await storedStatesOf(last)).toBe("delivered"));
    expect(await endpoint.posts(before + 1)).toHaveLength(before + 1);
    expect(await stub.view()).toMatchObject({ state: "OPEN" });
  });
});

describe("a moved entitlement", () => {
  it("lives on in its own time, with everybody's commands", async () => {
    const sold = await entitled();
    const { entitlementId } = sold;
    await moved({ entitlementId, advanceSeconds: (40 * DAY) / SECOND });
    const suspended = await verb("suspend", entitlementId);
    const ahead = Date.parse(String(suspended.body["dateSuspended"])) - created(sold);
    expect(ahead).toBeGreaterThan(40 * DAY - 5 * SECOND);
    expect(ahead).toBeLessThan(40 * DAY + 30 * SECOND);
    await verb("resume", entitlementId);
    await tell("terminate", entitlementId, {
      immediate: false,
      terminationDate: at(created(sold) + 41 * DAY),
    });
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE-ENDING" });
    expect((await patch(entitlementId, { dateExpiry: at(created(sold) + 39 * DAY) })).status).toBe(400);
    await moved({ entitlementId, advanceTo: at(created(sold) + 42 * DAY) });
    const events = await eventsOf(entitlementId);
    expect(events.map(({ date }) => date).sort()).toEqual(events.map(({ date }) => date));
    expect(events.at(-1)).toMatchObject({ command: "end", date: at(created(sold) + 41 * DAY) });
  });

  it("wakes in real time, is remembered in real time, and is counted on the real day", async () => {
    const sold = await entitled({ dateExpiry: at(Date.now() + 50 * DAY) });
    const { entitlementId } = sold;
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const first = await verb("suspend", entitlementId, { headers });
    await moved({ entitlementId, advanceSeconds: (49 * DAY) / SECOND });
    const again = await verb("suspend", entitlementId, { headers });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body.version).toBe(first.body.version);
    await verb("resume", entitlementId);
    const stub = env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(entitlementId));
    const alarm = await runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
    expect(Math.abs((alarm ?? 0) - Date.now())).toBeLessThan(2 * DAY);
    await until(async () => {
      const row = await env.DB.prepare("SELECT wake_at, updated, version FROM entitlement WHERE id = ?1")
        .bind(entitlementId)
        .first<{ wake_at: number; updated: number; version: number }>();
      expect(row?.version).toBe(3);
      expect(row?.updated).toBeGreaterThan(Date.now() + 48 * DAY);
      expect(row?.wake_at).toBeLessThan(Date.now() + 2 * DAY);
      const feed = await env.DB.prepare("SELECT date FROM feed WHERE entitlement_id = ?1")
        .bind(entitlementId)
        .all<{ date: number }>();
      expect(feed.results).toHaveLength(3);
      for (const { date } of feed.results) expect(Math.abs(date - Date.now())).toBeLessThan(60 * SECOND);
    });
  });
});

it("a move survives the death of the object and of the messages that it sent", async () => {
  const held = await active({ notificationUrl: inbox().url, dateExpiry: Date.now() + 10 * DAY });
  await until(async () => expect(await storedStatesOf(held)).toBe("delivered"));
  loseMessages();
  const [caller = expect.fail()] = await resellersOf(held);
  await held.stub.moveClock({ by: 20 * DAY, to: null }, caller);
  expect(await held.stub.moveClock(null, caller)).toMatchObject({ movingTo: expect.any(Number) });
  expect(named(await eventsOf(held.id))).toEqual(["create ACTIVE", "expire CANCELLED"]);
  await evictDurableObject(held.stub);
  delete hooks.beforeSend;
  delete hooks.beforeHandOver;
  // What nobody reported is sent again when its lease is over, which no move can hurry.
  expect(await held.stub.moveClock(null, caller)).toMatchObject({ movingTo: expect.any(Number) });
  pass(61 * SECOND);
  await held.alarm();
  await until(async () =>
    expect(await held.stub.moveClock(null, caller)).toMatchObject({
      movingTo: null,
      aheadMs: expect.any(Number),
    }),
  );
  expect(await storedStatesOf(held)).toBe("delivered delivered");
});

describe("any sequence of moves", () => {
  it("gives the events of one move over the same span", async () => {
    await assert(
      asyncProperty(
        array(integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }),
        integer({ min: 1, max: 100 }),
        boolean(),
        async (stops, expiry, cancels) => {
          const lived = async (days: number[]): Promise<string[]> => {
            const sold = await entitled();
            const { entitlementId } = sold;
            await patch(entitlementId, { dateExpiry: at(created(sold) + expiry * DAY) });
            if (cancels)
              await verb("cancel", entitlementId, {
                headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" },
              });
            for (const day of days)
              await moved({ entitlementId, advanceTo: at(created(sold) + day * DAY + HOUR) });
            return (await eventsOf(entitlementId)).map(({ command, date }) => {
              const since = Math.round((Date.parse(date) - created(sold)) / (10 * SECOND)) * 10;
              return `${command} ${since} s`;
            });
          };
          const days = [...new Set(stops)].sort((a, b) => a - b);
          expect(await lived(days)).toEqual(await lived(days.slice(-1)));
        },
      ),
      { numRuns: 5 },
    );
  }, 60_000);
});

it("a merchant sees the same record, in the same time", async () => {
  const { entitlementId } = await entitled({ dateExpiry: at(Date.now() + 2 * DAY) });
  await moved({ entitlementId, advanceSeconds: (3 * DAY) / SECOND });
  const { body } = await call("GET", `/merchant/v1/entitlement/${entitlementId}`, { as: MUSIC });
  expect(body).toMatchObject({ status: "CANCELLED", dateEnded: (await read(entitlementId))["dateEnded"] });
});
