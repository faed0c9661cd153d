// The merchant API: what a merchant sees, and what it tells about access and products.
import { describe, expect, it } from "vitest";
import {
  call,
  create,
  entitled,
  MUSIC,
  read,
  refusalOf,
  tell,
  until,
  verb,
  type Reply,
} from "../support/api";
import { credential, route, write } from "../support/catalogue";

const pending = () => entitled({ productKey: "MUSIC" });
const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });
const view = (id: string): Promise<Reply> => call("GET", `/merchant/v1/entitlement/${id}`, { as: MUSIC });
const STATE = "409 CONFLICT INCOMPATIBLE_STATE RESELLER";

describe("what a merchant sees", () => {
  it("is the record without anything of the customer, with the reseller's key and its own actions", async () => {
    const { entitlementId, sharedCustomerId } = await entitled({
      externalEntitlementId: "A-1",
      extensionData: { secret: "of the reseller" },
    });
    const { status, body, headers } = await view(entitlementId);
    expect(status).toBe(200);
    expect(body).toMatchObject({ entitlementId, sharedCustomerId, resellerKey: "TELCO", status: "ACTIVE" });
    for (const field of ["customerIdentifier", "extensionData", "notificationUrl", "platformUserId"])
      expect(body[field]).toBeNull();
    expect(body.allowedActions).toEqual(["terminate", "suspend", "update", "notify"]);
    expect(headers.get("ETag")).toBe('"1"');
  });

  it("knows no magic numbers: they steer what a merchant answers", async () => {
    const { entitlementId } = await entitled({});
    const refused = await tell("suspend", entitlementId, {}, magic("9000030"));
    expect(refusalOf(refused)).toBe("400 BAD_REQUEST UNKNOWN_MAGIC_NUMBER RESELLER X-Magic-Number");
    expect((await read(entitlementId)).status).toBe("ACTIVE");
  });

  it("never has the sign-up page of the customer in its answers", async () => {
    const { entitlementId } = await pending();
    expect((await view(entitlementId)).body.parameters).toBeNull();
    expect((await view(entitlementId)).body.allowedActions).toEqual([
      "activate",
      "reject",
      "terminate",
      "update",
      "notify",
    ]);
  });

  it("has what the route shares", async () => {
    await write(
      await credential("open", ["secret"], { organisation: "OPEN" }),
      route({
        resellerKey: "OPEN",
        merchantAccountKey: "MUSIC",
        sharesMerchantExtensionData: true,
        sharesWithMerchant: ["customerIdentifier", "extensionData"],
      }),
    );
    const as = "open:secret";
    const { entitlementId, customerIdentifier } = await entitled({ extensionData: { a: 1 } }, { as });
    const { body } = await view(entitlementId);
    expect(body).toMatchObject({ customerIdentifier, extensionData: { a: 1 }, platformUserId: null });
    await tell("update", entitlementId, { merchantExtensionData: { shown: true } });
    expect((await read(entitlementId, as))["merchantExtensionData"]).toEqual({ shown: true });
  });
});

describe("activate", () => {
  it("makes a pending one active, with what the merchant hands over", async () => {
    const { entitlementId } = await pending();
    const given = { merchantEntitlementId: "M-1", activationCode: "CODE", merchantExtensionData: { a: 1 } };
    const told = await tell("activate", entitlementId, given);
    expect(told).toMatchObject({ status: 200, body: { status: "ACTIVE", version: 2, ...given } });
    expect(await read(entitlementId)).toMatchObject({
      merchantEntitlementId: "M-1",
      activationCode: "CODE",
      merchantExtensionData: null,
      parameters: null,
    });
  });

  it("repeated fills blanks at most, while the entitlement lives", async () => {
    const { entitlementId } = await pending();
    await tell("activate", entitlementId, { merchantEntitlementId: "M-2" });
    expect((await tell("activate", entitlementId)).body.version).toBe(2);
    const later = await tell("activate", entitlementId, {
      merchantEntitlementId: "M-3",
      activationCode: "C",
    });
    expect(later.body).toMatchObject({
      version: 3,
      merchantEntitlementId: expect.any(String),
      activationCode: "C",
    });
    expect(later.body["merchantEntitlementId"]).not.toBe("M-3");
    await verb("suspend", entitlementId);
    expect(await tell("activate", entitlementId)).toMatchObject({
      status: 200,
      body: { status: "SUSPENDED" },
    });
  });
});

describe("reject", () => {
  it("ends what was never active, with the merchant's reason", async () => {
    const { entitlementId } = await pending();
    const reason = { reasonCode: "CUSTOMER_NOT_ELIGIBLE", reasonDescription: "too young" };
    expect((await tell("reject", entitlementId, reason)).body).toMatchObject({
      status: "CANCELLED",
      terminationReason: {
        category: "ACTIVATION_ROLLBACK",
        code: "CUSTOMER_NOT_ELIGIBLE",
        description: "too young",
      },
    });
  });

  it("is too late for what was ever active", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await tell("reject", entitlementId, { reasonCode: "MERCHANT_REJECTED" }))).toBe(STATE);
  });
});

describe("update", () => {
  it("changes the product and the merchant's own data, one version each", async () => {
    const { entitlementId } = await entitled();
    const product = { productKey: "MUSIC_CODE", offerKey: "BUNDLE" };
    expect((await tell("update", entitlementId, product)).body).toMatchObject({ ...product, version: 2 });
    const data = { merchantExtensionData: { seats: 4, plan: "x" } };
    expect((await tell("update", entitlementId, data)).body).toMatchObject({ ...data, version: 3 });
    const same = { merchantExtensionData: { plan: "x", seats: 4 } };
    expect((await tell("update", entitlementId, same)).body.version).toBe(3);
  });

  it("only goes where the route goes, and changes something", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await tell("update", entitlementId, { productKey: "OPERA" }))).toBe(
      "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
    );
    expect(refusalOf(await tell("update", entitlementId, {}))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER (body)",
    );
  });
});

describe("notify", () => {
  it("leaves a message that the history shows, without a version", async () => {
    const { entitlementId } = await entitled();
    const told = await tell("notify", entitlementId, { message: "Playlists are back." });
    expect(told).toMatchObject({ status: 200, body: { version: 1 } });
    const { body } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
    expect(body["notes"]).toMatchObject([{ text: "Playlists are back.", actor: { side: "MERCHANT" } }]);
  });

  it("has no page for what is active already", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await tell("notify", entitlementId, { activationUrl: "https://music.com/" }))).toBe(
      STATE,
    );
  });

  it("takes a page of 10,000 characters, and no more", async () => {
    const { entitlementId } = await pending();
    const activationUrl = `https://music.com/${"a".repeat(10_000 - 18)}`;
    await tell("notify", entitlementId, { activationUrl });
    expect((await read(entitlementId)).parameters?.url).toBe(activationUrl);
    expect(refusalOf(await tell("notify", entitlementId, { activationUrl: `${activationUrl}a` }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER activationUrl",
    );
  });
});

describe("find", () => {
  it("lists what has the merchant's id, or ours where the merchant gave none", async () => {
    const { entitlementId } = await create({}, magic("CREATE_REQUEST_RETURNS_CODE")).then(({ body }) => body);
    const other = await pending();
    await tell("activate", other.entitlementId, { merchantEntitlementId: "same id / ü" });
    const find = async (id: unknown): Promise<string[]> => {
      const path = `/merchant/v1/entitlement?merchantEntitlementId=${encodeURIComponent(String(id))}`;
      const { body } = await call("GET", path, { as: MUSIC });
      return body.entitlements.map((one) => one.entitlementId);
    };
    const { merchantEntitlementId } = await read(entitlementId);
    await until(async () => expect(await find(merchantEntitlementId)).toEqual([entitlementId]));
    expect(await find("nothing")).toEqual([]);
  });
});
