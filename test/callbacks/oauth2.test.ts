// Client credentials towards a reseller: its token endpoint and its endpoint are real servers on loopback.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { attemptPost } from "../../src/callbacks/attempt";
import { Reseller } from "../../src/catalogue/schema";
import { inbox, type Inbox } from "../receiver";
import { pass } from "../support/world";

interface Shop {
  token: Inbox;
  hook: Inbox;
  reseller: Reseller;
  attempt: () => ReturnType<typeof attemptPost>;
}

let shops = 0;

/** A reseller of its own, so that no token of another test is in use. */
function shop(changes: Record<string, unknown> = {}): Shop {
  const [token, hook] = [inbox(), inbox()];
  const reseller = Reseller.parse({
    environment: "sandbox",
    resellerKey: `SHOP-${++shops}`,
    name: "Shop",
    defaultNotificationUrl: null,
    signingSecrets: ["whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM="],
    authentication: {
      type: "oauth2",
      tokenUrl: token.url,
      clientId: "shop:1",
      clientSecret: "s3cret %&",
      ...changes,
    },
  });
  const posting = { id: "n-1", body: "{}", url: hook.url, traceparent: null };
  return { token, hook, reseller, attempt: () => attemptPost(env, reseller, posting) };
}

const given = (token: string, expires_in?: number) => ({
  status: 200,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ access_token: token, token_type: "Bearer", ...(expires_in && { expires_in }) }),
});

const bearers = async ({ hook }: Shop, count: number): Promise<(string | undefined)[]> =>
  (await hook.posts(count)).map(({ headers }) => headers["authorization"]);

describe("a reseller with OAuth2", () => {
  it("gets its notification with a token, asked for once with its client's credentials", async () => {
    const one = shop({ scope: "notifications", audience: "hooks" });
    await one.token.answers(given("token-1", 600));
    expect(await one.attempt()).toMatchObject({ ok: true, status: 204, error: null });
    expect(await one.attempt()).toMatchObject({ ok: true });
    expect(await bearers(one, 2)).toEqual(["Bearer token-1", "Bearer token-1"]);
    const [asked, ...again] = await one.token.posts(1);
    expect(again).toEqual([]);
    expect(asked?.headers["authorization"]).toBe(`Basic ${btoa("shop%3A1:s3cret+%25%26")}`);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "notifications",
      audience: "hooks",
    });
    expect((await one.hook.posts(1))[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  });

  it("may want the credentials in the body", async () => {
    const one = shop({ clientAuthentication: "body" });
    await one.token.answers(given("token-1"));
    await one.attempt();
    const [asked] = await one.token.posts(1);
    expect(asked?.headers["authorization"]).toBeUndefined();
    expect(asked?.body).toBe("grant_type=client_credentials&client_id=shop%3A1&client_secret=s3cret+%25%26");
  });

  it("is asked for a new token shortly before the old one expires", async () => {
    const one = shop();
    await one.token.answers(given("token-1", 600), given("token-2", 600));
    await one.attempt();
    pass(569_000);
    await one.attempt();
    pass(2_000);
    await one.attempt();
    expect(await bearers(one, 3)).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
  });

  it("that no longer takes a token is asked for a new one, once for an attempt", async () => {
    const one = shop();
    await one.token.answers(given("token-1", 600), given("token-2", 600), given("token-3", 600));
    await one.hook.answers({ status: 204 }, { status: 401 }, { status: 204 }, { status: 401 });
    expect(await one.attempt()).toMatchObject({ ok: true });
    expect(await one.attempt()).toMatchObject({ ok: true, status: 204 });
    expect(await one.attempt()).toMatchObject({ ok: false, status: 401, error: "CLIENT_ERROR" });
    expect(await bearers(one, 5)).toEqual([1, 1, 2, 2, 3].map((n) => `Bearer token-${n}`));
  });

  it.each([
    ["refuses", { status: 401, body: '{"error":"invalid_client"}' }, "the token endpoint answered 401"],
    [
      "redirects",
      { status: 302, headers: { Location: "http://127.0.0.1:1/" } },
      "the token endpoint answered 302",
    ],
    ["answers something else", { status: 200, body: "<html>" }, "the token endpoint's answer is not one"],
    [
      "gives another kind of token",
      { ...given("x"), body: '{"access_token":"x","token_type":"mac"}' },
      "is not one",
    ],
    ["answers without end", { status: 200, body: "x".repeat(100_000) }, "is not one"],
  ])(
    "whose token endpoint %s gets nothing, and the attempt has failed for want of a token",
    async (_, told, why) => {
      const one = shop();
      await one.token.answers(told);
      const result = await one.attempt();
      expect(result).toMatchObject({ ok: false, status: null, error: "TOKEN", url: one.hook.url });
      expect(result.answer).toContain(why);
      expect(result.answer).not.toContain("s3cret");
      expect(await one.hook.posts(0, 0)).toEqual([]);
    },
  );

  it("whose token endpoint the guard refuses is not asked at all", async () => {
    const one = shop({ tokenUrl: "https://auth.invalid/token" });
    const result = await one.attempt();
    expect(result).toMatchObject({ ok: false, error: "TOKEN" });
    expect(result.answer).toContain("the token endpoint is refused");
  });

  it("with the same client as another reseller does not get that one's token", async () => {
    const [one, other] = [shop(), shop()];
    await one.token.answers(given("mine", 600), given("theirs", 600));
    const tokenUrl = one.token.url;
    const same = shop({ tokenUrl });
    await one.attempt();
    await same.attempt();
    expect(await bearers(same, 1)).toEqual(["Bearer theirs"]);
    expect(other.reseller.resellerKey).not.toBe(one.reseller.resellerKey);
  });
});
