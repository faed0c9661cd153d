// A customer has come to the merchant's page with a landing token: the merchant asks the platform who it is.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { LANDING_TOKEN_TTL_MS, landingToken } from "../../src/connectors/landing";
import { clock } from "../../src/shared/clock";
import { call, entitled, MUSIC, read, refusalOf, type Reply } from "../support/api";
import { credential, merchant, passTime, write } from "../support/catalogue";

const resolve = (token: unknown, as = MUSIC): Promise<Reply> =>
  call("POST", "/merchant/v1/entitlement/resolve", { as, body: { token } });

const tokenOf = (id: string): Promise<string> =>
  landingToken(env.ID_KEY, id, clock.now() + LANDING_TOKEN_TTL_MS);

it("resolves to the merchant's view of the record, as often as it is asked, and changes nothing", async () => {
  const { entitlementId } = await entitled({ productKey: "MUSIC" });
  const before = await read(entitlementId);
  const token = await tokenOf(entitlementId);
  for (let times = 0; times < 2; times++)
    expect(await resolve(token)).toMatchObject({
      status: 200,
      body: {
        entitlementId,
        resellerKey: "TELCO",
        status: "PENDING",
        productKey: "MUSIC",
        customerIdentifier: null,
        parameters: null,
      },
    });
  expect(await read(entitlementId)).toEqual(before);
});

it("says the same of every token that names nothing for this merchant", async () => {
  await write(
    merchant("VIDEO", "sandbox"),
    await credential("video-sandbox", ["video-secret"], { party: "MERCHANT", organisation: "VIDEO" }),
  );
  const { entitlementId } = await entitled({ productKey: "MUSIC" });
  const token = await tokenOf(entitlementId);
  const [id, expiry, signature] = token.split(".");
  const later = `${Number(expiry) + 1}`;
  const said = async (given: string, as?: string): Promise<unknown> => {
    const reply = await resolve(given, as);
    expect(refusalOf(reply)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
    const { requestId: _, ...metadata } = reply.body.metadata;
    return { ...reply.body, metadata };
  };
  const foreign = await said(token, "video-sandbox:video-secret");
  for (const forged of [
    "",
    "nonsense",
    entitlementId,
    `${id}.${later}.${signature}`,
    `${id}.${expiry}.${"0".repeat(64)}`,
    `${id}.${expiry}`,
    ` ${token}`,
    "x".repeat(50_000),
    await landingToken("another secret", entitlementId, clock.now() + 1_000),
    await tokenOf("00000000-0000-8000-8000-000000000000"),
    await tokenOf("00000000-0000-4000-8000-000000000000"),
  ])
    expect(await said(forged)).toEqual(foreign);
  passTime(LANDING_TOKEN_TTL_MS + 1_000);
  expect(await said(token)).toEqual(foreign);
});

it("takes a token and nothing else", async () => {
  const invalid = "400 BAD_REQUEST VALIDATION RESELLER";
  expect(refusalOf(await resolve(7))).toBe(`${invalid} token`);
  const path = "/merchant/v1/entitlement/resolve";
  const more = await call("POST", path, { as: MUSIC, body: { token: "x", id: 1 } });
  expect(refusalOf(more)).toBe(`${invalid} id`);
});

it("is a read: an idempotency key means nothing to it", async () => {
  const { entitlementId } = await entitled({ productKey: "MUSIC" });
  const headers = { "Idempotency-Key": "resolve-1" };
  const ask = (token: string): Promise<Reply> =>
    call("POST", "/merchant/v1/entitlement/resolve", { as: MUSIC, body: { token }, headers });
  expect((await ask("nonsense")).status).toBe(404);
  const found = await ask(await tokenOf(entitlementId));
  expect(found.status).toBe(200);
  expect(found.headers.get("Idempotent-Replayed")).toBeNull();
});
