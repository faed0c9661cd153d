// The hourly look: objects that fell asleep with something to do are poked, and those that only seem so are looked at
// once. What it does to the feed is told in projection/feed.test.ts.
import {
  createExecutionContext,
  createScheduledController,
  evictDurableObject,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import worker from "../../src/index";
import { keepHouse } from "../../src/operations/housekeeping";
import { findOverdue } from "../../src/projection/overdue";
import { findSleepers } from "../../src/projection/sleepers";
import { clock } from "../../src/shared/clock";
import { until } from "../support/api";
import { revoke } from "../support/customer";
import { failing, storedStatesOf } from "../support/failing";
import { alarmOf, entriesOf, flying, loseMessages, reports } from "../support/outbox";
import { counted } from "../support/rows";
import { troublesOf } from "../support/trouble";
import { active, HOUR, MINUTE, pass, SECOND, type Held } from "../support/world";

const wakeAtOf = (held: Held): Promise<number | null> =>
  env.DB.prepare("SELECT wake_at FROM entitlement WHERE id = ?1").bind(held.id).first<number>("wake_at");

/** One that a paused endpoint holds, and how it looks in vain. */
async function heldOne() {
  const { all, stub } = await failing(6);
  const held = all.at(-1) ?? expect.fail();
  const name = { environment: "sandbox", resellerKey: "", origin: "" };
  for (let gone = 0; gone < 10; gone++)
    await stub.tell(name, { type: "gone", dispatchId: "d", lastSuccessAt: null, urlHash: `${gone}` });
  await until(async () => expect(await troublesOf(held.id)).toMatchObject([{ status: "held" }]));
  const looks = async (): Promise<void> => {
    pass(Math.max(((await alarmOf(held)) ?? 0) - clock.now(), 0) + SECOND);
    await held.alarm();
    expect(await storedStatesOf(held)).toBe("held");
  };
  return { held, looks };
}

const loseAlarm = (held: Held): Promise<void> =>
  runInDurableObject(held.stub, (_, { storage }) => storage.deleteAlarm());

it("wakes an object whose alarm was lost, half an hour after it was due", async () => {
  const held = await active({ dateExpiry: clock.now() + HOUR });
  await until(async () => expect(await wakeAtOf(held)).not.toBeNull());
  await loseAlarm(held);
  pass(HOUR + 20 * MINUTE);
  await keepHouse(env);
  expect((await entriesOf(held)).at(-1)?.state.status).toBe("ACTIVE");
  pass(20 * MINUTE);
  await keepHouse(env);
  expect((await entriesOf(held)).at(-1)?.state).toMatchObject({ status: "CANCELLED", version: 2 });
  expect(await alarmOf(held)).not.toBeNull();
});

it("wakes an object that has a notification to try again and whose alarm was lost", async () => {
  loseMessages();
  const held = await active();
  for (const wait of [7 * SECOND, 7 * MINUTE]) {
    await reports(held, await flying(held), 503);
    pass(wait);
    if (wait < MINUTE) await held.alarm();
  }
  await until(async () => expect(await troublesOf(held.id)).toMatchObject([{ status: "waiting" }]));
  await loseAlarm(held);
  await evictDurableObject(held.stub);
  pass(40 * MINUTE);
  await keepHouse(env);
  expect((await held.history()).notifications).toMatchObject([{ state: "in_flight" }]);
  expect(await alarmOf(held)).not.toBeNull();
});

it("wakes an object that an endpoint held and whose alarm was lost, however often it had looked before", async () => {
  const { held, looks } = await heldOne();
  for (let look = 0; look < 3; look++) await looks();
  await loseAlarm(held);
  await evictDurableObject(held.stub);
  const row = await troublesOf(held.id);
  expect(row).toMatchObject([{ status: "held", next_at: expect.any(Number) }]);
  pass((row[0]?.next_at ?? 0) + 31 * MINUTE - clock.now());
  await keepHouse(env);
  expect(await alarmOf(held)).not.toBeNull();
});

it("comes by once an hour for what is held, and writes nothing there but the alarm", async () => {
  const { held, looks } = await heldOne();
  await looks();
  pass(HOUR);
  expect(await findOverdue(env, clock.now() - 30 * MINUTE, 100)).toContain(held.id);
  const rows = await counted(held.stub);
  await keepHouse(env);
  expect(rows).toEqual({ entries: 0, alarms: 1 });
  expect(await findOverdue(env, clock.now() - 30 * MINUTE, 100)).not.toContain(held.id);
  pass(HOUR);
  expect(await findOverdue(env, clock.now() - 30 * MINUTE, 100)).toContain(held.id);
});

it("does not come back every hour for what was done without a new version", async () => {
  const held = await active();
  await held.begin({ verb: "update", change: { customerIdentifier: crypto.randomUUID() } });
  await until(async () => expect((await entriesOf(held)).at(-1)?.state.tasks).toEqual([]));
  await until(async () => expect(await wakeAtOf(held)).not.toBeNull());
  pass(HOUR);
  await keepHouse(env);
  expect(await wakeAtOf(held)).toBeNull();
  expect(await findSleepers(env, clock.now(), 100)).not.toContain(held.id);
});

it("leaves alone what has nothing to do, and what has ended", async () => {
  const [quiet, ended] = [await active(), await active()];
  await revoke(ended);
  pass(48 * HOUR);
  const sleepers = await findSleepers(env, clock.now(), 100);
  expect(sleepers).not.toContain(quiet.id);
  expect(sleepers).not.toContain(ended.id);
});

it("runs when the platform's clock says so", async () => {
  const held = await active({ dateExpiry: clock.now() + HOUR });
  await until(async () => expect(await wakeAtOf(held)).not.toBeNull());
  await loseAlarm(held);
  pass(2 * HOUR);
  const ctx = createExecutionContext();
  await worker.scheduled(createScheduledController(), env, ctx);
  await waitOnExecutionContext(ctx);
  expect((await entriesOf(held)).at(-1)?.state.status).toBe("CANCELLED");
});
