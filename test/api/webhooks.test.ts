// Test notifications and public keys, over HTTP, with the receiver's own means: the reference library and WebCrypto.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { verified, verifiedEd25519 } from "../../scripts/examples/verify";
import type { Reseller } from "../../src/catalogue/schema";
import { seal } from "../../src/catalogue/seal";
import { inbox } from "../receiver";
import { call, refusalOf, TELCO_LIVE, type Body, type Reply } from "../support/api";
import { credential, write } from "../support/catalogue";

const SECRET = "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM=";
const NEW_SECRET = "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1uZXdlci1vbmU=";
const PRIVATE = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const OLD_PRIVATE = "whsk_V0VCSE9PS0FTWU1NRVRSSUNURVNUUFJJVkFURUtFWTE=";
const SHOP = "shop-sandbox:shop-secret";
const home = inbox();

const shop = (changes: Partial<Reseller> = {}): Reseller => ({
  environment: "sandbox",
  resellerKey: "SHOP",
  name: "Shop",
  defaultNotificationUrl: home.url,
  authentication: { type: "apiKey", key: "let-me-in" },
  signingSecrets: [NEW_SECRET, SECRET, PRIVATE, OLD_PRIVATE],
  ...changes,
});

const sample = (body: unknown, as = SHOP): Promise<Reply> =>
  call("POST", "/v1/notifications/test", { as, body });

beforeAll(async () => {
  const owner = "reseller:sandbox:SHOP:signingSecrets";
  const signingSecrets = await Promise.all(
    [NEW_SECRET, SECRET, PRIVATE, OLD_PRIVATE].map((secret) => seal(env.CATALOGUE_KEY, owner, secret)),
  );
  await write(
    { kind: "reseller", item: shop({ signingSecrets }) },
    await credential("shop-sandbox", ["shop-secret"], { organisation: "SHOP" }),
  );
});

describe("a test notification", () => {
  it("is a complete and signed notification of nobody's, and the answer says what happened", async () => {
    const endpoint = inbox();
    await endpoint.answers({ status: 200, body: "thank you" });
    const { status, body } = await sample({ url: endpoint.url });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      responseCode: "OK",
      delivered: true,
      attempt: { status: 200, error: null, answer: "thank you", url: endpoint.url },
      signature: ["v1", "v1a"],
    });
    const [post] = await endpoint.posts(1);
    expect(post?.headers).toMatchObject({ "x-api-key": "let-me-in", "content-type": "application/json" });
    expect(post?.headers["webhook-id"]).toMatch(/^test_/);
    expect(post?.headers["webhook-id"]).toBe(body["notificationId"]);
    const received: Body = JSON.parse(post?.body ?? "");
    expect(received).toMatchObject({
      notificationReason: "ACTIVATION_SUCCESS",
      entitlementId: "00000000-0000-8000-8000-000000000000",
      status: "ACTIVE",
      version: 1,
      environment: "sandbox",
      notificationUrl: endpoint.url,
    });
    const real = await call("GET", "/v1/events");
    const [event] = real.body["events"] as object[];
    if (event) expect(Object.keys(received).sort()).toEqual(Object.keys(event).sort());
    const headers = { ...post?.headers };
    for (const secret of [SECRET, NEW_SECRET]) verified(secret, post?.body ?? "", headers);
    const { body: published } = await call("GET", "/.well-known/webhook-keys/sandbox/SHOP", { as: null });
    const keys = published["keys"] as { publicKey: string }[];
    expect(keys).toHaveLength(2);
    for (const { publicKey } of keys)
      expect(await verifiedEd25519([publicKey], post?.body ?? "", headers)).toEqual(received);
  });

  it("goes to the default URL where none is given, also without a body", async () => {
    expect((await sample({})).body).toMatchObject({ delivered: true, attempt: { url: home.url } });
    expect((await sample(undefined)).body["delivered"]).toBe(true);
    expect(await home.posts(2)).toHaveLength(2);
  });

  it.each([
    [500, "SERVER_ERROR"],
    [403, "CLIENT_ERROR"],
    [302, "REDIRECT"],
  ])("that is answered %i was not delivered: %s", async (status, error) => {
    const endpoint = inbox();
    await endpoint.answers({ status, headers: { Location: "http://127.0.0.1:1/" }, body: "no" });
    const { body } = await sample({ url: endpoint.url });
    expect(body).toMatchObject({ delivered: false, attempt: { status, error, answer: "no" } });
  });

  it("to a port where nobody listens was not delivered: CONNECT", async () => {
    const { body } = await sample({ url: "http://127.0.0.1:1/" });
    expect(body).toMatchObject({
      delivered: false,
      attempt: { status: null, error: "CONNECT", answer: null },
    });
  });

  it.each([
    "https://shop.internal/",
    "https://shop.invalid/",
    "https://shop/",
    "http://shop.invalid/",
    "shop",
  ])("to %s is refused, and nothing is sent", async (url) => {
    const reply = await sample({ url });
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST INVALID_NOTIFICATION_URL RESELLER url");
  });

  it("needs a URL where there is no default", async () => {
    const reply = await call("POST", "/v1/notifications/test", { body: {} });
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST NOTIFICATION_URL_REQUIRED RESELLER url");
  });
});

describe("public keys", () => {
  const published = (path: string) => call("GET", `/.well-known/webhook-keys/${path}`, { as: null });

  it("are there for everybody, newest first, without a word about private ones or HMAC secrets", async () => {
    const { status, body, headers } = await published("sandbox/SHOP");
    expect(status).toBe(200);
    expect(headers.get("Cache-Control")).toBe("public, max-age=300");
    expect(body["keys"]).toEqual([
      {
        signature: "v1a",
        algorithm: "ed25519",
        publicKey: "whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=",
      },
      { signature: "v1a", algorithm: "ed25519", publicKey: expect.stringMatching(/^whpk_/) },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/whsk_|whsec_|sealed/);
  });

  it("of nobody, of a reseller without any, and of another environment look the same", async () => {
    for (const path of ["sandbox/NOBODY", "sandbox/TELCO", "live/SHOP", "moon/SHOP"]) {
      const { status, body } = await published(path);
      expect([status, body]).toEqual([200, { keys: [] }]);
    }
  });

  it("are also told to their reseller, with the kinds of signatures", async () => {
    const { body } = await call("GET", "/v1/notifications/keys", { as: SHOP });
    expect(body["signatures"]).toEqual(["v1", "v1a"]);
    expect(body["keys"]).toHaveLength(2);
    const telco = await call("GET", "/v1/notifications/keys", { as: TELCO_LIVE });
    expect(telco.body).toMatchObject({ signatures: ["v1"], keys: [] });
  });
});
