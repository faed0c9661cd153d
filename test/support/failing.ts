// An endpoint that fails until its breaker opens: real objects, real queues, a real endpoint on loopback.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { endpointIdOf } from "../../src/callbacks/endpointId";
import type { Notification } from "../../src/entitlement/outbox";
import { inbox } from "../receiver";
import { until } from "./api";
import { entriesOf } from "./outbox";
import { newReseller } from "./reseller";
import { active, pass, type Held } from "./world";

export const DEAD = { status: 503 };
export const ALIVE = { status: 204 };

export const notificationsOf = async (held: Held): Promise<Notification[]> =>
  (await entriesOf(held)).flatMap(({ notification }) => (notification ? [notification] : []));

/** The states of all notifications as they are stored, oldest first. */
export const storedStatesOf = async (held: Held): Promise<string> =>
  (await notificationsOf(held)).map(({ state }) => state).join(" ");

/** Nothing is under way any more. */
export const rest = (all: Held[]): Promise<void> =>
  until(async () => {
    for (const states of await Promise.all(all.map(storedStatesOf)))
      expect(states).not.toContain("in_flight");
  });

/** Time passes, and whoever has something to do wakes. */
export async function later(all: Held[], ms: number): Promise<void> {
  pass(ms);
  await Promise.all(all.map((held) => held.alarm().catch(() => undefined)));
  await rest(all);
}

/** So many entitlements of one reseller, the first ones sold while its endpoint was well, the others since it answers
 * 503: five of them fail, the next ones are held. */
export async function failing(count: number, well = 0) {
  const [resellerKey, endpoint] = [await newReseller(), inbox()];
  const all: Held[] = [];
  for (let sold = 0; sold < count; sold++) {
    if (sold === well) await endpoint.answers(DEAD);
    const held = await active({ resellerKey, notificationUrl: endpoint.url });
    all.push(held);
    await rest([held]);
  }
  const { origin } = new URL(endpoint.url);
  const endpointId = await endpointIdOf({ environment: "sandbox", resellerKey, origin });
  const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(endpointId));
  return { endpoint, all, resellerKey, endpointId, stub };
}
