// The alarm is the guarantee behind every best effort: it is there as soon as the commit is, and each firing leaves the
// next one for as long as anything is open.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { clock } from "../../src/shared/clock";
import { until } from "../support/api";
import { downAt } from "../support/failpoint";
import { alarmOf, entriesOf } from "../support/outbox";
import { active, HOUR, MINUTE, opened, pass, SECOND } from "../support/world";

it("after commit: an object that dies at once has its alarm already", async () => {
  downAt("afterCommit");
  const { held } = await opened();
  await evictDurableObject(held.stub);
  expect(await alarmOf(held)).not.toBeNull();
  pass(46 * SECOND);
  await held.alarm();
  expect(await held.view()).toMatchObject({ status: "FAILED", waitingOn: "PLATFORM" });
});

it("before D1: every firing sets the next one while the query store is away", async () => {
  downAt("beforeProjection");
  const held = await active();
  for (let firing = 0; firing < 3; firing++) {
    pass(HOUR);
    await held.alarm();
    expect(await alarmOf(held), `after firing ${firing}`).not.toBeNull();
  }
});

it("in the alarm itself: one that fails sets the next one", async () => {
  const held = await active();
  downAt("beforeWake");
  const next = await runInDurableObject(held.stub, async (object, { storage }) => {
    await storage.deleteAlarm();
    await object.alarm();
    return storage.getAlarm();
  });
  expect(next).not.toBeNull();
});

it("an alarm that is lost all the same is missed by the slow look over the query store", async () => {
  const held = await active({ dateExpiry: clock.now() + HOUR });
  const wakeAt = env.DB.prepare("SELECT wake_at FROM entitlement WHERE id = ?1").bind(held.id);
  await until(async () => expect(await wakeAt.first("wake_at")).not.toBeNull());
  await runInDurableObject(held.stub, (_, { storage }) => storage.deleteAlarm());
  pass(HOUR + 40 * MINUTE);
  await keepHouse(env);
  expect((await entriesOf(held)).at(-1)?.state.status).toBe("CANCELLED");
});
