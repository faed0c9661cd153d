// Time as a party: sign-ups that lapse, and dates that are reached, also while something else is open.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { currentCatalogue } from "../../src/catalogue/cache";
import { writeItems } from "../../src/catalogue/store";
import { clock, iso } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { demoSeed } from "../../src/sandbox/demo";
import { entitled, read, until } from "../support/api";
import { alarmOf } from "../support/outbox";
import { active, Held, HOUR, MINUTE, opened, pass, said, SECOND, TERMS } from "../support/world";

const SIGN_UP = { kind: "actionRequired", url: "https://merchant.invalid/sign-up" } as const;
const UNKNOWN = { kind: "unknown", cause: "TIMEOUT" } as const;
const reasonsOf = async (held: Held): Promise<string[]> =>
  (await held.history()).notifications.map(({ reason }) => reason);
const callsOf = async (held: Held): Promise<string[]> =>
  (await held.history()).operations.map(({ operation, outcome }) => `${operation} ${outcome}`);

describe("a sign-up that nobody finishes", () => {
  const terms = { ...TERMS, signUpTtlMs: HOUR };

  it("lapses at its time, and the merchant is told to end what it began", async () => {
    const { held, call } = await opened({ terms });
    await held.answer(call, SIGN_UP);
    const { waitingOn, waitingUntil } = await held.view();
    expect(waitingOn).toBe("CUSTOMER");
    expect(Date.parse(waitingUntil ?? "") - clock.now()).toBeGreaterThan(59 * MINUTE);
    pass(HOUR + SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({
      status: "CANCELLED",
      version: 2,
      terminationReason: { category: "ACTIVATION_ROLLBACK", code: "SIGN_UP_LAPSED" },
    });
    expect(await reasonsOf(held)).toEqual(["ACTIVATION_FAILURE"]);
    await until(async () => expect(await callsOf(held)).toContain("terminate rejected"));
  });

  it("of a change falls back to the product before, and ends nothing", async () => {
    const held = await active({ terms });
    const change = { productKey: "MUSIC_PREMIUM", entitlementDisplayName: "Premium", terms };
    const update = await held.call({ verb: "update", change });
    expect(said(await held.answer(update, SIGN_UP))).toBe("PENDING");
    pass(HOUR + SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 3, productKey: "MUSIC" });
    expect(await reasonsOf(held)).toEqual(["ACTIVATION_SUCCESS", "PRODUCT_UPDATE"]);
  });

  it("does not lapse any more once the merchant has confirmed", async () => {
    const { held, call } = await opened({ terms });
    await held.answer(call, SIGN_UP);
    pass(59 * MINUTE);
    await held.confirm({ type: "activate" });
    pass(HOUR);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2 });
  });

  it("takes its time from the product in the catalogue", async () => {
    const { CATALOGUE } = env;
    const catalogue = await currentCatalogue(CATALOGUE, demoSeed(env));
    const product = catalogue.get("product", "sandbox", "MUSIC", "MUSIC");
    if (product === null) throw new Error("the demo has no MUSIC");
    const item = { ...product, productKey: "MUSIC_BRIEFLY", signUpTtlMs: MINUTE };
    await writeItems(CATALOGUE, [{ kind: "product", item }]);
    const { entitlementId, waitingOn } = await entitled({ productKey: "MUSIC_BRIEFLY" });
    expect(waitingOn).toBe("CUSTOMER");
    pass(MINUTE + SECOND);
    await new Held(entitlementId).alarm();
    expect(await read(entitlementId)).toMatchObject({
      status: "CANCELLED",
      terminationReason: { code: "SIGN_UP_LAPSED" },
    });
  });
});

describe("dateExpiry", () => {
  const EXPIRED = { category: "CUSTOMER_CANCELLED", code: "EXPIRED", description: null };
  const inAnHour = () => ({ dateExpiry: clock.now() + HOUR });

  it("ends the entitlement at its time; telling the merchant does not hold the status", async () => {
    const given = inAnHour();
    const held = await active(given);
    hooks.beforeMerchantCall = () => {
      throw new Error("the merchant's network is down");
    };
    pass(HOUR + SECOND);
    await held.alarm();
    const ended = {
      status: "CANCELLED",
      version: 2,
      dateEnded: iso(given.dateExpiry),
      terminationReason: EXPIRED,
      waitingOn: null,
    };
    expect(await held.view()).toMatchObject(ended);
    await until(async () => expect((await callsOf(held)).at(-1)).toBe("terminate unknown"));
    delete hooks.beforeMerchantCall;
    pass(MINUTE);
    await held.alarm();
    await until(async () => expect((await callsOf(held)).at(-1)).toBe("terminate rejected"));
    expect(await held.view()).toMatchObject(ended);
    expect(await reasonsOf(held)).toEqual(["ACTIVATION_SUCCESS", "TERMINATION_SUCCESS"]);
  });

  it("waits for an open operation to close, then runs at once", async () => {
    const held = await active(inAnHour());
    pass(HOUR - 10 * SECOND);
    const suspend = await held.call({ verb: "suspend" });
    pass(20 * SECOND);
    expect(await held.view()).toMatchObject({ status: "ACTIVE", waitingOn: "MERCHANT" });
    await held.answer(suspend, { kind: "completed" });
    expect(await held.view()).toMatchObject({
      status: "CANCELLED",
      version: 3,
      terminationReason: EXPIRED,
    });
    expect(await reasonsOf(held)).toEqual([
      "ACTIVATION_SUCCESS",
      "SUSPENSION_SUCCESS",
      "TERMINATION_SUCCESS",
    ]);
  });

  it.each(["accepted", "unknown"] as const)("does not wait for what is %s", async (kind) => {
    const held = await active(inAnHour());
    const suspend = await held.call({ verb: "suspend" });
    await held.answer(suspend, kind === "unknown" ? UNKNOWN : { kind });
    pass(HOUR + SECOND);
    expect(await held.view()).toMatchObject({ status: "CANCELLED", waitingOn: null });
  });

  it("reaches a FAILED create too, and the resolver has nothing more to find out", async () => {
    const { held, call } = await opened(inAnHour());
    await held.answer(call, UNKNOWN);
    expect(await held.view()).toMatchObject({ status: "FAILED", version: 1 });
    pass(HOUR + SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 2, waitingOn: null });
    await until(async () => expect((await callsOf(held)).at(-1)).toBe("terminate rejected"));
  });

  it("that is moved or cleared takes the old one back", async () => {
    const held = await active(inAnHour());
    await held.begin({ verb: "update", change: { dateExpiry: clock.now() + 3 * HOUR } });
    pass(2 * HOUR);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2 });
    await held.begin({ verb: "update", change: { dateExpiry: null } });
    pass(2 * HOUR);
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 3 });
  });

  it("far ahead is looked at again in time, whatever the runtime can count to", async () => {
    const { held, call } = await opened({ dateExpiry: Date.parse("9999-12-31T00:00:00Z") });
    await held.answer(call, { kind: "completed" });
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 1 });
    expect(await alarmOf(held)).not.toBeNull();
  });
});
