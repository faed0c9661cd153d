// The query store away for a while: versions keep coming and notifications go out without it; when it is back, one
// shipment brings everything, and shipping it again writes nothing.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { until } from "../support/api";
import { active, HOUR, MINUTE, pass } from "../support/world";

const feedOf = async (id: string): Promise<number[]> => {
  const rows = env.DB.prepare("SELECT version FROM feed WHERE entitlement_id = ?1 ORDER BY position").bind(
    id,
  );
  return (await rows.all<{ version: number }>()).results.map(({ version }) => version);
};

it("an hour without the query store loses nothing and holds nobody up", async () => {
  let shipments = 0;
  hooks.beforeProjection = () => {
    shipments++;
    throw new Error("the query store is away");
  };
  const reseller = inbox();
  const held = await active({ notificationUrl: reseller.url });
  for (const order of ["one", "two", "three"])
    await held.begin({ verb: "update", change: { externalEntitlementId: order } });
  expect(await reseller.posts(4)).toHaveLength(4);
  expect(await feedOf(held.id)).toEqual([]);

  // It backs off: an hour of alarms is a handful of tries, each of which leaves the next one set.
  const before = shipments;
  for (let minutes = 0; minutes < 60; minutes += 15) {
    pass(16 * MINUTE);
    await held.alarm();
  }
  expect(shipments - before).toBeLessThanOrEqual(12);

  delete hooks.beforeProjection;
  pass(HOUR);
  await held.alarm();
  await until(async () => expect(await feedOf(held.id)).toEqual([1, 2, 3, 4]));
  const row = env.DB.prepare("SELECT version, external_id AS own FROM entitlement WHERE id = ?1").bind(
    held.id,
  );
  expect(await row.first()).toEqual({ version: 4, own: "three" });
});
