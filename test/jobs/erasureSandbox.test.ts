// The books of the built-in reseller and merchant, when a customer of theirs is erased: what is under way at that moment, and
// what comes after it, brings nobody back.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { call, MUSIC, until, type Body } from "../support/api";
import { everyCopy, placesOf } from "../support/dump";
import { erased } from "../support/erasing";
import { DAY } from "../support/clock";
import { pass, SECOND } from "../support/world";

const PATH = "/merchant/v1/sandbox/orders";
const as = MUSIC;
const reseller = () => env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName("MUSIC"));

async function ordered(body: object, headers: Record<string, string> = {}): Promise<Body> {
  const reply = await call("POST", PATH, { as, body: { productKey: "MUSIC_INSTANT", ...body }, headers });
  expect([200, 202], JSON.stringify(reply.body)).toContain(reply.status);
  return reply.body;
}

const arrived = (entitlementId: string, version: number): Promise<void> =>
  until(async () => {
    const { received = [] } = (await reseller().order(entitlementId)) ?? {};
    expect(received.at(-1)?.version).toBe(version);
  });

/** A notification as it came, once more. */
async function notified(entitlementId: string, at: number): Promise<() => Promise<void>> {
  const { received = [], ...order } = (await reseller().order(entitlementId)) ?? expect.fail();
  const { arrivals: _, body, ...notice } = received[at] ?? expect.fail();
  const { customerIdentifier } = JSON.parse(body);
  return () =>
    reseller().receive({ ...order, ...notice, customerIdentifier, merchantAccountKey: "MUSIC" }, body);
}

const forgotten = (customerIdentifier: string) =>
  erased(customerIdentifier, { resellerKey: "SANDBOX_RESELLER" });

describe("the sandbox reseller's book", () => {
  it("forgets who an order was for, and a notification that comes late does not bring it back", async () => {
    const customerIdentifier = "ida.447700900789";
    const { entitlementId } = await ordered({ customerIdentifier });
    await call("POST", `${PATH}/revoke/${entitlementId}`, { as, body: {} });
    await arrived(entitlementId, 2);
    const again = await notified(entitlementId, 1);
    expect(await forgotten(customerIdentifier)).toMatchObject({ state: "DONE", counts: { done: 1 } });
    await again();
    await reseller().ordered({ entitlementId, productKey: "MUSIC_INSTANT", customerIdentifier });
    expect(await reseller().order(entitlementId)).toBeNull();
    expect(placesOf(await everyCopy(), customerIdentifier)).toEqual([]);
  });

  it("forgets whom an order was for first, and keeps what its customer of today was told", async () => {
    const [first, second] = ["jane.447700900789", "kate.447700900789"];
    const { entitlementId } = await ordered({ customerIdentifier: first });
    await arrived(entitlementId, 1);
    pass(2 * SECOND);
    await call("PATCH", `${PATH}/${entitlementId}`, { as, body: { customerIdentifier: second } });
    await arrived(entitlementId, 2);
    const [old, today] = [await notified(entitlementId, 0), await notified(entitlementId, 1)];
    expect(await forgotten(first)).toMatchObject({ counts: { outcomes: { VERSIONS_ERASED: 1 } } });
    await old();
    await today();
    expect(await reseller().order(entitlementId)).toMatchObject({
      customerIdentifier: second,
      received: [{ version: 2, arrivals: [expect.any(Number), expect.any(Number)] }],
    });
    expect(placesOf(await everyCopy(), first)).toEqual([]);
  });

  it("does not remember for ever what it has forgotten", async () => {
    const marks = () =>
      runInDurableObject(reseller(), (_, { storage }) =>
        [...storage.kv.list({ prefix: "forgotten:" })].map(([key]) => key),
      );
    await reseller().forget("one", [{ first: 0, last: 1 }]);
    expect(await marks()).toContain("forgotten:one");
    pass(2 * DAY);
    await reseller().forget("two", [{ first: 0, last: 1 }]);
    expect(await marks()).toEqual(["forgotten:two"]);
  });
});

describe("the sandbox merchant's book", () => {
  const merchant = (entitlementId: string) =>
    env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(entitlementId));
  const kept = (entitlementId: string) =>
    runInDurableObject(merchant(entitlementId), (_, { storage }) => storage.kv.get("subscription"));

  /** The merchant's book is erased between its call to the platform and the answer. */
  function erasedMeanwhile(entitlementId: string): { mockRestore: () => void } {
    const worker: Fetcher = exports.default;
    const fetch = worker.fetch.bind(worker);
    return vi.spyOn(worker, "fetch").mockImplementation(async (...request) => {
      const response = await fetch(...request);
      await merchant(entitlementId).forget();
      return response;
    });
  }

  it("is not written back by a sign-up that was under way", async () => {
    const { entitlementId, parameters } = await ordered({ productKey: "MUSIC" });
    const { mockRestore } = erasedMeanwhile(entitlementId);
    const token = parameters?.url.split("/").at(-1) ?? "";
    expect(await merchant(entitlementId).signUp(token)).toMatchObject({ kind: "done" });
    mockRestore();
    expect(await kept(entitlementId)).toBeUndefined();
  });

  it("is not written back by a call of its own that was under way", async () => {
    const headers = { "X-Magic-Number": "CREATE_REQUEST_RETURNS_CREATED" };
    const { entitlementId } = await ordered({ productKey: "MUSIC" }, headers);
    pass(10 * SECOND);
    const { mockRestore } = erasedMeanwhile(entitlementId);
    await runDurableObjectAlarm(merchant(entitlementId));
    mockRestore();
    expect(await kept(entitlementId)).toBeUndefined();
  });
});
