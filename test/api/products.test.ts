// GET /v1/product: what a reseller may sell, and to whom.
import { describe, expect, it } from "vitest";
import { BANK, call, entitled, newCustomer, TELCO, TELCO_LIVE, verb } from "../support/api";
import { credential, passTime, route, write } from "../support/catalogue";

interface Product {
  productKey: string;
  eligible?: boolean;
  capabilities: { limitPerCustomer: number };
  [field: string]: unknown;
}

async function products(as: string, customer?: string): Promise<Product[]> {
  const headers = customer === undefined ? {} : { "X-CustomerIdentifier": customer };
  const { status, body } = await call("GET", "/v1/product", { as, headers });
  expect([status, body.responseCode]).toEqual([200, "OK"]);
  return body["products"] as Product[];
}

describe("the products of a reseller", () => {
  it("are those of its routes, with what they can do", async () => {
    const all = await products(TELCO);
    expect(all.map(({ productKey }) => productKey).toSorted()).toEqual([
      "MUSIC",
      "MUSIC_CODE",
      "MUSIC_INSTANT",
      "MUSIC_PREMIUM",
    ]);
    expect(all.find(({ productKey }) => productKey === "MUSIC_CODE")).toEqual({
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC_CODE",
      offerKeys: ["STANDARD", "BUNDLE"],
      productName: "Music Gift Code",
      productDescription: expect.any(String),
      productLogoURL: null,
      productTermsURL: null,
      capabilities: {
        activation: "SYNC",
        verbs: ["activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
        endOfPeriodCancel: true,
        userStepOnChange: true,
        limitPerCustomer: 1,
      },
    });
  });

  it("are none in an environment without routes", async () => {
    expect(await products(TELCO_LIVE)).toEqual([]);
  });

  it("show the limit of the reseller's own route", async () => {
    await write(
      await credential("shop", ["secret"], { organisation: "SHOP" }),
      route({ resellerKey: "SHOP", merchantAccountKey: "MUSIC", limitPerCustomer: 2 }),
    );
    passTime(30_000);
    const [first] = await products("shop:secret");
    expect(first?.capabilities.limitPerCustomer).toBe(2);
    const customerIdentifier = newCustomer();
    const eligible = async () => (await products("shop:secret", customerIdentifier))[0]?.eligible;
    await entitled({ customerIdentifier }, { as: "shop:secret" });
    expect(await eligible()).toBe(true);
    await entitled({ customerIdentifier }, { as: "shop:secret" });
    expect(await eligible()).toBe(false);
  });
});

describe("eligibility", () => {
  it("is told only when a customer is named", async () => {
    for (const { eligible } of await products(TELCO)) expect(eligible).toBeUndefined();
  });

  it("is true for a new customer, false for one who holds as many as may be, and true again after the end", async () => {
    const customerIdentifier = newCustomer();
    const eligible = async () => (await products(TELCO, customerIdentifier)).map((one) => one.eligible);
    expect(await eligible()).toEqual([true, true, true, true]);
    const { entitlementId } = await entitled({ customerIdentifier });
    expect(await eligible()).toEqual([false, false, false, false]);
    expect((await products(BANK, customerIdentifier)).every((one) => one.eligible)).toBe(true);
    await verb("revoke", entitlementId);
    expect(await eligible()).toEqual([true, true, true, true]);
  });
});
