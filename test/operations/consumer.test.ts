// The resolver: what nobody answered for is asked of the merchant until it is settled. Messages may be lost, come
// twice or come late; the object hands out the work again, and an owner of the past has no say.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { MerchantOperation } from "../../src/connectors/contract";
import type { CallAnswer } from "../../src/entitlement/answer";
import { resolve } from "../../src/operations/consumer";
import { hooks } from "../../src/shared/hooks";
import { until } from "../support/api";
import { entriesOf } from "../support/outbox";
import { active, MINUTE, opened, pass, SECOND, type Held } from "../support/world";

const runner = { env, ctx: { waitUntil: () => undefined }, publicUrl: "https://resale.invalid" };

/** The sandbox merchant gets the call, and its answer goes lost. */
const heardButUntold = ({ request }: CallAnswer, changes: { magicNumber?: string } = {}) => {
  const merchant = env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(request.entitlementId));
  return merchant.handle({ ...request, ...changes }, runner.publicUrl);
};

/** The Worker is gone: the deadline passes, and the first look of the resolver comes due. */
async function deserted(held: Held): Promise<void> {
  pass(46 * SECOND);
  await held.alarm();
  pass(6 * SECOND);
  await held.alarm();
}

const callsOf = async (held: Held): Promise<string[]> =>
  (await held.history()).operations.map(({ operation, outcome }) => `${operation} ${outcome}`);

const settles = (held: Held, like: object): Promise<void> =>
  until(async () => expect(await held.view()).toMatchObject(like));

/** The hand-overs that the object makes from now on; none of them arrives. */
function handOversLost(): { count: () => number } {
  let count = 0;
  hooks.beforeHandOver = () => {
    count++;
    throw new Error("the queue is away");
  };
  return { count: () => count };
}

const openCall = async (held: Held) => {
  const operation = (await entriesOf(held)).at(-1)?.state.operation;
  if (!operation) throw new Error("nothing is open");
  return { requestId: operation.requestId, epoch: operation.epoch };
};

const messageOf = async (held: Held) => ({
  format: 1,
  kind: "operation",
  entitlementId: held.id,
  ...(await openCall(held)),
});

describe("a create whose Worker died", () => {
  it("is ACTIVE when the merchant has activated it", async () => {
    const { held, call } = await opened({ productKey: "MUSIC_CODE" });
    await heardButUntold(call);
    await deserted(held);
    await settles(held, { status: "ACTIVE", version: 2, activationCode: expect.any(String) });
    expect(await callsOf(held)).toEqual(["create unknown", "status completed"]);
    const { notifications } = await held.history();
    expect(notifications.map(({ reason }) => reason)).toEqual(["ACTIVATION_SUCCESS"]);
  });

  it("is PENDING when the customer still has to sign up, and the reseller is told the URL", async () => {
    const { held, call } = await opened({ productKey: "MUSIC" });
    await heardButUntold(call);
    await deserted(held);
    await settles(held, { status: "PENDING", version: 2, waitingOn: "CUSTOMER" });
    const entry = (await entriesOf(held)).at(-1);
    expect(entry?.notification?.reason).toBe("ACTIVATION_PENDING");
    expect(entry?.state.activation?.url).toContain("/sandbox/sign-up/");
  });

  it("waits for the merchant when it is queued there", async () => {
    const { held, call } = await opened({ productKey: "MUSIC_INSTANT" });
    await heardButUntold(call, { magicNumber: "CREATE_REQUEST_RETURNS_CREATED" });
    await deserted(held);
    await until(async () => expect(["PENDING", "ACTIVE"]).toContain((await held.view()).status));
    await settles(held, { status: "ACTIVE" });
  });

  it("is confirmed by the merchant before anybody asked: the resolver has nothing to do", async () => {
    const { held, call } = await opened({ productKey: "MUSIC_INSTANT" });
    await heardButUntold(call);
    pass(46 * SECOND);
    await held.alarm();
    const message = await messageOf(held);
    await held.confirm({ type: "activate" });
    expect(await resolve(runner, message)).toBe(true);
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2 });
    expect(await callsOf(held)).toEqual(["create unknown"]);
  });
});

describe("another verb whose Worker died", () => {
  const verbs = [
    ["took effect", true, "SUSPENDED", "status completed"],
    ["did not take effect", false, "ACTIVE", "status rejected"],
  ] as const;

  it.each(verbs)("that %s", async (_, heard, status, asked) => {
    const held = await active({ productKey: "MUSIC_INSTANT" });
    const suspend = await held.call({ verb: "suspend" });
    if (heard) await heardButUntold(suspend);
    pass(46 * SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 1, waitingOn: "PLATFORM" });
    pass(6 * SECOND);
    await held.alarm();
    await settles(held, { status, version: 2, waitingOn: null });
    expect(await callsOf(held)).toEqual(["create completed", "suspend unknown", asked]);
  });
});

describe("a hand-over", () => {
  it("that is lost is made again, to a new owner", async () => {
    const lost = handOversLost();
    const { held, call } = await opened({ productKey: "MUSIC_INSTANT" });
    await heardButUntold(call);
    await deserted(held);
    expect(lost.count()).toBe(1);
    const { epoch } = await openCall(held);
    delete hooks.beforeHandOver;
    pass(MINUTE);
    await held.alarm();
    await settles(held, { status: "ACTIVE", version: 2 });
    expect((await entriesOf(held)).at(-1)?.state.operation).toBeNull();
    expect(epoch).toBeGreaterThan(call.epoch);
  });

  it("that comes twice settles once", async () => {
    handOversLost();
    const { held, call } = await opened({ productKey: "MUSIC_INSTANT" });
    await heardButUntold(call);
    await deserted(held);
    const message = await messageOf(held);
    await Promise.all([resolve(runner, message), resolve(runner, message)]);
    await resolve(runner, message);
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2 });
    const { notifications } = await held.history();
    expect(notifications).toHaveLength(1);
  });

  it("of an owner that was replaced asks nothing", async () => {
    handOversLost();
    const { held } = await opened();
    await deserted(held);
    const message = await messageOf(held);
    pass(MINUTE);
    await held.alarm();
    expect((await messageOf(held)).epoch).toBe(message.epoch + 1);
    const asked: MerchantOperation[] = [];
    hooks.afterMerchantCall = () => void asked.push("status");
    expect(await resolve(runner, message)).toBe(true);
    expect(asked).toEqual([]);
  });

  it("about an entitlement that there is not is done with", async () => {
    const message = { format: 1, kind: "operation", entitlementId: "none", requestId: "none", epoch: 1 };
    expect(await resolve(runner, message)).toBe(true);
  });

  it("of a format that a newer release wrote is left to it", async () => {
    expect(await resolve(runner, { format: 2, kind: "operation", entitlementId: "none" })).toBe(false);
    expect(await resolve(runner, { format: 1, kind: "notification", entitlementId: "none" })).toBe(false);
  });
});

describe("a revoke that the merchant did not hear", () => {
  it("stands, and is repeated with one request id until the merchant has understood", async () => {
    const held = await active({ productKey: "MUSIC_INSTANT" });
    const reason = { category: "REVOKED", code: "FRAUD", description: null };
    const revoke = await held.call({ verb: "revoke", reason, extensionData: null });
    hooks.beforeMerchantCall = () => {
      throw new Error("the merchant's network is down");
    };
    await held.answer(revoke, { kind: "unknown", cause: "TIMEOUT" });
    expect(await held.view()).toMatchObject({ status: "REVOKED", version: 2, waitingOn: null });
    const unheard = ["create completed", "terminate unknown", "terminate unknown"];
    await until(async () => expect(await callsOf(held)).toEqual(unheard));
    delete hooks.beforeMerchantCall;
    pass(2 * MINUTE);
    await held.alarm();
    await until(async () => expect((await entriesOf(held)).at(-1)?.state.tasks).toEqual([]));
    const { operations } = await held.history();
    const terminations = operations.filter(({ operation }) => operation === "terminate");
    expect(terminations.length).toBe(3);
    expect(new Set(terminations.map(({ requestId }) => requestId))).toEqual(new Set([revoke.requestId]));
    expect(await held.view()).toMatchObject({ status: "REVOKED", version: 2 });
  });
});
