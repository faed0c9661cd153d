// The operator tries a connector: what would be sent, and with `send` what came back; no secret is shown either way.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { seal } from "../../src/catalogue/seal";
import { secretOwner } from "../../src/connectors/registry";
import { scriptedMerchant, type Merchant } from "../connectors/http/merchant";
import { call, MUSIC, OPERATOR, refusalOf, TELCO, type Reply } from "../support/api";
import { entriesOf } from "../support/audit";
import { merchant as merchantEntry, product, route, write } from "../support/catalogue";

const SECRETS = { password: "p4ss&<word>", apiKey: "key/77 ab", pin: "4711-4712" };
const CREDENTIAL = btoa(`platform:${SECRETS.password}`);

const tryOut = (body: object, as = OPERATOR): Promise<Reply> =>
  call("POST", "/admin/v1/connector/try", {
    as,
    body: { environment: "sandbox", merchantAccountKey: "VIDEO", ...body },
  });

const definition = (baseUrl: string) => ({
  baseUrl,
  authentication: { type: "basic", username: "platform", password: { secret: "password" } },
  headers: { "X-Key": "{secrets.apiKey}" },
  operations: {
    create: {
      method: "POST",
      url: "/subscriptions?key={secrets.apiKey}",
      format: "form",
      answer: "json",
      body: '{ "product": productKey, "offer": offerKey, "reseller": resellerKey, "customer": customerIdentifier, "market": routeExtensionData.market, "pin": secrets.pin }',
      responses: [
        { status: 201, outcome: "completed", merchantEntitlementId: "body.id", terminationDate: "body.end" },
        { status: 409, outcome: "rejected", message: "body.text" },
      ],
    },
    terminate: {
      method: "POST",
      url: "/subscriptions/{merchantEntitlementId}/end",
      body: '{ "now": immediate }',
      responses: [{ status: 200, outcome: "completed" }],
    },
    status: {
      url: "/status/{about.operation}/{about.requestId}",
      method: "GET",
      responses: [{ status: 200, outcome: "completed" }],
    },
    suspend: { method: "PUT", url: "/{offerKey}", responses: [{ status: 200, outcome: "completed" }] },
    activationInfo: {
      responses: [{ outcome: "actionRequired", url: '"https://m.com/join?token=" & request.landingToken' }],
    },
  },
});

let merchant: Merchant;

async function define(version: number, body: object): Promise<void> {
  const row = env.CATALOGUE.prepare(
    "INSERT INTO definition (environment, merchant_account_key, version, connector, digest, body, created) VALUES ('sandbox', 'VIDEO', ?1, 'http', ?1, ?2, 0)",
  );
  await row.bind(version, JSON.stringify(body)).run();
}

beforeAll(async () => {
  merchant = scriptedMerchant();
  const sealed = Object.entries(SECRETS).map(async ([name, clear]) => [
    name,
    await seal(env.CATALOGUE_KEY, secretOwner("sandbox", "VIDEO", name), clear),
  ]);
  const entry = merchantEntry("VIDEO", "sandbox", "http");
  if (entry.kind !== "merchant") throw new Error("no merchant");
  await write(
    { kind: "merchant", item: { ...entry.item, secrets: Object.fromEntries(await Promise.all(sealed)) } },
    product({ productKey: "FILMS", offerKeys: ["YEARLY"] }),
    route({ resellerKey: "BANK", routeExtensionData: { market: "DE" } }),
    route({
      resellerKey: "TELCO",
      sharesWithMerchant: ["customerIdentifier"],
      routeExtensionData: { market: "AT" },
    }),
  );
  await define(1, definition(merchant.baseUrl));
  await define(2, {
    ...definition(merchant.baseUrl),
    operations: { create: { responses: [{ outcome: "accepted" }] } },
  });
  await define(3, { from: "a later release" });
});

describe("a try without sending", () => {
  it("shows the request with samples from the catalogue, and stand-ins for secrets", async () => {
    const { status, body } = await tryOut({ operation: "create", resellerKey: "BANK" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ responseCode: "OK", response: null, outcome: null, rule: null });
    expect(body["request"]).toEqual({
      method: "POST",
      url: `${merchant.baseUrl}/subscriptions?key=(secret apiKey)`,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Key": "(secret apiKey)",
        "User-Agent": "resale-edge/1",
        "Idempotency-Key": expect.any(String),
        Authorization: "Basic platform:(secret password)",
      },
      body: "product=FILMS&offer=YEARLY&reseller=BANK&market=DE&pin=(secret pin)",
    });
    expect((await merchant.seen("/subscriptions")).requests).toEqual([]);
  });

  it("takes what it is told, and shares what the route shares", async () => {
    const told = { operation: "create", productKey: "P", offerKey: "O", resellerKey: "TELCO" };
    const request = async (more: object) =>
      ((await tryOut({ ...told, ...more })).body["request"] as { body: string }).body;
    expect(await request({})).toContain(
      "product=P&offer=O&reseller=TELCO&customer=sample-customer&market=AT",
    );
    expect(await request({ customerIdentifier: "49170" })).toContain("customer=49170");
  });

  it.each([
    [{ operation: "terminate", merchantEntitlementId: "M 1" }, "/subscriptions/M%201/end", '{"now":false}'],
    [
      { operation: "terminate", merchantEntitlementId: "M1", immediate: true },
      "/subscriptions/M1/end",
      '{"now":true}',
    ],
    [{ operation: "status", about: "terminate" }, "/status/terminate/", null],
  ])("%j", async (told, path, sent) => {
    const { body } = await tryOut(told);
    const request = body["request"] as { url: string; body: string | null };
    expect(request.url.startsWith(merchant.baseUrl + path)).toBe(true);
    expect(request.body).toBe(sent);
  });

  it("of an operation that asks nobody shows how it is answered", async () => {
    expect((await tryOut({ operation: "activationInfo" })).body).toMatchObject({
      request: null,
      response: null,
      outcome: { kind: "actionRequired", url: expect.stringContaining("https://m.com/join?token=") },
      rule: 0,
    });
    expect((await tryOut({ operation: "create", version: 2 })).body).toMatchObject({
      outcome: { kind: "accepted" },
    });
  });

  it("of a request that cannot be made says why", async () => {
    await write(product({ productKey: "BARE", offerKeys: [] }));
    const { status, body } = await tryOut({ operation: "suspend", productKey: "BARE" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      request: null,
      response: null,
      outcome: {
        kind: "rejected",
        reason: "MERCHANT_UNAVAILABLE",
        message: "the URL needs offerKey, which this request does not have",
      },
    });
  });
});

describe("a try that is sent", () => {
  const sending = { operation: "create", send: true, reason: "Setting VIDEO up." };

  it("shows what came back and how it was understood, without any secret", async () => {
    const echo = `${SECRETS.password} ${CREDENTIAL} ${JSON.stringify(SECRETS.apiKey)} ${encodeURIComponent(SECRETS.apiKey)} p4ss&amp;&lt;word&gt; ${SECRETS.pin}`;
    await merchant.tell("/subscriptions", {
      steps: [
        {
          status: 201,
          headers: { "Content-Type": "application/json", "X-Echo": CREDENTIAL },
          body: JSON.stringify({ id: "M-1", end: "2031-05-01T10:00:00Z", echo, filler: "x".repeat(10_000) }),
        },
      ],
    });
    const { body } = await tryOut(sending);
    expect(body).toMatchObject({
      response: { status: 201, headers: { "x-echo": "(credential)" }, durationMs: expect.any(Number) },
      outcome: {
        kind: "completed",
        merchantEntitlementId: "M-1",
        terminationDate: "2031-05-01T10:00:00.000Z",
      },
      rule: 0,
    });
    const response = body["response"] as { body: string };
    expect(response.body).toHaveLength(4_096);
    expect(response.body).toContain("(secret password) (credential)");
    for (const secret of [...Object.values(SECRETS), CREDENTIAL, encodeURIComponent(SECRETS.apiKey)])
      expect(JSON.stringify(body)).not.toContain(secret);
    const { requests } = await merchant.seen("/subscriptions");
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      url: expect.stringContaining("?key=key%2F77%20ab"),
      body: expect.stringContaining("pin=4711-4712"),
      headers: { authorization: `Basic ${CREDENTIAL}`, "x-key": SECRETS.apiKey },
    });
  });

  it("does not show a secret in what was understood either", async () => {
    await merchant.tell("/subscriptions", {
      steps: [{ status: 409, body: JSON.stringify({ text: `bad pin ${SECRETS.pin}` }) }],
    });
    expect((await tryOut(sending)).body).toMatchObject({
      outcome: { kind: "rejected", message: "bad pin (secret pin)" },
      rule: 1,
    });
  });

  it("shows an answer that no rule describes, and that there was none", async () => {
    await merchant.tell("/subscriptions", { steps: [{ status: 200, body: "{}" }, { breaks: "reset" }] });
    expect((await tryOut(sending)).body).toMatchObject({
      response: { status: 200, body: "{}" },
      outcome: { kind: "unknown", cause: "UNREADABLE", detail: "no rule matches the answer (status 200)" },
      rule: null,
    });
    expect((await tryOut(sending)).body).toMatchObject({
      response: null,
      outcome: { kind: "unknown", cause: "CONNECTION" },
    });
  });

  it("is in the audit with its reason, and without any secret; one that is not sent is not", async () => {
    await merchant.tell("/subscriptions", {
      steps: [{ status: 409, body: JSON.stringify({ text: `bad pin ${SECRETS.pin}` }) }],
    });
    const before = await entriesOf("connector.try", "merchant sandbox/VIDEO");
    await tryOut({ ...sending, send: false });
    await tryOut(sending);
    const entries = await entriesOf("connector.try", "merchant sandbox/VIDEO");
    expect(entries).toHaveLength(before.length + 1);
    expect(entries[0]).toMatchObject({ actor: "OPERATOR", reason: sending.reason });
    expect(entries[0]?.detail).toEqual({
      credential: expect.any(String),
      operation: "create",
      version: 1,
      outcome: "rejected",
    });
    for (const secret of [...Object.values(SECRETS), CREDENTIAL])
      expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it("needs a reason", async () => {
    expect(refusalOf(await tryOut({ ...sending, reason: undefined }))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER reason",
    );
  });
});

describe("a try that is refused", () => {
  it.each([
    [
      { operation: "create", merchantAccountKey: "NOBODY" },
      "400 BAD_REQUEST NO_ROUTE RESELLER merchantAccountKey",
    ],
    [{ operation: "create", environment: "live" }, "400 BAD_REQUEST NO_ROUTE RESELLER merchantAccountKey"],
    [{ operation: "resume" }, "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER operation"],
    [{ operation: "create", version: 9 }, "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER version"],
    [{ operation: "create", version: 3 }, "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER version"],
    [
      { operation: "create", merchantAccountKey: "MUSIC" },
      "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER",
    ],
    [{ operation: "steal" }, "400 BAD_REQUEST VALIDATION RESELLER operation"],
    [{ operation: "create", magicNumber: "X" }, "400 BAD_REQUEST VALIDATION RESELLER magicNumber"],
  ])("%j: %s", async (body, refusal) => {
    expect(refusalOf(await tryOut(body))).toBe(refusal);
  });

  it.each([TELCO, MUSIC])("by anybody but an operator (%s)", async (as) => {
    expect((await tryOut({ operation: "create" }, as)).status).toBe(401);
  });
});
