// POST /v1/entitlement: limits, the same create again, and where notifications go.
import { describe, expect, it } from "vitest";
import { inbox } from "../receiver";
import {
  call,
  create,
  entitled,
  newCustomer,
  read,
  refusalOf,
  sale,
  TELCO,
  until,
  verb,
} from "../support/api";
import { credential, passTime, route, write } from "../support/catalogue";

const LIMIT = "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER";

describe("the limit per customer", () => {
  it("counts what has not ended, and names the one in the way", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId } = await entitled({ customerIdentifier });
    const refused = await create({ customerIdentifier, productKey: "MUSIC_CODE" });
    expect(refusalOf(refused)).toBe(LIMIT);
    expect(refused.body.metadata.entitlementId).toBe(entitlementId);
    await verb("suspend", entitlementId);
    expect(refusalOf(await create({ customerIdentifier }))).toBe(LIMIT);
    await verb("revoke", entitlementId);
    expect((await create({ customerIdentifier })).status).toBe(200);
  });

  it("lets exactly one of many racing creates through", async () => {
    const customerIdentifier = newCustomer();
    const replies = await Promise.all(
      ["MUSIC_INSTANT", "MUSIC_CODE", "MUSIC", "MUSIC_PREMIUM", "MUSIC_INSTANT"].map((productKey) =>
        create({ customerIdentifier, productKey }),
      ),
    );
    const won = replies.filter(({ status }) => status < 300);
    expect(won).toHaveLength(1);
    for (const reply of replies.filter(({ status }) => status >= 300))
      expect(["CUSTOMER_LIMIT_REACHED", "OPERATION_IN_PROGRESS"]).toContain(reply.body.metadata.reason);
  });

  it("is the route's", async () => {
    await write(
      await credential("shop", ["secret"], { organisation: "SHOP" }),
      route({ resellerKey: "SHOP", merchantAccountKey: "MUSIC", limitPerCustomer: 3 }),
    );
    const [as, customerIdentifier] = ["shop:secret", newCustomer()];
    for (const productKey of ["MUSIC_INSTANT", "MUSIC_INSTANT", "MUSIC_CODE"])
      expect((await create({ customerIdentifier, productKey }, { as })).status).toBe(200);
    expect(refusalOf(await create({ customerIdentifier }, { as }))).toBe(LIMIT);
  });

  it("gives a customer the same pseudonyms again", async () => {
    const customerIdentifier = newCustomer();
    const first = await entitled({ customerIdentifier });
    await verb("revoke", first.entitlementId);
    const second = await entitled({ customerIdentifier });
    for (const field of ["sharedCustomerId", "platformUserId"]) {
      expect(second[field]).toBe(first[field]);
      expect(second[field]).not.toBe((await entitled())[field]);
    }
    expect(first["sharedCustomerId"]).not.toBe(first["platformUserId"]);
  });
});

describe("the same create again while the customer is awaited", () => {
  it("is the same entitlement with a fresh URL, both of which lead to the sign-up", async () => {
    const body = sale({ productKey: "MUSIC", extensionData: { a: 1, b: 2 } });
    const first = await create(body);
    const second = await create({ ...body, offerKey: null, extensionData: { b: 2, a: 1 } });
    expect(second).toMatchObject({ status: 202, body: { responseCode: "CLIENT_ACTION_REQUIRED" } });
    expect(second.body.entitlementId).toBe(first.body.entitlementId);
    expect(second.body.version).toBe(1);
    expect(second.body.parameters?.url).not.toBe(first.body.parameters?.url);
    expect((await read(first.body.entitlementId)).parameters).toEqual(second.body.parameters);
  });

  it("remembers which one it was under its own key", async () => {
    const body = sale({ productKey: "MUSIC" });
    const { entitlementId } = (await create(body)).body;
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    expect((await create(body, { headers })).body.entitlementId).toBe(entitlementId);
    const again = await create(body, { headers });
    expect(again).toMatchObject({ status: 202, body: { entitlementId } });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  });

  it.each([
    ["another offer", { offerKey: "BUNDLE" }],
    ["another id of its own", { externalEntitlementId: "other" }],
    ["other extension data", { extensionData: { a: 2 } }],
    ["another URL", { notificationUrl: inbox().url }],
    ["another product", { productKey: "MUSIC_PREMIUM" }],
  ])("is refused with %s", async (_, change) => {
    const body = sale({ productKey: "MUSIC" });
    const { entitlementId } = (await create(body)).body;
    const other = await create({ ...body, ...change });
    expect(refusalOf(other)).toBe(LIMIT);
    expect(other.body.metadata.entitlementId).toBe(entitlementId);
  });

  it("is refused once it is active", async () => {
    const body = sale();
    await create(body);
    expect(refusalOf(await create(body))).toBe(LIMIT);
  });

  it("hears that nobody knows yet while the first one is in doubt", async () => {
    const body = sale();
    const headers = { "X-Magic-Number": "CREATE_REQUEST_FAILS" };
    const { entitlementId } = (await create(body, { headers })).body;
    const again = await create(body);
    expect(refusalOf(again)).toBe("503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT");
    expect(again.body).toMatchObject({ entitlementId, status: "FAILED" });
    expect(again.body.metadata.entitlementId).toBe(entitlementId);
  });
});

describe("where notifications go", () => {
  it("is the reseller's default where the create names nothing", async () => {
    const { url, posts } = inbox();
    await write(
      await credential("club", ["secret"], { organisation: "CLUB" }),
      route({ resellerKey: "CLUB", merchantAccountKey: "MUSIC" }),
      {
        kind: "reseller",
        item: {
          environment: "sandbox",
          resellerKey: "CLUB",
          name: "Club",
          defaultNotificationUrl: url,
          authentication: { type: "none" },
          signingSecrets: ["whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE="],
        },
      },
    );
    passTime(30_000);
    const { body } = await create({ notificationUrl: null }, { as: "club:secret" });
    expect(body["notificationUrl"]).toBeNull();
    expect(await posts(1)).toHaveLength(1);
  });
});

it("a new entitlement is in the feed and in the report within moments", async () => {
  const { entitlementId } = await entitled({ externalEntitlementId: "seen" });
  await until(async () => {
    const report = await call("POST", "/v1/entitlement/report", { body: { externalEntitlementId: "seen" } });
    expect(report.body.entitlements.map((one) => one.entitlementId)).toEqual([entitlementId]);
    const { body } = await call("GET", "/v1/events?limit=100", { as: TELCO });
    expect(body["events"]).toContainEqual(expect.objectContaining({ entitlementId, version: 1 }));
  });
});
