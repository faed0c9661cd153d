// The story: from a reseller's request to a verified notification, through the real objects, queues and databases,
// with the sandbox merchant on one side and a real HTTP endpoint on the other.
import { env, exports } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NotificationAuthentication } from "../src/catalogue/schema";
import { hashSecret } from "../src/catalogue/secrets";
import { writeItems } from "../src/catalogue/store";
import { LINK_TTL_MS } from "../src/sandbox/subscription";
import { clock } from "../src/shared/clock";
import { inbox, type Inbox, type Post } from "./receiver";
import { BANK, call, create, entitled, patch, read, until, verb } from "./support/api";

const SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";

type Notification = Record<string, unknown>;

/** The body of a notification, after any public Standard Webhooks library has found the signature good. */
const verified = ({ body, headers }: Post, secret = SECRET): Notification =>
  new Webhook(secret).verify(body, headers) as Notification;

async function told(to: Inbox, count: number, waitMs?: number): Promise<Notification[]> {
  const posts = await to.posts(count, waitMs);
  expect(posts).toHaveLength(count);
  return posts.map((post) => verified(post));
}

const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });

/** The sign-up page as a browser without scripts gets it. */
async function page(url: string | undefined, method = "GET"): Promise<{ status: number; text: string }> {
  const response = await exports.default.fetch(new Request(url ?? "", { method }));
  return { status: response.status, text: await response.text() };
}

/** The history once it looks like that. */
const historyOnce = (id: string, like: object): Promise<void> =>
  until(async () => {
    expect((await call("GET", `/v1/entitlement/history/${id}`)).body).toMatchObject(like);
  });

describe("a subscription with a sign-up", () => {
  it("is sold, signed up for, confirmed and notified", async () => {
    const reseller = inbox();
    const created = await entitled({ productKey: "MUSIC", notificationUrl: reseller.url });
    const waiting = { responseCode: "CLIENT_ACTION_REQUIRED", status: "PENDING", waitingOn: "CUSTOMER" };
    expect(created).toMatchObject(waiting);
    const { entitlementId: id } = created;
    const url = created.parameters?.url;

    expect((await page(url)).text).toContain("Sign up for Music");
    expect(await read(id)).toMatchObject({ status: "PENDING", parameters: { url } });
    expect(await page(url, "POST")).toMatchObject({
      status: 200,
      text: expect.stringContaining("You are all set"),
    });
    expect((await page(url, "POST")).text).toContain("Already signed up");

    const [notification] = await told(reseller, 1);
    const record = await read(id);
    expect(record).toMatchObject({ status: "ACTIVE", version: 2, parameters: null });
    const { dateActivated, customerIdentifier } = record;
    const about = { responseCode: "OK", notificationReason: "ACTIVATION_SUCCESS", previousVersion: null };
    const state = { entitlementId: id, status: "ACTIVE", version: 2, dateActivated, parameters: null };
    expect(notification).toMatchObject({ ...about, ...state });
    for (const derived of ["waitingOn", "waitingUntil", "allowedActions"])
      expect(notification).not.toHaveProperty(derived);

    const notificationId = notification?.["notificationId"];
    await historyOnce(id, {
      notifications: [{ notificationId, state: "delivered", attempts: [{ status: 204 }] }],
      operations: [{ operation: "create", outcome: "actionRequired" }],
    });
    await until(async () => {
      const events = (await call("GET", "/v1/events?limit=100")).body["events"] as Notification[];
      const own = events.filter((event) => event["entitlementId"] === id);
      expect(own).toMatchObject([
        { version: 1, notificationId: null, previousVersion: null },
        { version: 2 },
      ]);
      expect(own[1]).toEqual(notification);
    });
    const report = await call("POST", "/v1/entitlement/report", { body: { customerIdentifier } });
    expect(report.body.entitlements).toMatchObject([{ entitlementId: id, status: "ACTIVE" }]);
  });

  it("can be ended before the sign-up, which the page then says", async () => {
    const { entitlementId: id, parameters } = await entitled({ productKey: "MUSIC" });
    await verb("cancel", id);
    const over = { status: 410, text: expect.stringContaining("This subscription has ended") };
    expect(await page(parameters?.url, "POST")).toMatchObject(over);
    expect((await page(`${parameters?.url.slice(0, -4)}0000`)).status).toBe(404);
  });
});

// Alone, because it moves everybody's clock.
it("a sign-up link expires after a day, and a fresh one takes its place", async () => {
  const { entitlementId: id, parameters } = await entitled({ productKey: "MUSIC" });
  const moved = clock.now;
  onTestFinished(() => {
    clock.now = moved;
  });
  clock.now = () => moved() + LINK_TTL_MS + 1;

  const expired = { status: 410, text: expect.stringContaining("This link has expired") };
  expect(await page(parameters?.url)).toMatchObject(expired);
  expect(await page(parameters?.url, "POST")).toMatchObject(expired);
  expect(await read(id)).toMatchObject({ status: "PENDING", parameters: null });
  const fresh = await call("GET", `/v1/entitlement/activationInfo/${id}`);
  expect(await page(fresh.body.parameters?.url, "POST")).toMatchObject({ status: 200 });
  expect(await read(id)).toMatchObject({ status: "ACTIVE", version: 2 });
});

describe.concurrent("a subscription without a sign-up", () => {
  it("goes through every verb, each change told in order with a chain of versions", async () => {
    const reseller = inbox();
    const { entitlementId: id } = await entitled({ notificationUrl: reseller.url });
    const after = async (name: string, options = {}): Promise<string> => {
      const { status, body } = await verb(name, id, options);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.status;
    };
    expect(await after("suspend")).toBe("SUSPENDED");
    expect(await after("resume")).toBe("ACTIVE");
    expect(await after("cancel", magic("TERMINATE_RETURNS_DATE"))).toBe("ACTIVE-ENDING");
    expect(await after("undo")).toBe("ACTIVE");
    const change = { productKey: "MUSIC_PREMIUM", extensionData: { plan: 2 } };
    expect((await patch(id, change)).body).toMatchObject({ ...change, version: 6 });
    expect((await patch(id, { extensionData: null })).body.version).toBe(7);
    expect(await after("revoke")).toBe("REVOKED");

    const notifications = await told(reseller, 8);
    const chain = notifications.map((one) => [
      one["notificationReason"],
      one["version"],
      one["previousVersion"],
    ]);
    expect(chain).toEqual([
      ["ACTIVATION_SUCCESS", 1, null],
      ["SUSPENSION_SUCCESS", 2, 1],
      ["RESUMPTION_SUCCESS", 3, 2],
      ["TERMINATION_PENDING", 4, 3],
      ["TERMINATION_REVERSED", 5, 4],
      ["PRODUCT_UPDATE", 6, 5],
      ["METADATA_UPDATE", 7, 6],
      ["TERMINATION_SUCCESS", 8, 7],
    ]);
  });

  it("is told of a queued termination and of a period's end when they come", async () => {
    const [queued, dated] = [inbox(), inbox()];
    const one = await entitled({ notificationUrl: queued.url });
    const two = await entitled({ notificationUrl: dated.url });
    const accepted = await verb("cancel", one.entitlementId, magic("TERMINATE_RETURNS_ACCEPTED"));
    expect(accepted.status).toBe(202);
    const waiting = { responseCode: "ACCEPTED", status: "ACTIVE", waitingOn: "MERCHANT", version: 2 };
    expect(accepted.body).toMatchObject(waiting);
    const ending = await verb("cancel", two.entitlementId, magic("TERMINATE_RETURNS_DATE_SOON"));
    expect(ending.body.status).toBe("ACTIVE-ENDING");
    const cancelled = { status: "CANCELLED", version: 3 };
    expect((await told(queued, 2, 9_000))[1]).toMatchObject({ ...cancelled, previousVersion: 1 });
    expect((await told(dated, 3, 9_000))[2]).toMatchObject({ ...cancelled, previousVersion: 2 });
  });
});

describe.concurrent("merchants as they are", () => {
  it("confirm later, or before their answer, or fail once, and the reseller hears it once", async () => {
    const [later, before, once] = [inbox(), inbox(), inbox()];
    const at = ({ url: notificationUrl }: Inbox, number: string) =>
      entitled({ notificationUrl }, magic(number));
    const accepted = { responseCode: "ACCEPTED", status: "PENDING", version: 1, waitingOn: "MERCHANT" };
    expect(await at(later, "CREATE_REQUEST_RETURNS_CREATED")).toMatchObject(accepted);
    const active = { responseCode: "OK", status: "ACTIVE", version: 1 };
    expect(await at(before, "CREATE_CONFIRMED_BEFORE_ANSWER")).toMatchObject(active);
    expect(await at(once, "ANY_REQUEST_FAILS_ONCE")).toMatchObject(active);
    expect(await told(later, 1)).toMatchObject([{ status: "ACTIVE", version: 2 }]);
    expect(await told(before, 1)).toMatchObject([{ status: "ACTIVE", version: 1 }]);
    expect(await told(once, 1)).toMatchObject([{ status: "ACTIVE", version: 1 }]);
  });

  it(
    "may never answer: the record is FAILED until the resolver learns the truth",
    { timeout: 30_000 },
    async () => {
      const reseller = inbox();
      const { status, body } = await create(
        { notificationUrl: reseller.url },
        magic("CREATE_REQUEST_TIMES_OUT"),
      );
      expect(status).toBe(503);
      expect(body).toMatchObject({ responseCode: "SERVICE_UNAVAILABLE", status: "FAILED", version: 1 });
      expect(body.metadata).toMatchObject({ reason: "OUTCOME_UNKNOWN", origin: "MERCHANT" });
      const [notification] = await told(reseller, 1, 12_000);
      expect(notification).toMatchObject({
        status: "ACTIVE",
        notificationReason: "ACTIVATION_SUCCESS",
        version: 2,
      });
    },
  );
});

/** A reseller of its own, whose endpoint asks for that; returns its credentials. */
async function onboarded(resellerKey: string, authentication: NotificationAuthentication): Promise<string> {
  await call("GET", "/v1/echo/the-demo-is-loaded");
  const environment = "sandbox" as const;
  const secrets = [await hashSecret("secret")];
  const credential = { id: resellerKey, organisation: resellerKey, environment, secrets };
  const urls = { defaultNotificationUrl: null, signingSecrets: [SECRET] };
  const shares = { sharesMerchantExtensionData: false, sharesWithMerchant: [], routeExtensionData: null };
  const limits = { limitPerCustomer: 1, verbs: null, confirmationTtlMs: 60_000 };
  const route = { environment, resellerKey, merchantAccountKey: "MUSIC", ...limits, ...shares };
  await writeItems(env.CATALOGUE, [
    { kind: "reseller", item: { environment, resellerKey, name: resellerKey, authentication, ...urls } },
    { kind: "route", item: route },
    { kind: "credential", item: { ...credential, party: "RESELLER", ipRanges: null, revoked: false } },
  ]);
  return `${resellerKey}:secret`;
}

describe.concurrent("resellers' endpoints as they are", () => {
  it("fail, and get the same notification again a little later", async () => {
    const reseller = inbox();
    await reseller.answers({ status: 500 }, { status: 204 });
    await entitled({ notificationUrl: reseller.url });
    const posts = await reseller.posts(2, 9_000);
    expect(posts).toHaveLength(2);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
    expect((posts[1]?.at ?? 0) - (posts[0]?.at ?? 0)).toBeGreaterThanOrEqual(4_900);
  });

  it("redirect, which is a failure and never followed", async () => {
    const [first, second] = [inbox(), inbox()];
    await first.answers({ status: 302, headers: { Location: second.url } });
    const { entitlementId: id } = await entitled({ notificationUrl: first.url });
    await historyOnce(id, {
      notifications: [{ state: "waiting", attempts: [{ status: 302, error: "REDIRECT" }] }],
    });
    expect(await second.posts(1, 200)).toEqual([]);
  });

  it.each<[string, NotificationAuthentication, Record<string, string>]>([
    [
      "Basic",
      { type: "basic", username: "resale", password: "pässword:1" },
      { authorization: "Basic cmVzYWxlOnDDpHNzd29yZDox" },
    ],
    ["X-Api-Key", { type: "apiKey", key: "k-123" }, { "x-api-key": "k-123" }],
    ["Bearer", { type: "bearer", token: "t.o.k" }, { authorization: "Bearer t.o.k" }],
  ])("ask for %s, and get it beside the signature", async (name, authentication, headers) => {
    const as = await onboarded(`WITH_${name}`, authentication);
    const reseller = inbox();
    await entitled({ notificationUrl: reseller.url }, { as });
    const [post] = await reseller.posts(1);
    expect(post?.headers).toMatchObject(headers);
    expect(post && verified(post)).toMatchObject({ status: "ACTIVE" });
  });

  it("hear which request it was, by W3C trace context", async () => {
    const reseller = inbox();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await entitled({ notificationUrl: reseller.url }, { headers: { traceparent } });
    expect((await reseller.posts(1))[0]?.headers["traceparent"]).toBe(traceparent);
  });

  it("belong to one reseller: each is signed to with its own secret", async () => {
    const bank = inbox();
    const sold = await entitled({ productKey: "MUSIC_CODE", notificationUrl: bank.url }, { as: BANK });
    const { activationCode } = sold;
    expect(activationCode).toMatch(/^[0-9A-F-]{13}$/);
    const [post] = await bank.posts(1);
    if (!post) throw new Error("the bank got nothing");
    expect(verified(post, "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtYmFuay1zZWNyZXQhISE=")).toMatchObject({
      activationCode,
    });
    expect(() => verified(post)).toThrow();
  });
});
