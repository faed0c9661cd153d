// OAuth 2.0 client credentials against a real authorization server (oidc-provider), and against answers that are none.
import { afterEach, describe, expect, inject, it } from "vitest";
import { ask } from "../../../src/connectors/ask";
import type { Connector } from "../../../src/connectors/contract";
import { clock } from "../../../src/shared/clock";
import { CONTEXT, requestOf } from "../suite";
import { CLIENTS } from "./clients";
import { scriptedMerchant } from "./merchant";
import { connectorOf } from "./subject";

const realNow = clock.now;
afterEach(() => {
  clock.now = realNow;
});

interface Options {
  secret?: string;
  scope?: string;
  tokenUrl?: string;
  baseUrl?: string;
}

/** A connector that nobody has used before, to the API behind the authorization server. */
function connectorTo(client: keyof typeof CLIENTS, options: Options = {}): Connector {
  const origin = inject("authorizationServerUrl");
  const { id, secret } = CLIENTS[client];
  const { tokenUrl = `${origin}/token`, baseUrl = `${origin}/api`, scope = "subscriptions" } = options;
  const definition = {
    baseUrl,
    authentication: {
      type: "oauth2",
      tokenUrl,
      clientId: id,
      clientSecret: { secret: "clientSecret" },
      scope,
      clientAuthentication: client,
    },
    operations: {
      create: {
        url: "/subscriptions",
        responses: [
          {
            status: 200,
            outcome: "completed",
            merchantEntitlementId: "body.id",
            merchantExtensionData: '{ "scope": body.scope }',
          },
        ],
      },
    },
  };
  return connectorOf(definition, { clientSecret: options.secret ?? secret });
}

const create = (connector: Connector) => ask(connector, requestOf("create"), CONTEXT);
const origin = () => inject("authorizationServerUrl");
const given = async (client: keyof typeof CLIENTS): Promise<number> =>
  Number(await (await fetch(`${origin()}/~tokens?client=${encodeURIComponent(CLIENTS[client].id)}`)).text());
const revoke = (client: keyof typeof CLIENTS) =>
  fetch(`${origin()}/~revoke?client=${encodeURIComponent(CLIENTS[client].id)}`, { method: "POST" });

describe.each(["basic", "body"] as const)("client authentication: %s", (client) => {
  const completed = {
    kind: "completed",
    merchantEntitlementId: `for-${CLIENTS[client].id}`,
    merchantExtensionData: { scope: "subscriptions" },
  };

  it("gets a token once and uses it until shortly before it expires", async () => {
    const connector = connectorTo(client);
    const before = await given(client);
    for (const _ of [1, 2, 3]) expect(await create(connector)).toMatchObject(completed);
    expect(await given(client)).toBe(before + 1);
    clock.now = () => realNow() + 560_000;
    await create(connector);
    expect(await given(client)).toBe(before + 1);
    clock.now = () => realNow() + 575_000;
    expect(await create(connector)).toMatchObject(completed);
    expect(await given(client)).toBe(before + 2);
  });

  it("gets a new token, once, when the API no longer takes the old one", async () => {
    const connector = connectorTo(client);
    await create(connector);
    await revoke(client);
    const before = await given(client);
    expect(await create(connector)).toMatchObject(completed);
    expect(await given(client)).toBe(before + 1);
    expect(await create(connector)).toMatchObject(completed);
    expect(await given(client)).toBe(before + 1);
  });

  it("a wrong secret is a certain refusal", async () => {
    expect(await create(connectorTo(client, { secret: "wrong" }))).toEqual({
      kind: "rejected",
      reason: "MERCHANT_UNAVAILABLE",
      message: "no access token: the token endpoint answered 401",
    });
  });

  it("so is a scope that the client may not have", async () => {
    expect(await create(connectorTo(client, { scope: "admin" }))).toMatchObject({
      reason: "MERCHANT_UNAVAILABLE",
      message: "no access token: the token endpoint answered 400",
    });
  });

  it("two merchants do not share a token", async () => {
    const before = await given(client);
    await create(connectorTo(client));
    await create(connectorTo(client));
    expect(await given(client)).toBe(before + 2);
  });
});

describe("a 401 that a new token does not cure", () => {
  it("is repeated once, then it is the merchant's answer", async () => {
    const merchant = scriptedMerchant();
    await merchant.tell("/subscriptions", { steps: [{ status: 401 }] });
    expect(await create(connectorTo("basic", { baseUrl: merchant.baseUrl }))).toMatchObject({
      kind: "unknown",
      cause: "UNREADABLE",
      status: 401,
    });
    const { requests } = await merchant.seen("/subscriptions");
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ headers }) => headers["authorization"])).size).toBe(2);
    expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });
});

describe("a token endpoint that does not give one", () => {
  const token = { access_token: "t", token_type: "bearer" };
  it.each([
    ["a server error", { status: 500 }, "answered 500"],
    ["a redirect", { status: 302, headers: { Location: "http://127.0.0.1:1/" } }, "answered 302"],
    ["a page", { body: "<h1>Sign in</h1>" }, "is not one"],
    ["no token", { body: JSON.stringify({ token_type: "bearer" }) }, "is not one"],
    ["a token of another type", { body: JSON.stringify({ ...token, token_type: "mac" }) }, "is not one"],
    [
      "a token with a line break",
      { body: JSON.stringify({ ...token, access_token: "a\r\nb: c" }) },
      "is not one",
    ],
    ["a token that has expired", { body: JSON.stringify({ ...token, expires_in: 0 }) }, "is not one"],
    ["ten megabytes", { body: JSON.stringify(token), size: 10_000_000 }, "is not one"],
    ["a connection that breaks", { breaks: "reset" as const }, "did not answer"],
  ])("%s: nothing was asked of the API, for certain", async (_, step, said) => {
    const merchant = scriptedMerchant();
    await merchant.tell("/token", { steps: [step] });
    const connector = connectorTo("basic", {
      baseUrl: merchant.baseUrl,
      tokenUrl: `${merchant.baseUrl}/token`,
    });
    expect(await create(connector)).toEqual({
      kind: "rejected",
      reason: "MERCHANT_UNAVAILABLE",
      message: expect.stringContaining(said),
    });
    expect((await merchant.seen("/subscriptions")).requests).toEqual([]);
  });

  it("none that listens, or one that the guard refuses", async () => {
    expect(await create(connectorTo("basic", { tokenUrl: `${inject("closedUrl")}/token` }))).toMatchObject({
      message: "no access token: the token endpoint did not answer",
    });
    expect(await create(connectorTo("basic", { tokenUrl: "http://10.0.0.1/token" }))).toMatchObject({
      reason: "MERCHANT_UNAVAILABLE",
      message: expect.stringContaining("the token endpoint is refused"),
    });
  });

  it("a token without a lifetime is used all the same", async () => {
    const merchant = scriptedMerchant();
    await merchant.tell("/token", { steps: [{ body: JSON.stringify({ ...token, scope: "x" }) }] });
    await merchant.tell("/subscriptions", { steps: [{ body: '{"id":"1","scope":null}' }] });
    const connector = connectorTo("basic", {
      baseUrl: merchant.baseUrl,
      tokenUrl: `${merchant.baseUrl}/token`,
    });
    await create(connector);
    expect(await create(connector)).toMatchObject({ kind: "completed", merchantEntitlementId: "1" });
    expect((await merchant.seen("/token")).requests).toHaveLength(1);
  });
});
