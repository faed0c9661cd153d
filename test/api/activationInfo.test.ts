import { describe, expect, it } from "vitest";
import { call, entitled, read, refusalOf, tell, verb, type Reply } from "../support/api";
import { credential, passTime, product, route, merchant, write } from "../support/catalogue";

const info = (id: string, as?: string): Promise<Reply> =>
  call("GET", `/v1/entitlement/activationInfo/${id}`, as === undefined ? {} : { as });

describe("the activation URL", () => {
  it("is fresh each time while the customer is awaited, and no new version", async () => {
    const { entitlementId, parameters } = await entitled({ productKey: "MUSIC" });
    const [one, two] = [await info(entitlementId), await info(entitlementId)];
    for (const { status, body } of [one, two])
      expect({ status, body }).toMatchObject({ status: 200, body: { responseCode: "OK", version: 1 } });
    const urls = [parameters, one.body.parameters, two.body.parameters].map((given) => given?.url);
    expect(new Set(urls).size).toBe(3);
    expect((await read(entitlementId)).parameters).toEqual(two.body.parameters);
  });

  it("is not there before, after and without a sign-up", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await info(entitlementId))).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER");
    await verb("revoke", entitlementId);
    expect(refusalOf(await info(entitlementId))).toBe("409 CONFLICT ALREADY_ENDED RESELLER");
  });

  it("may be the merchant's latest from a notify", async () => {
    const { entitlementId } = await entitled({ productKey: "MUSIC" });
    const urlExpiry = new Date(Date.now() + 60_000).toISOString();
    await tell("notify", entitlementId, { activationUrl: "https://music.com/join", urlExpiry });
    expect(await read(entitlementId)).toMatchObject({
      version: 2,
      parameters: { action: "NAVIGATE_TO_URL", url: "https://music.com/join", urlExpiry },
    });
  });
});

describe("a merchant that makes no fresh URL", () => {
  it("leaves the stored one while it is valid, and then there is none", async () => {
    await write(
      await credential("plain", ["secret"], { organisation: "PLAIN_SHOP" }),
      merchant("PLAIN", "sandbox"),
      product({
        merchantAccountKey: "PLAIN",
        productKey: "MUSIC",
        capabilities: { activation: "ASYNC", verbs: ["revoke"], endOfPeriodCancel: false },
      }),
      route({ resellerKey: "PLAIN_SHOP", merchantAccountKey: "PLAIN" }),
    );
    const as = "plain:secret";
    const sold = { merchantAccountKey: "PLAIN", productKey: "MUSIC" };
    const { entitlementId, parameters, allowedActions } = await entitled(sold, { as });
    expect(allowedActions).toEqual(["revoke", "update"]);
    expect(await info(entitlementId, as)).toMatchObject({ status: 200, body: { parameters } });
    passTime(25 * 3_600_000);
    expect(refusalOf(await info(entitlementId, as))).toBe(
      "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER",
    );
    expect((await read(entitlementId, as)).parameters).toBeNull();
  });
});
