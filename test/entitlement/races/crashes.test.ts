// The object itself dies between the steps that follow a commit: what is committed stays, what it owes is found again
// by the alarm, and nothing is owed twice.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { hooks, type HookPoint } from "../../../src/shared/hooks";
import { inbox } from "../../receiver";
import { entitled, read, until, verb } from "../../support/api";
import { alarmOf, entriesOf, statesOf } from "../../support/outbox";
import { active, asking, Held, input, MINUTE, opened, pass, said, stall } from "../../support/world";

const feedOf = async (id: string): Promise<number[]> => {
  const rows = env.DB.prepare("SELECT version FROM feed WHERE entitlement_id = ?1 ORDER BY position");
  return (await rows.bind(id).all<{ version: number }>()).results.map(({ version }) => version);
};

/** The first to pass the point dies there. */
function dies(point: HookPoint): () => boolean {
  let died = false;
  hooks[point] = () => {
    if (died) return;
    died = true;
    throw new Error(`died ${point}`);
  };
  return () => died;
}

const AFTER_COMMIT = [
  "afterCommit",
  "beforeSend",
  "afterSend",
  "beforeProjection",
  "afterProjection",
] as const;

describe("an object that dies after its commit", () => {
  it.each(AFTER_COMMIT)(
    "%s: the reseller is told once, and the query store has each version once",
    async (point) => {
      const reseller = inbox();
      const { held, call } = await opened({ notificationUrl: reseller.url });
      const died = dies(point);
      expect(said(await held.answer(call, { kind: "completed" }))).toBe("ACTIVE");
      await until(async () => expect(died()).toBe(true));
      expect(await alarmOf(held)).not.toBeNull();
      await evictDurableObject(held.stub);
      for (let minutes = 0; minutes < 3; minutes++) {
        pass(MINUTE);
        if ((await alarmOf(held)) !== null) await held.alarm();
      }
      await until(async () => expect(await statesOf(held)).toBe("delivered"));
      await until(async () => expect(await feedOf(held.id)).toEqual([1]));
      const posts = await reseller.posts(1);
      expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      expect((await held.view()).version).toBe(1);
    },
  );
});

describe("an object that is evicted while", () => {
  it("its claim is under way: it is as if the create had never come", async () => {
    const given = input();
    const held = new Held(given.entitlementId);
    hooks.afterClaim = () => {
      throw new Error("died afterClaim");
    };
    await expect(async () => held.stub.create(given, asking(), false)).rejects.toThrow("died");
    delete hooks.afterClaim;
    await evictDurableObject(held.stub);
    expect(await entriesOf(held)).toEqual([]);
    const again = { ...input(), customerIdentifier: given.customerIdentifier };
    expect(said(await new Held(again.entitlementId).stub.create(again, asking(), false))).toBe("call");
  });

  it.each(["beforeMerchantCall", "afterMerchantCall"] as const)(
    "its merchant call is under way (%s): the answer finds its operation",
    async (point) => {
      const { entitlementId } = await entitled();
      const { reached, release } = stall(point);
      const suspend = verb("suspend", entitlementId);
      await reached;
      await evictDurableObject(new Held(entitlementId).stub);
      release();
      expect(await suspend).toMatchObject({ status: 200, body: { status: "SUSPENDED", version: 2 } });
      expect(await read(entitlementId)).toMatchObject({ status: "SUSPENDED", version: 2, waitingOn: null });
    },
  );

  it("a notification is in flight: the report finds its dispatch", async () => {
    const reseller = inbox();
    const { reached, release } = stall("beforeReport");
    const held = await active({ notificationUrl: reseller.url });
    await reached;
    await evictDurableObject(held.stub);
    release();
    await until(async () => expect(await statesOf(held)).toBe("delivered"));
    expect(await reseller.posts(1)).toHaveLength(1);
  });
});
