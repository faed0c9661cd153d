// The merchant's client against the Worker.
import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { merchantClient } from "../../src/merchant/client";
import { create, entitled, MUSIC, reached } from "../support/api";

const music = merchantClient({
  url: "https://resale.invalid",
  credential: MUSIC,
  fetch: (request) => exports.default.fetch(request),
});

it("a merchant tells what happens on its side, and asks what it has", async () => {
  const { entitlementId: id } = await entitled({ productKey: "MUSIC" });
  const merchantEntitlementId = crypto.randomUUID();
  const link = await music.notify(id, {
    activationUrl: "https://music.example.com/sign-up",
    message: "a new link",
  });
  expect(link).toMatchObject({ responseCode: "OK", status: "PENDING" });
  const active = await music.activate(id, { merchantEntitlementId, merchantExtensionData: { seat: 4 } });
  expect(active).toMatchObject({ status: "ACTIVE", customerIdentifier: null, call: { replayed: false } });
  expect(await music.update(id, { offerKey: "BUNDLE" })).toMatchObject({ offerKey: "BUNDLE" });
  expect(await music.suspend(id, { reasonDescription: "unpaid" })).toMatchObject({ status: "SUSPENDED" });
  expect(await music.resume(id)).toMatchObject({ status: "ACTIVE" });
  expect(await music.find(merchantEntitlementId)).toMatchObject({ entitlements: [{ entitlementId: id }] });
  expect(await music.get(id)).toMatchObject({ merchantEntitlementId, resellerKey: "TELCO" });
  expect(await music.terminate(id, { immediate: true })).toMatchObject({ status: "REVOKED" });
  expect(await music.history(id)).toMatchObject({ responseCode: "OK", notifications: [] });
  expect(await music.statistics()).toMatchObject({ days: expect.any(Array) });
  expect(await music.reports({ resellerKey: "TELCO" })).toMatchObject({ reports: [] });
  expect(await music.reportFile("TELCO", "none.csv")).toMatchObject({
    metadata: { reason: "UNKNOWN_REPORT" },
  });
  const range = await music.reportRange("active", { resellerKey: "TELCO" });
  expect(range).toMatchObject({ responseCode: "OK" });
  if (range.responseCode === "OK") await range.response.body?.cancel();
  expect(await music.resolve("no token")).toMatchObject({ metadata: { reason: "UNKNOWN_ENTITLEMENT" } });
  expect(await music.call({ method: "GET", path: "/merchant/v1/no", idempotencyKey: null })).toMatchObject({
    responseCode: "NOT_FOUND",
  });
});

it("a merchant refuses a sign-up, and acknowledges what it has queued", async () => {
  const { entitlementId: id } = await entitled({ productKey: "MUSIC" });
  expect(await music.reject(id, { reasonCode: "CUSTOMER_NOT_ELIGIBLE" })).toMatchObject({
    status: "CANCELLED",
  });
  const headers = { "X-Magic-Number": "CREATE_REQUEST_RETURNS_CREATED" };
  const queued = (await create({}, { headers })).body.entitlementId;
  const history = await music.history(queued);
  const operationId = history.responseCode === "OK" ? (history.operations[0]?.requestId ?? "") : "";
  await music.acknowledge(queued, { operationId, outcome: "DONE" });
  await reached(queued, "ACTIVE");
});
