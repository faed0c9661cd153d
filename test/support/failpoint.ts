// Deaths at named points, and what others can see of them afterwards.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { hooks, type HookPoint } from "../../src/shared/hooks";
import { until } from "./api";
import type { Held } from "./world";

/** The first to pass the point dies there; says whether somebody has. */
export function diesAt(point: HookPoint): () => boolean {
  let died = false;
  hooks[point] = () => {
    if (died) return;
    died = true;
    throw new Error(`died ${point}`);
  };
  return () => died;
}

/** Whoever passes the point dies, until the function that it answers with is called. */
export function downAt(point: HookPoint): () => void {
  hooks[point] = () => {
    throw new Error(`down ${point}`);
  };
  return () => {
    delete hooks[point];
  };
}

/** The object loses its memory as soon as somebody has died in it. */
export async function evictedOnce(held: Held, died: () => boolean): Promise<void> {
  await until(async () => expect(died()).toBe(true));
  await evictDurableObject(held.stub);
}

/** The versions of an entitlement in the feed, in the feed's order. */
export async function feedOf(held: Held): Promise<number[]> {
  const rows = env.DB.prepare("SELECT version FROM feed WHERE entitlement_id = ?1 ORDER BY position");
  return (await rows.bind(held.id).all<{ version: number }>()).results.map(({ version }) => version);
}

/** The request ids that had an effect at the sandbox merchant. */
export const effectsOf = (entitlementId: string): Promise<string[]> =>
  runInDurableObject(
    env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(entitlementId)),
    (_, { storage }) => {
      const book = storage.kv.get<string>("subscription");
      return book === undefined ? [] : Object.keys(JSON.parse(book).answered);
    },
  );

/** The versions that a reseller got, in the order of arrival. */
export const versionsOf = (posts: { body: string }[]): number[] =>
  posts.map(({ body }): number => JSON.parse(body).version);
