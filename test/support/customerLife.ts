// A customer who has left a trace wherever one can be left: a sign-up, a code, a gift code, a cancellation in her own words,
// an endpoint that echoes her, a merchant's refusal, a replay on request, an entitlement that somebody else has now, a batch
// that names her, reports, an archive.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { inbox } from "../receiver";
import { call, create, entitled, OPERATOR, patch, reached, read, tell, until, verb } from "./api";
import { credential, merchant, product, route, write } from "./catalogue";
import { customerOf } from "./customer";
import { ended, started } from "./jobs";
import { plugIn } from "./plugIn";
import { Held, HOUR, MINUTE, pass } from "./world";

/** A quote, so that every way of writing it down differs; the parts before and behind are looked for. */
export const ANNA = 'anna.ohara"447700900123';
const BERTA = "berta.next";
/** Parts of her identifier, what she said, her extension data. */
export const NEEDLES = ["anna.ohara", "447700900123", "Zanzibar"];

const DATA = { name: "Zanzibar", street: "Zanzibar 1" };
const DAY = 24 * HOUR;
const REJECTED = { "X-Magic-Number": "CREATE_REQUEST_REJECTED", "Idempotency-Key": "rejected" };

const rest = (entitlementId: string, states = /^(?:delivered ?)+$/): Promise<void> =>
  until(async () => {
    const { notifications } = await new Held(entitlementId).history();
    expect(notifications.map(({ state }) => state).join(" ")).toMatch(states);
  });

const sold = (changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  entitled({ customerIdentifier: ANNA, extensionData: DATA, ...changes }, { headers });

/** Signs up on the merchant's page, is suspended and resumed, and cancels in her own words. */
async function cancelled(): Promise<string> {
  const changes = { productKey: "MUSIC", externalEntitlementId: `order-${ANNA}` };
  const { entitlementId, parameters } = await sold(changes, { "Idempotency-Key": "order-447700900123" });
  await exports.default.fetch(new Request(parameters?.url ?? "", { method: "POST" }));
  await reached(entitlementId, "ACTIVE");
  const about = { reasonDescription: "Zanzibar owes us" };
  await tell("suspend", entitlementId, about);
  await tell("resume", entitlementId, about);
  await tell("notify", entitlementId, {
    message: `call ${ANNA}`,
    merchantExtensionData: { note: "Zanzibar" },
  });
  const cancel = { cancelReasonDescription: "I move to Zanzibar", wish: "Zanzibar" };
  const headers = { "Idempotency-Key": "cancel-447700900123" };
  expect((await verb("cancel", entitlementId, { body: cancel, headers })).status).toBe(200);
  await rest(entitlementId);
  const reason = { reason: `asked for by ${ANNA}` };
  await call("POST", `/admin/v1/entitlement/replay/${entitlementId}`, { as: OPERATOR, body: reason });
  return entitlementId;
}

/** Gets a code from a merchant's stock. */
async function withCode(): Promise<string> {
  const plugged = await plugIn("voucher", {});
  const query = new URLSearchParams({ environment: "sandbox", ...plugged, reason: "first load" });
  const csv = { as: OPERATOR, raw: "code\nGIFT-1\nGIFT-2", headers: { "Content-Type": "text/csv" } };
  expect((await call("POST", `/admin/v1/voucher?${query}`, csv)).status).toBe(200);
  const { entitlementId } = await sold({ ...plugged });
  await verb("revoke", entitlementId);
  await rest(entitlementId);
  return entitlementId;
}

/** Is Berta's in the end; that it left Anna's list is known only to the log, as with a release that did not note it. */
async function moved(): Promise<string> {
  const { entitlementId } = await sold({ merchantAccountKey: "VIDEO" });
  for (const merchantExtensionData of [DATA, { plan: "basic" }])
    await tell("update", entitlementId, { merchantExtensionData }, { as: "video-sandbox:video-secret" });
  pass(2_000);
  const changes = { customerIdentifier: BERTA, extensionData: { name: "Berta" } };
  expect((await patch(entitlementId, changes)).status).toBe(200);
  const customer = await customerOf(ANNA);
  await until(async () => expect((await customer.everything()).former).toContain(entitlementId));
  await runInDurableObject(customer, (_, { storage }) => {
    for (const [key, text] of storage.kv.list<string>())
      storage.kv.put(key, JSON.stringify({ ...JSON.parse(text), former: undefined }));
  });
  await evictDurableObject(customer);
  await rest(entitlementId);
  return entitlementId;
}

/** Its endpoint fails, and says whom it failed about; what is to be done with it later. */
async function undelivered(): Promise<{ entitlementId: string; end: () => Promise<void> }> {
  const endpoint = inbox();
  await endpoint.answers({ status: 500, body: `{"error":"no such customer ${ANNA}, Zanzibar"}` });
  const { entitlementId } = await sold({ notificationUrl: `${endpoint.url}?who=447700900123` });
  await endpoint.posts(1);
  const end = async (): Promise<void> => {
    await verb("revoke", entitlementId);
    await endpoint.posts(2);
    await rest(entitlementId, /waiting|held/);
  };
  return { entitlementId, end };
}

/** Names her where an id belongs, and in a description. */
async function batch(entitlementId: string): Promise<string> {
  const file = [
    "action,entitlementId,reasonCategory,reasonCode,reasonDescription",
    `CANCEL,${entitlementId},CUSTOMER_CANCELLED,SUBSCRIPTION_CANCELLED,Zanzibar`,
    `CANCEL,"${ANNA.replaceAll('"', '""')}",,,Zanzibar`,
  ].join("\n");
  const jobId = await started("batch", { file });
  expect((await ended(jobId))["state"]).toBe("DONE");
  return jobId;
}

export interface Life {
  cancelled: string;
  withCode: string;
  moved: string;
  undelivered: string;
  batched: string;
  /** Somebody else's, who bought the same. */
  bystander: string;
  jobId: string;
  /** Her pseudonym at the merchant of the first. */
  sharedCustomerId: string;
  activationCode: string;
}

/** Lives it; two days, the first of which is archived and reported. */
export async function livedLife(): Promise<Life> {
  await write(
    route({ merchantAccountKey: "MUSIC", limitPerCustomer: 20 }),
    merchant("VIDEO", "sandbox"),
    route({ merchantAccountKey: "VIDEO", sharesMerchantExtensionData: true }),
    product({ merchantAccountKey: "VIDEO" }),
    await credential("video-sandbox", ["video-secret"], { party: "MERCHANT", organisation: "VIDEO" }),
  );
  // Isolates look at the catalogue again by then.
  pass(MINUTE);
  const [first, code, bystander, stock, dead] = await Promise.all([
    cancelled(),
    sold({ productKey: "MUSIC_CODE" }),
    entitled({ extensionData: { name: "Somebody" } }),
    withCode(),
    undelivered(),
    create({ customerIdentifier: ANNA }, { headers: REJECTED }),
  ]);
  const { sharedCustomerId } = await read(first);
  const gone = await moved();
  const jobId = await batch(code.entitlementId);
  pass(DAY + HOUR);
  await keepHouse({ ...env, FEED_RETENTION_DAYS: "0" });
  await dead.end();
  return {
    cancelled: first,
    withCode: stock,
    moved: gone,
    undelivered: dead.entitlementId,
    batched: code.entitlementId,
    bystander: bystander.entitlementId,
    jobId,
    sharedCustomerId: String(sharedCustomerId),
    activationCode: String(code["activationCode"]),
  };
}
