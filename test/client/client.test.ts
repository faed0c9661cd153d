// The clients against the Worker: every method once, with what the API really answers.
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  ResaleError,
  resaleClient,
  succeeded,
  type CreateInput,
  type RecordAnswer,
} from "../../src/client/client";
import { merchantClient } from "../../src/merchant/client";
import { notificationReceiver } from "../../src/notifications/receiver";
import { create, entitled, MUSIC, newCustomer, reached, TELCO, TELCO_LIVE, until } from "../support/api";
import { inbox } from "../receiver";

const connect = (credential: string) =>
  resaleClient({
    url: "https://resale.invalid",
    credential,
    fetch: (request) => exports.default.fetch(request),
  });
const telco = connect(TELCO);
const music = merchantClient({
  url: "https://resale.invalid",
  credential: MUSIC,
  fetch: (request) => exports.default.fetch(request),
});

const sale = (changes: Partial<CreateInput> = {}): CreateInput => ({
  customerIdentifier: newCustomer(),
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC_INSTANT",
  notificationUrl: inbox().url,
  ...changes,
});

/** The record of a success; the test fails for anything else. */
function done(answer: RecordAnswer) {
  if (succeeded(answer)) return answer;
  throw new ResaleError(answer);
}

const sold = async (changes: Partial<CreateInput> = {}) => done(await telco.create(sale(changes)));

describe("a reseller's client", () => {
  it("sells, and the same key sells once", async () => {
    const input = sale();
    const first = done(await telco.create(input, { idempotencyKey: `order ${input.customerIdentifier}` }));
    const again = done(await telco.create(input, { idempotencyKey: `order ${input.customerIdentifier}` }));
    expect(first).toMatchObject({ responseCode: "OK", status: "ACTIVE", version: 1 });
    expect(again.entitlementId).toBe(first.entitlementId);
    expect([first.call.replayed, again.call.replayed]).toEqual([false, true]);
    expect(again.call.requestId).toMatch(/^[\w-]{36}$/);
  });

  it("tells what the customer has to do from what is final", async () => {
    const answer = await telco.create(sale({ productKey: "MUSIC" }));
    // The URL is there without a look whether it is null: the code says so.
    const url = answer.responseCode === "CLIENT_ACTION_REQUIRED" ? answer.parameters.url : null;
    expect(url).toMatch(/\/sandbox\/sign-up\//);
    const fresh = done(await telco.activationInfo(done(answer).entitlementId));
    expect(fresh.parameters?.url).toMatch(/\/sandbox\/sign-up\//);
  });

  it("goes through every verb", async () => {
    const { entitlementId: id } = await sold();
    const named = await telco.update(id, { extensionData: { seat: 4 } }, { ifMatch: 1 });
    expect(named).toMatchObject({ extensionData: { seat: 4 }, version: 2 });
    const stale = await telco.update(id, { extensionData: null }, { ifMatch: 1 });
    expect(stale).toMatchObject({ responseCode: "CONFLICT", metadata: { reason: "VERSION_MISMATCH" } });
    expect(await telco.update(id, { productKey: "MUSIC_PREMIUM" })).toMatchObject({
      productKey: "MUSIC_PREMIUM",
    });
    expect(await telco.suspend(id)).toMatchObject({ status: "SUSPENDED" });
    expect(await telco.resume(id)).toMatchObject({ status: "ACTIVE" });
    const ending = await telco.cancel(id, undefined, {
      headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" },
    });
    expect(ending).toMatchObject({ status: "ACTIVE-ENDING" });
    expect(await telco.undo(id)).toMatchObject({ status: "ACTIVE" });
    const why = { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD", desk: 7 };
    const revoked = await telco.revoke(id, why);
    expect(revoked).toMatchObject({ status: "REVOKED", terminationReason: { code: "FRAUD" } });
    const history = await telco.history(id);
    const commands = history.responseCode === "OK" ? history.events.map(({ command }) => command) : [];
    expect(commands).toContain("undo");
    expect(await telco.cancel(id)).toMatchObject({
      metadata: { reason: "ALREADY_ENDED", allowedActions: [] },
    });
  });

  it("decides without doing, for every verb", async () => {
    const { entitlementId: id } = await sold();
    const answers = [
      await telco.cancel(id, {}, { dryRun: true }),
      await telco.create(sale(), { dryRun: true }),
      await telco.suspend(id, { dryRun: true }),
    ];
    expect(answers.map((answer) => answer.responseCode === "OK" && answer.possible)).toEqual([
      ["CANCELLED", "ACTIVE-ENDING"],
      ["ACTIVE", "PENDING", "FAILED"],
      ["SUSPENDED"],
    ]);
    expect(await telco.get(id)).toMatchObject({ status: "ACTIVE", version: 1 });
  });

  it("reads what has changed only", async () => {
    const { entitlementId: id } = await sold();
    const { etag } = done(await telco.get(id)).call;
    expect(etag).toBe('"1"');
    expect(await telco.getIfChanged(id, etag ?? "")).toMatchObject({
      responseCode: "NOT_MODIFIED",
      call: { status: 304 },
    });
    await telco.suspend(id);
    expect(await telco.getIfChanged(id, etag ?? "")).toMatchObject({ status: "SUSPENDED" });
  });

  it("has the record of what nobody knows beside the failure", async () => {
    const headers = { "X-Magic-Number": "CREATE_REQUEST_FAILS" };
    const answer = await telco.create(sale(), { headers });
    const open = answer.responseCode === "SERVICE_UNAVAILABLE" ? answer : null;
    expect(open).toMatchObject({
      status: "FAILED",
      metadata: { reason: "OUTCOME_UNKNOWN" },
      call: { attempts: 1 },
    });
  });

  it("iterates over every page of a list", async () => {
    const externalEntitlementId = crypto.randomUUID();
    const ids = new Set<string>();
    for (let count = 0; count < 3; count++) ids.add((await sold({ externalEntitlementId })).entitlementId);
    await until(async () => {
      const seen = [];
      for await (const { entitlementId } of telco.entitlements({ externalEntitlementId, limit: 1 }))
        seen.push(entitlementId);
      expect(new Set(seen)).toEqual(ids);
      expect(seen).toHaveLength(3);
    });
    const foreign = telco.entitlements({ limit: 1_000 });
    await expect(foreign.next()).rejects.toThrow("BAD_REQUEST VALIDATION");
  });

  it("follows the feed from where it was, until it is told to stop", async () => {
    let after: string | undefined;
    for await (const page of telco.feed({ limit: 100 })) after = page.nextCursor;
    const stop = new AbortController();
    const { entitlementId } = await sold();
    const feed = telco.feed({ ...(after && { after }), followEveryMs: 50, signal: stop.signal });
    const { value } = await feed.next();
    expect(value?.events.map((event) => [event.entitlementId, event.version])).toEqual([[entitlementId, 1]]);
    stop.abort(new Error("enough"));
    await expect(feed.next()).rejects.toThrow("enough");
    await expect(telco.feed({ after: "no cursor" }).next()).rejects.toThrow(ResaleError);
  });

  it("asks about a customer by whatever name it has", async () => {
    const customerIdentifier = `zoë 日本 Ã« ${newCustomer()}`;
    const eligible = async () => {
      const answer = await telco.products({ customerIdentifier });
      return answer.responseCode === "OK" && answer.products[0]?.eligible;
    };
    expect(await eligible()).toBe(true);
    await sold({ customerIdentifier });
    expect(await eligible()).toBe(false);
  });

  it("asks for everything else", async () => {
    const { entitlementId: id } = await sold();
    await reached(id, "ACTIVE");
    expect(await telco.echo("a b/c")).toMatchObject({ responseCode: "OK", echo: "a b/c" });
    const products = await telco.products({ customerIdentifier: "somebody new" });
    expect(products).toMatchObject({
      products: [{ merchantAccountKey: "MUSIC", eligible: true }, {}, {}, {}],
    });
    expect(await telco.report({ customerIdentifier: "nobody" })).toMatchObject({
      entitlements: [],
      nextCursor: null,
    });
    expect(await telco.notifications({ status: "held", limit: 5 })).toMatchObject({ notifications: [] });
    const replayed = await telco.replayNotifications({ entitlementId: id, reason: "a test" });
    expect(replayed).toMatchObject({ replayed: 1, call: { idempotencyKey: expect.any(String) } });
    const tested = await telco.testNotification({ url: inbox().url });
    expect(tested).toMatchObject({ delivered: true, signature: ["v1"], call: { idempotencyKey: null } });
    expect(await telco.notificationKeys()).toMatchObject({ signatures: ["v1"], keys: [] });
    expect(await telco.endpoints()).toMatchObject({ endpoints: expect.any(Array) });
    expect(await telco.resumeEndpoint("0".repeat(32), { reason: "a test" })).toMatchObject({
      metadata: { reason: "UNKNOWN_ENDPOINT" },
    });
    expect(await telco.statistics({ productKey: "MUSIC_INSTANT" })).toMatchObject({
      days: expect.any(Array),
    });
    expect(await telco.call({ method: "GET", path: "/v1/nothing", idempotencyKey: null })).toMatchObject({
      metadata: { reason: "UNKNOWN_PATH" },
    });
  });

  it("hands over reports as they come", async () => {
    expect(await telco.reports({ type: "AR" })).toMatchObject({ reports: [], nextCursor: null });
    const range = await telco.reportRange("active", { format: "ndjson" });
    const type = range.responseCode === "OK" ? range.response.headers.get("Content-Type") : null;
    expect(type).toBe("application/x-ndjson");
    if (range.responseCode === "OK") await range.response.body?.cancel();
    const file = await telco.reportFile("MUSIC", "no file.csv");
    expect(file).toMatchObject({ responseCode: "NOT_FOUND", metadata: { reason: "UNKNOWN_REPORT" } });
  });

  it("has a job work on a file, and gets what it made as text", async () => {
    const { entitlementId: id } = await sold();
    const file = `action,entitlementId,reasonCategory,reasonCode,reasonDescription\nSUSPEND,${id},,,\n`;
    const order = { kind: "batch", file, options: { rowsPerSecond: 100 } };
    const job = await telco.startJob(order, { idempotencyKey: `batch of ${id}` });
    if (!succeeded(job)) throw new ResaleError(job);
    expect(job).toMatchObject({
      responseCode: "ACCEPTED",
      kind: "batch",
      dryRun: false,
      counts: { rows: 1 },
    });
    const again = await telco.startJob(order, { idempotencyKey: `batch of ${id}` });
    expect(again).toMatchObject({ jobId: job.jobId, call: { replayed: true } });
    await until(async () => expect(await telco.job(job.jobId)).toMatchObject({ state: "DONE" }), 14_000);
    const result = await telco.jobResult(job.jobId, "rows.csv");
    if (!succeeded(result)) throw new ResaleError(result);
    expect(await result.response.text()).toContain(`${id},SUSPEND,OK`);
    const listed = await telco.jobs({ kind: "batch", limit: 1 });
    expect(listed).toMatchObject({ jobs: [{ jobId: job.jobId }] });
    expect(await telco.cancelJob(job.jobId)).toMatchObject({ metadata: { reason: "ALREADY_ENDED" } });
    expect(await telco.job(crypto.randomUUID())).toMatchObject({ metadata: { reason: "UNKNOWN_JOB" } });
    expect(await music.job(job.jobId)).toMatchObject({ metadata: { reason: "UNKNOWN_JOB" } });
    expect(await telco.startJob({ kind: "batch", file: "what\n" })).toMatchObject({
      responseCode: "BAD_REQUEST",
    });
  });

  it("keeps environments apart, like the API", async () => {
    const { entitlementId } = await sold();
    expect(await connect(TELCO_LIVE).get(entitlementId)).toMatchObject({
      metadata: { reason: "UNKNOWN_ENTITLEMENT" },
    });
    expect(await connect("telco-sandbox:wrong").echo("x")).toMatchObject({ responseCode: "UNAUTHORIZED" });
  });
});

describe("a merchant's client", () => {
  it("tells what happens on its side, and asks what it has", async () => {
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

  it("refuses a sign-up, and acknowledges what it has queued", async () => {
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
});

it("a receiver takes in what is really sent", async () => {
  const box = inbox();
  await sold({ notificationUrl: box.url });
  const [post] = await box.posts(1);
  const stored: number[] = [];
  const receive = notificationReceiver({
    keys: "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=",
    versionOf: () => stored.at(-1),
    store: ({ version }) => void stored.push(version),
  });
  const { headers, body } = post ?? { headers: {}, body: "" };
  const sent = () => new Request("https://reseller.invalid/hook", { method: "POST", headers, body });
  expect([(await receive(sent())).status, (await receive(sent())).status]).toEqual([204, 204]);
  expect(stored).toEqual([1]);
});
