// The sandbox reseller: a merchant orders from itself, gives the reseller's commands, and sees what the reseller was told.
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { sandboxResellerSecret } from "../../src/catalogue/resellerSecrets";
import { signedHeaders } from "../../src/callbacks/sign";
import { MOST_ORDERS, MOST_RECEIVED } from "../../src/sandbox/resellerBook";
import {
  call,
  entitled,
  MUSIC,
  OPERATOR,
  refusalOf,
  TELCO,
  tell,
  until,
  type Body,
  type Reply,
} from "../support/api";
import { credential, merchant, product, write } from "../support/catalogue";
import { at, DAY, SECOND } from "../support/clock";

const PATH = "/merchant/v1/sandbox/orders";
const as = MUSIC;
const VIDEO = "video-sandbox:video-secret";

beforeAll(async () => {
  await write(
    await credential("video-sandbox", ["video-secret"], { party: "MERCHANT", organisation: "VIDEO" }),
    merchant("VIDEO", "sandbox"),
    product(),
  );
});

interface Notice {
  notificationReason: string;
  reason: string;
  state: string;
  attempts: { status: number; url: string }[];
  arrivals: string[];
  body: Record<string, unknown> | null;
}

const order = (body: object, headers: Record<string, string> = {}): Promise<Reply> =>
  call("POST", PATH, { as, body, headers });
const command = (name: string, id: string, body?: object, headers: Record<string, string> = {}) =>
  call("POST", `${PATH}/${name}/${id}`, { as, headers, ...(body && { body }) });
const shown = async (id: string): Promise<Body> => (await call("GET", `${PATH}/${id}`, { as })).body;

async function ordered(body: object, headers: Record<string, string> = {}): Promise<Body> {
  const reply = await order(body, headers);
  expect([200, 202], JSON.stringify(reply.body)).toContain(reply.status);
  return reply.body;
}

/** The order once so many notifications have come. */
const told = (id: string, count: number): Promise<Notice[]> =>
  until(async () => {
    const notifications = (await shown(id))["notifications"] as Notice[];
    const came = notifications.filter(({ arrivals }) => arrivals.length > 0);
    expect(came).toHaveLength(count);
    return came;
  });

describe("an order", () => {
  it("sells the merchant's product to a customer nobody knows, and the notification arrives, signed", async () => {
    const sold = await ordered({ productKey: "MUSIC_INSTANT" });
    expect(sold).toMatchObject({ status: "ACTIVE", merchantAccountKey: "MUSIC", environment: "sandbox" });
    expect(sold["customerIdentifier"]).toMatch(/^sandbox-/);
    const [notice] = await told(sold.entitlementId, 1);
    expect(notice).toMatchObject({ reason: "ACTIVATION_SUCCESS", state: "delivered" });
    expect(notice?.attempts).toEqual([expect.objectContaining({ status: 204 })]);
    expect(notice?.attempts[0]?.url).toMatch(/\/sandbox\/notifications$/);
    expect(notice?.body).toMatchObject({ entitlementId: sold.entitlementId, status: "ACTIVE", version: 1 });
    const record = await call("GET", `/merchant/v1/entitlement/${sold.entitlementId}`, { as });
    expect(record.body["resellerKey"]).toBe("SANDBOX_RESELLER");
  });

  it("goes through every command of a reseller, and the merchant's own calls", async () => {
    const { entitlementId } = await ordered({ productKey: "MUSIC", externalEntitlementId: "mine-1" });
    const fresh = await command("activationInfo", entitlementId);
    expect(fresh.body.parameters?.url).toContain("/sandbox/sign-up/");
    await tell("activate", entitlementId);
    expect((await command("suspend", entitlementId)).body.status).toBe("SUSPENDED");
    expect((await command("resume", entitlementId)).body.status).toBe("ACTIVE");
    const changed = await call("PATCH", `${PATH}/${entitlementId}`, {
      as,
      body: { productKey: "MUSIC_PREMIUM" },
    });
    expect(changed.body).toMatchObject({ status: "ACTIVE", productKey: "MUSIC_PREMIUM" });
    const cancelled = await command(
      "cancel",
      entitlementId,
      {},
      { "X-Magic-Number": "TERMINATE_RETURNS_DATE" },
    );
    expect(cancelled.body.status).toBe("ACTIVE-ENDING");
    expect((await command("undo", entitlementId)).body.status).toBe("ACTIVE");
    const revoked = await command("revoke", entitlementId, { cancelReasonDescription: "enough" });
    expect(revoked.body).toMatchObject({ status: "REVOKED", terminationReason: { description: "enough" } });
    const notices = await told(entitlementId, 7);
    expect(notices.map(({ reason }) => reason)).toEqual([
      "ACTIVATION_SUCCESS",
      "SUSPENSION_SUCCESS",
      "RESUMPTION_SUCCESS",
      "PRODUCT_UPDATE",
      "TERMINATION_PENDING",
      "TERMINATION_REVERSED",
      "TERMINATION_SUCCESS",
    ]);
    expect(notices.map(({ body }) => body?.["externalEntitlementId"])).toEqual(Array(7).fill("mine-1"));
  });

  it("can be moved forward in time, to its end of period", async () => {
    const { entitlementId } = await ordered({ productKey: "MUSIC_INSTANT" });
    const ending = await command("cancel", entitlementId, {}, { "X-Magic-Number": "TERMINATE_RETURNS_DATE" });
    const moved = await command("clock", entitlementId, { advanceSeconds: (31 * DAY) / SECOND });
    expect(moved.body).toMatchObject({ entitlementId, status: "READY" });
    const { entitlement } = await shown(entitlementId);
    expect(entitlement).toMatchObject({ status: "CANCELLED", dateEnded: ending.body["dateEnded"] });
    expect((await told(entitlementId, 3)).at(-1)?.reason).toBe("TERMINATION_SUCCESS");
  });

  it("under a key is placed once, and the same key of another merchant is another key", async () => {
    const headers = { "Idempotency-Key": "order-1" };
    const first = await ordered({ productKey: "MUSIC_INSTANT" }, headers);
    const again = await order({ productKey: "MUSIC_INSTANT" }, headers);
    expect([again.body.entitlementId, again.headers.get("Idempotent-Replayed")]).toEqual([
      first.entitlementId,
      "true",
    ]);
    const body = { productKey: "MUSIC_INSTANT" };
    const theirs = await call("POST", PATH, { as: VIDEO, body, headers });
    expect([theirs.status, theirs.body["merchantAccountKey"]]).toEqual([200, "VIDEO"]);
    expect(theirs.body.entitlementId).not.toBe(first.entitlementId);
  });

  it("is no other merchant's to see or to command", async () => {
    const { entitlementId: id } = await ordered({ productKey: "MUSIC_INSTANT" });
    for (const [method, path, body] of [
      ["GET", `${PATH}/${id}`, undefined],
      ["POST", `${PATH}/revoke/${id}`, {}],
      ["POST", `${PATH}/clock/${id}`, { advanceSeconds: 60 }],
      ["PATCH", `${PATH}/${id}`, { externalEntitlementId: "stolen" }],
    ] as const)
      expect(refusalOf(await call(method, path, { as: VIDEO, ...(body && { body }) }))).toBe(
        "404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER",
      );
    expect((await shown(id))["entitlement"]).toMatchObject({ status: "ACTIVE", version: 1 });
  });

  it("is refused as every sale is, and leaves nothing in the list", async () => {
    const before = (await call("GET", PATH, { as })).body["orders"];
    expect(refusalOf(await order({}))).toBe("400 BAD_REQUEST VALIDATION RESELLER productKey");
    expect(refusalOf(await order({ productKey: "NONE" }))).toBe(
      "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
    );
    expect(refusalOf(await order({ productKey: "MUSIC", offerKey: "NONE" }))).toContain("UNKNOWN_OFFER");
    expect(refusalOf(await order({ productKey: "MUSIC", notificationUrl: "https://x.y" }))).toContain(
      "VALIDATION",
    );
    const rejected = await order({ productKey: "MUSIC" }, { "X-Magic-Number": "CREATE_REQUEST_REJECTED" });
    expect(rejected.status).toBe(422);
    expect((await call("GET", PATH, { as })).body["orders"]).toEqual(before);
  });
});

describe("the list", () => {
  it("has the newest first, with what came", async () => {
    const one = await ordered({ productKey: "MUSIC_INSTANT", customerIdentifier: "listed-1" });
    const two = await ordered({ productKey: "MUSIC", customerIdentifier: "listed-2" });
    await told(one.entitlementId, 1);
    const { body } = await call("GET", PATH, { as });
    const orders = body["orders"] as (Body & { notifications: number })[];
    expect(orders.slice(0, 2)).toEqual([
      {
        entitlementId: two.entitlementId,
        productKey: "MUSIC",
        customerIdentifier: "listed-2",
        dateOrdered: expect.any(String),
        notifications: 0,
      },
      {
        entitlementId: one.entitlementId,
        productKey: "MUSIC_INSTANT",
        customerIdentifier: "listed-1",
        dateOrdered: expect.any(String),
        notifications: 1,
      },
    ]);
  });

  it("keeps a hundred orders, and of each the last notifications", async () => {
    const stub = env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName("BOUNDED"));
    const base = { productKey: "P", customerIdentifier: "c", merchantAccountKey: "BOUNDED" };
    for (let index = 0; index <= MOST_ORDERS; index++)
      await stub.ordered({ ...base, entitlementId: `e-${String(index).padStart(3, "0")}` });
    expect(await stub.list()).toHaveLength(MOST_ORDERS);
    expect(await stub.order("e-000")).toBeNull();
    const one = {
      ...base,
      entitlementId: "e-050",
      notificationReason: "METADATA_UPDATE",
      previousVersion: null,
    };
    for (let version = 1; version <= MOST_RECEIVED + 1; version++)
      await stub.receive({ ...one, notificationId: `n-${version}`, version }, "{}");
    await stub.receive({ ...one, notificationId: "n-31", version: 31 }, "{}");
    const { received = [] } = (await stub.order("e-050")) ?? {};
    expect(received.map(({ version }) => version)).toEqual(
      Array.from({ length: MOST_RECEIVED }, (_, index) => index + 2),
    );
    expect(received.at(-1)?.arrivals).toHaveLength(2);
  });
});

describe("the inbox", () => {
  const body = (entitlementId: string): string =>
    JSON.stringify({
      notificationId: crypto.randomUUID(),
      notificationReason: "ACTIVATION_SUCCESS",
      previousVersion: null,
      version: 9,
      entitlementId,
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC",
      customerIdentifier: "x",
    });
  const post = (text: string, headers: Record<string, string>): Promise<Response> =>
    exports.default.fetch("https://resale.invalid/sandbox/notifications", {
      method: "POST",
      body: text,
      headers: { "Content-Type": "application/json", ...headers },
    });
  let secret: string;

  beforeAll(async () => {
    secret = await sandboxResellerSecret(env.CATALOGUE_KEY);
  });

  it.each([
    ["without a signature", () => ({})],
    [
      "signed with another secret",
      (text: string) => signed(text, "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM="),
    ],
    ["signed an hour ago", (text: string) => signed(text, secret, Date.now() - 3_600_000)],
    ["signed for other bytes", (text: string) => signed(`${text} `, secret)],
  ])("takes nothing %s", async (_, headersOf) => {
    const id = crypto.randomUUID();
    const text = body(id);
    expect((await post(text, await headersOf(text))).status).toBe(401);
    const stub = env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName("MUSIC"));
    expect(await stub.order(id)).toBeNull();
  });

  it("takes what is signed with its own, and no other shape", async () => {
    const text = body(crypto.randomUUID());
    expect((await post(text, await signed(text, secret))).status).toBe(204);
    expect((await post("{}", await signed("{}", secret))).status).toBe(401);
    expect((await post("{", await signed("{", secret))).status).toBe(400);
  });

  const signed = (text: string, key: string, timestamp = Date.now()): Promise<Record<string, string>> =>
    signedHeaders({ id: "n", timestamp, body: text, secrets: [key] });
});

it("a merchant reaches what the sandbox reseller ordered, and nothing of real resellers", async () => {
  const telcos = await entitled();
  const id = telcos.entitlementId;
  for (const reply of [
    await call("GET", `${PATH}/${id}`, { as }),
    await command("revoke", id),
    await command("clock", id, { advanceSeconds: 60 }),
    await call("PATCH", `${PATH}/${id}`, { as, body: { productKey: "MUSIC" } }),
  ])
    expect(refusalOf(reply)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
  expect((await call("GET", `/v1/entitlement/${id}`, { as: TELCO })).body).toMatchObject({
    status: "ACTIVE",
    version: 1,
  });
});

it("there is none in live, and no operator can call itself so", async () => {
  await write(
    await credential("music-live", ["music-live-secret"], {
      party: "MERCHANT",
      organisation: "MUSIC",
      environment: "live",
    }),
  );
  const live = await call("GET", PATH, { as: "music-live:music-live-secret" });
  expect(refusalOf(live)).toBe("400 BAD_REQUEST SANDBOX_ONLY RESELLER");
  const resellers = [
    { environment: "sandbox", resellerKey: "SANDBOX_RESELLER", name: "Mine", signingSecrets: [] },
  ];
  const put = await call("PUT", "/admin/v1/catalogue?dryRun=true", {
    as: OPERATOR,
    body: { catalogue: { resellers }, reason: "x" },
  });
  expect(JSON.stringify(put.body.metadata.issues)).toContain("SANDBOX_RESELLER is built in.");
});

it("an expiry is told to the merchant, and the reseller, in the order's own time", async () => {
  const dateExpiry = at(Date.now() + 10 * DAY);
  const { entitlementId } = await ordered({ productKey: "MUSIC_INSTANT", dateExpiry });
  await command("clock", entitlementId, { advanceTo: at(Date.now() + 11 * DAY) });
  const notices = await told(entitlementId, 2);
  expect(notices[1]?.body).toMatchObject({
    status: "CANCELLED",
    dateEnded: dateExpiry,
    notificationDate: dateExpiry,
  });
});

it("an order whose customer is erased is in nobody's book any more", async () => {
  const customerIdentifier = "erased-with-its-order";
  const sold = await ordered({ productKey: "MUSIC_INSTANT", customerIdentifier });
  await command("revoke", sold.entitlementId);
  await told(sold.entitlementId, 2);
  const book = env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName("MUSIC"));
  const kept = () => runInDurableObject(book, (_, { storage }) => JSON.stringify([...storage.kv.list()]));
  expect(await kept()).toContain(customerIdentifier);
  const body = {
    resellerKey: "SANDBOX_RESELLER",
    environment: "sandbox",
    customerIdentifier,
    reason: "Asked.",
  };
  const begun = await call("POST", "/admin/v1/customer/erase", { as: OPERATOR, body });
  expect(begun.status, JSON.stringify(begun.body)).toBe(202);
  await until(async () => expect(await kept()).not.toContain(customerIdentifier));
});
