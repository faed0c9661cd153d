// What a commit owes to the query store and to the reseller is read from the entries until it is acknowledged, so an
// object may die at any point of the shipment.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { projectionOf } from "../../src/entitlement/projected";
import { project } from "../../src/projection/project";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { diesAt, downAt, evictedOnce, feedOf, versionsOf } from "../support/failpoint";
import { entriesOf, loseMessages } from "../support/outbox";
import { active, MINUTE, opened, pass, SECOND } from "../support/world";

const FAR = Date.parse("2099-01-01T00:00:00Z");
const PATCH = (order: string) => ({ verb: "update", change: { externalEntitlementId: order } }) as const;

it("after commit: an object that dies before it ships anything ships it in its next life", async () => {
  const { held, call } = await opened();
  const died = diesAt("afterCommit");
  await held.answer(call, { kind: "completed" });
  await evictedOnce(held, died);
  expect(await feedOf(held)).toEqual([]);
  pass(MINUTE);
  await held.alarm();
  expect(await feedOf(held)).toEqual([1]);
});

it("before send: notifications of older versions are still owed after the object was forgotten", async () => {
  const reseller = inbox();
  loseMessages();
  const held = await active({ notificationUrl: reseller.url });
  await held.begin(PATCH("a"));
  await evictDurableObject(held.stub);
  delete hooks.beforeSend;
  pass(61 * SECOND);
  await held.alarm();
  expect(versionsOf(await reseller.posts(2, 3_000))).toEqual([1, 2]);
});

it("before D1: while the query store is away nothing is dropped; one shipment brings every version", async () => {
  const heal = downAt("beforeProjection");
  const held = await active();
  await held.begin(PATCH("a"));
  await held.begin(PATCH("b"));
  expect(await feedOf(held)).toEqual([]);
  heal();
  pass(MINUTE);
  await held.alarm();
  expect(await feedOf(held)).toEqual([1, 2, 3]);
});

it("after D1: a shipment whose acknowledgement was lost is shipped again and adds nothing", async () => {
  const died = diesAt("afterProjection");
  const held = await active();
  await evictedOnce(held, died);
  expect(await feedOf(held)).toEqual([1]);
  await held.begin(PATCH("a"));
  pass(MINUTE);
  await held.alarm();
  expect(await feedOf(held)).toEqual([1, 2]);
});

it.each([
  ["before D1: a shipment that was held up and overtaken changes nothing", { dateExpiry: FAR }],
  [
    "before D1: a shipment that was held up and overtaken brings no former id back",
    { externalEntitlementId: "a" },
  ],
] as const)("%s", async (_, change) => {
  const heal = downAt("beforeProjection");
  const held = await active();
  const first = (await entriesOf(held)).at(-1);
  if (first === undefined) throw new Error("nothing was committed");
  const heldUp = projectionOf(first, [first]);
  heal();
  await held.begin({ verb: "update", change });
  pass(MINUTE);
  await held.alarm();
  await project(env.DB, heldUp);
  const row = env.DB.prepare("SELECT version FROM entitlement WHERE id = ?1").bind(held.id);
  expect(await row.first("version")).toBe(2);
});
