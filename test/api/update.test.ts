// PATCH /v1/entitlement: what changes, what clears, and what is no change at all.
import { describe, expect, it } from "vitest";
import { inbox } from "../receiver";
import {
  call,
  create,
  entitled,
  newCustomer,
  patch,
  read,
  refusalOf,
  tell,
  until,
  verb,
} from "../support/api";

const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString();

describe("a change of fields", () => {
  it("takes every field, one version each time", async () => {
    const { entitlementId } = await entitled();
    const url = inbox().url;
    const changes = {
      notificationUrl: url,
      dateExpiry: IN_A_YEAR,
      customerIdentifier: newCustomer(),
      externalEntitlementId: "A-1",
      extensionData: { text: "x", number: 1.5, flag: false, nothing: null },
    };
    const { status, body } = await patch(entitlementId, changes);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...changes, version: 2, status: "ACTIVE" });
    expect(await read(entitlementId)).toMatchObject(changes);
  });

  it("works with the id in the body too, in any case of letters", async () => {
    const { entitlementId } = await entitled();
    const body = { entitlementId: entitlementId.toUpperCase(), externalEntitlementId: "A-2" };
    expect((await call("PATCH", "/v1/entitlement", { body })).body).toMatchObject({
      entitlementId,
      externalEntitlementId: "A-2",
    });
    expect((await patch(entitlementId, { ...body, externalEntitlementId: "A-3" })).status).toBe(200);
  });

  it("understands any offset and answers in UTC", async () => {
    const { entitlementId } = await entitled();
    const { body } = await patch(entitlementId, { dateExpiry: "2090-06-01T02:30:00.5+02:00" });
    expect(body["dateExpiry"]).toBe("2090-06-01T00:30:00.500Z");
  });

  it("clears with null", async () => {
    const { entitlementId } = await entitled({
      offerKey: "BUNDLE",
      dateExpiry: IN_A_YEAR,
      externalEntitlementId: "A-4",
      extensionData: { a: 1 },
    });
    const cleared = { dateExpiry: null, externalEntitlementId: null, extensionData: null };
    expect((await patch(entitlementId, cleared)).body).toMatchObject({ ...cleared, version: 2 });
    expect((await patch(entitlementId, { offerKey: null })).body).toMatchObject({
      offerKey: null,
      version: 3,
    });
  });

  it("replaces extension data as a whole", async () => {
    const { entitlementId } = await entitled({ extensionData: { a: 1, b: 2 } });
    expect((await patch(entitlementId, { extensionData: { c: 3 } })).body["extensionData"]).toEqual({ c: 3 });
  });

  it("to equal values is 200 without a new version or a notification", async () => {
    const fields = { externalEntitlementId: "A-5", extensionData: { b: 1, a: 2 }, dateExpiry: IN_A_YEAR };
    const { entitlementId, notificationUrl } = await entitled({ ...fields, offerKey: "STANDARD" });
    const same = { ...fields, notificationUrl, offerKey: "STANDARD", productKey: "MUSIC_INSTANT" };
    expect(await patch(entitlementId, same)).toMatchObject({ status: 200, body: { version: 1 } });
    const reordered = { extensionData: { a: 2, b: 1 } };
    expect(await patch(entitlementId, reordered)).toMatchObject({ status: 200, body: { version: 1 } });
    const { body } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
    expect(body["notifications"]).toHaveLength(1);
  });

  it("is possible in every status that has not ended", async () => {
    const { entitlementId } = await entitled({ productKey: "MUSIC" });
    expect((await patch(entitlementId, { externalEntitlementId: "P" })).body.status).toBe("PENDING");
    const suspended = await entitled();
    await verb("suspend", suspended.entitlementId);
    expect((await patch(suspended.entitlementId, { externalEntitlementId: "S" })).body.status).toBe(
      "SUSPENDED",
    );
  });

  it("takes exactly 50 keys and 8 KiB of extension data", async () => {
    const keys = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, at]));
    const { entitlementId } = await entitled({ extensionData: keys });
    const text = "x".repeat(8 * 1024 - '{"a":""}'.length);
    expect((await patch(entitlementId, { extensionData: { a: text } })).status).toBe(200);
    expect(refusalOf(await patch(entitlementId, { extensionData: { a: `${text}x` } }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER extensionData",
    );
  });
});

describe("a change of product", () => {
  it("changes product, name and other fields in one version with one notification", async () => {
    const { url, posts } = inbox();
    const { entitlementId } = await entitled({ notificationUrl: url });
    const change = { productKey: "MUSIC_CODE", offerKey: "BUNDLE", externalEntitlementId: "B-1" };
    const { body } = await patch(entitlementId, change);
    expect(body).toMatchObject({ ...change, entitlementDisplayName: "Music Gift Code", version: 2 });
    const [, second] = await posts(2);
    expect(JSON.parse(second?.body ?? "")).toMatchObject({
      notificationReason: "PRODUCT_UPDATE",
      version: 2,
    });
  });

  it("that needs the customer waits for them and falls back when the merchant rejects", async () => {
    const { entitlementId } = await entitled();
    const headers = { "X-Magic-Number": "UPDATE_RETURNS_ACTIVATION_REQUIRED" };
    const change = { productKey: "MUSIC_PREMIUM", externalEntitlementId: "B-2" };
    const { status, body } = await patch(entitlementId, change, { headers });
    expect(status).toBe(202);
    expect(body).toMatchObject({ responseCode: "CLIENT_ACTION_REQUIRED", status: "PENDING", ...change });
    expect(body.parameters?.action).toBe("NAVIGATE_TO_URL");
    await tell("reject", entitlementId, { reasonCode: "MERCHANT_REJECTED" });
    expect(await read(entitlementId)).toMatchObject({
      status: "ACTIVE",
      productKey: "MUSIC_INSTANT",
      entitlementDisplayName: "Music Instant",
    });
  });
});

describe("a move to another customer", () => {
  it("frees the old one and takes a place at the new one", async () => {
    const [from, to] = [newCustomer(), newCustomer()];
    const { entitlementId, sharedCustomerId } = await entitled({ customerIdentifier: from });
    const moved = (await patch(entitlementId, { customerIdentifier: to })).body;
    expect(moved).toMatchObject({ customerIdentifier: to, sharedCustomerId });
    expect(refusalOf(await create({ customerIdentifier: to }))).toBe(
      "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER",
    );
    const next = await entitled({ customerIdentifier: from });
    expect(next.status).toBe("ACTIVE");
  });

  it("leaves the next owner of the number a stranger", async () => {
    const from = newCustomer();
    const first = await entitled({ customerIdentifier: from });
    await patch(first.entitlementId, { customerIdentifier: newCustomer() });
    await until(async () => {
      const next = await entitled({ customerIdentifier: from });
      await verb("revoke", next.entitlementId);
      expect(next["platformUserId"]).not.toBe(first["platformUserId"]);
      expect(next["sharedCustomerId"]).not.toBe(first["sharedCustomerId"]);
    });
  });
});

describe("benefits and the end, as fields", () => {
  it("entitlementBenefits suspends and resumes", async () => {
    const { entitlementId } = await entitled();
    const suspended = (await patch(entitlementId, { entitlementBenefits: "SUSPENDED" })).body;
    expect(suspended).toMatchObject({ status: "SUSPENDED", dateResumed: null });
    expect(suspended["dateSuspended"]).not.toBeNull();
    const resumed = (await patch(entitlementId, { entitlementBenefits: "NORMAL" })).body;
    expect(resumed.status).toBe("ACTIVE");
    expect(resumed["dateResumed"]).not.toBeNull();
  });

  it("dateEnded null undoes a cancellation", async () => {
    const { entitlementId } = await entitled();
    const headers = { "X-Magic-Number": "TERMINATE_RETURNS_DATE" };
    expect((await verb("cancel", entitlementId, { headers })).body.status).toBe("ACTIVE-ENDING");
    const { body } = await patch(entitlementId, { dateEnded: null });
    expect(body).toMatchObject({ status: "ACTIVE", dateEnded: null, terminationReason: null, version: 3 });
  });
});
