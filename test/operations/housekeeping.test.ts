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
import { findSleepers } from "../../src/projection/sleepers";
import { clock } from "../../src/shared/clock";
import { until } from "../support/api";
import { revoke } from "../support/customer";
import { alarmOf, entriesOf, flying, loseMessages, reports } from "../support/outbox";
import { troublesOf } from "../support/trouble";
import { active, HOUR, MINUTE, pass, SECOND, type Held } from "../support/world";

const wakeAtOf = (held: Held): Promise<number | null> =>
  env.DB.prepare("SELECT wake_at FROM entitlement WHERE id = ?1").bind(held.id).first<number>("wake_at");

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
