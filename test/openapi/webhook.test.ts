// What arrives at a reseller is what the document says of its webhook: every reason that one life has, and a sample.
import { expect, it } from "vitest";
import { inbox } from "../receiver";
import { call, entitled, patch, tell, verb } from "../support/api";
import { DOCUMENT, faultsOf, followed, type Parameter } from "../support/openapi/document";

const { post } = (DOCUMENT["webhooks"] as Record<string, { post: { parameters: Parameter[] } }>)[
  "notification"
] ?? {
  post: { parameters: [] },
};
const HEADERS = post.parameters.filter(({ required }) => required).map(({ name }) => name);
const BODY = { $ref: "#/components/schemas/Notification" };

it("notifications are as described", async () => {
  const { url, posts } = inbox();
  const { entitlementId: id } = await entitled({ productKey: "MUSIC", notificationUrl: url });
  const deeds = [
    () => tell("activate", id, { activationCode: "CODE-1" }),
    () => patch(id, { extensionData: { note: 1 } }),
    () => patch(id, { productKey: "MUSIC_PREMIUM" }),
    () => verb("suspend", id),
    () => verb("resume", id),
    () => verb("cancel", id, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } }),
    () => verb("undo", id),
    () => verb("revoke", id),
  ];
  for (const deed of deeds) expect((await deed()).status).toBe(200);
  const arrived = await posts(deeds.length);
  const bodies = arrived.map(({ body }) => JSON.parse(body));
  expect(bodies.map(({ notificationReason }) => notificationReason)).toEqual([
    "ACTIVATION_SUCCESS",
    "METADATA_UPDATE",
    "PRODUCT_UPDATE",
    "SUSPENSION_SUCCESS",
    "RESUMPTION_SUCCESS",
    "TERMINATION_PENDING",
    "TERMINATION_REVERSED",
    "TERMINATION_SUCCESS",
  ]);
  expect(bodies.flatMap((body) => faultsOf(BODY, body))).toEqual([]);
  for (const { headers } of arrived) expect(Object.keys(headers)).toEqual(expect.arrayContaining(HEADERS));
  expect(HEADERS).toContain("webhook-signature");
});

it("so is a sample, and nothing else would be", async () => {
  const { url, posts } = inbox();
  expect((await call("POST", "/v1/notifications/test", { body: { url } })).status).toBe(200);
  const [sample] = await posts(1);
  const body = JSON.parse(sample?.body ?? "");
  expect(faultsOf(BODY, body)).toEqual([]);
  expect(faultsOf(BODY, { ...body, more: 1 })).not.toEqual([]);
  expect(faultsOf(BODY, { ...body, notificationId: "1" })).not.toEqual([]);
});

it("the document refers to nothing that is not in it", () => {
  const refs = [...JSON.stringify(DOCUMENT).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? "");
  expect(refs.length).toBeGreaterThan(500);
  for (const $ref of new Set(refs)) expect(followed({ $ref }), $ref).toBeDefined();
});
