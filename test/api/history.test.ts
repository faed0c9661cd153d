import { expect, it } from "vitest";
import { inbox } from "../receiver";
import { call, entitled, tell, until, verb, type Body } from "../support/api";

const historyOf = async (id: string): Promise<Body> =>
  (await call("GET", `/v1/entitlement/history/${id}`)).body;

it("the history tells who did what, what was notified and what the merchant was asked", async () => {
  const { url, posts } = inbox();
  const secret = { notificationUrl: url, extensionData: { private: "data" } };
  const { entitlementId, customerIdentifier } = await entitled({ ...secret, productKey: "MUSIC" });
  await tell("activate", entitlementId);
  await verb("suspend", entitlementId);
  await verb("revoke", entitlementId, {
    body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD" },
  });
  await posts(3);
  const history = await until(async () => {
    const latest = await historyOf(entitlementId);
    expect(latest["notifications"]).toMatchObject(Array.from({ length: 3 }, () => ({ state: "delivered" })));
    return latest;
  });
  const telco = { side: "RESELLER", name: "TELCO" };
  expect(history["events"]).toMatchObject([
    { version: 1, actor: telco, command: "create", from: null, to: "PENDING", reason: null },
    { version: 2, actor: { side: "MERCHANT", name: "MUSIC" }, to: "ACTIVE", reason: "ACTIVATION_SUCCESS" },
    { version: 3, actor: telco, from: "ACTIVE", to: "SUSPENDED", reason: "SUSPENSION_SUCCESS" },
    { version: 4, actor: telco, to: "REVOKED", terminationReason: { category: "REVOKED", code: "FRAUD" } },
  ]);
  expect(history["notifications"]).toMatchObject([
    { version: 2, previousVersion: null, attempts: [{ status: 204, error: null, url }] },
    { version: 3, previousVersion: 2, attempts: [{ status: 204 }] },
    { version: 4, previousVersion: 3, attempts: [{ status: 204 }] },
  ]);
  expect(history["operations"]).toMatchObject([
    { operation: "create", outcome: "actionRequired" },
    { operation: "suspend", outcome: "completed" },
    { operation: "terminate", outcome: "completed" },
  ]);
  const text = JSON.stringify(history);
  for (const hidden of [customerIdentifier, "private", "whsec_"]) expect(text).not.toContain(hidden);
});

it("a sign-up that the merchant rejected ends it, in the merchant's words", async () => {
  const { entitlementId } = await entitled({ productKey: "MUSIC" });
  await tell("reject", entitlementId, { reasonCode: "MERCHANT_REJECTED", reasonDescription: "No capacity." });
  expect((await historyOf(entitlementId))["events"]).toMatchObject([
    { to: "PENDING" },
    { to: "CANCELLED", reason: "ACTIVATION_FAILURE", terminationReason: { description: "No capacity." } },
  ]);
});
