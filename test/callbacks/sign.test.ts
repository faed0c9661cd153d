import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { authenticationHeaders, signedHeaders } from "../../src/callbacks/sign";
import { NotificationAuthentication } from "../../src/catalogue/schema";

// The vector published with the Standard Webhooks reference libraries.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";
const MESSAGE = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330_000,
  body: '{"test": 2432232314}',
};
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

describe("the signature", () => {
  it("equals the published vector", () => {
    expect(signedHeaders({ ...MESSAGE, timestamp: MESSAGE.timestamp + 999, secrets: [SECRET] })).toEqual({
      "webhook-id": MESSAGE.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": SIGNATURE,
    });
  });

  it("is one per secret while a secret is rotated, the newest first", () => {
    const { "webhook-signature": both } = signedHeaders({ ...MESSAGE, secrets: [SECRET, OLD_SECRET] });
    const { "webhook-signature": old } = signedHeaders({ ...MESSAGE, secrets: [OLD_SECRET] });
    expect(both).toBe(`${SIGNATURE} ${old}`);
  });

  it("is verified by the reference library with either secret and over any text", () => {
    const body = JSON.stringify({ entitlementDisplayName: "Mūsika 🎵" });
    const headers = signedHeaders({ id: "n-1", timestamp: Date.now(), body, secrets: [SECRET, OLD_SECRET] });
    for (const secret of [SECRET, OLD_SECRET])
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow("No matching signature found");
    expect(() => new Webhook("whsec_c29tZWJvZHkgZWxzZQ==").verify(body, headers)).toThrow(
      "No matching signature found",
    );
  });
});

describe("the reseller's own authentication", () => {
  it.each([
    [{ type: "none" }, {}],
    [
      { type: "basic", username: "Aladdin", password: "open sesame" },
      { Authorization: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" },
    ],
    // RFC 7617 §2.1
    [{ type: "basic", username: "test", password: "123£" }, { Authorization: "Basic dGVzdDoxMjPCow==" }],
    [{ type: "basic", username: "", password: "密🔑:" }, { Authorization: "Basic OuWvhvCflJE6" }],
    [{ type: "apiKey", key: "k-1" }, { "X-Api-Key": "k-1" }],
    [{ type: "bearer", token: "abc.def" }, { Authorization: "Bearer abc.def" }],
  ] as const)("of %j becomes %j", (authentication, headers) => {
    expect(authenticationHeaders(NotificationAuthentication.parse(authentication))).toEqual(headers);
  });

  it.each([
    {},
    { type: "digest" },
    { type: "basic", username: "a:b", password: "x" },
    { type: "basic", username: "a", password: "x\ny" },
    { type: "basic", username: "a" },
    { type: "apiKey", key: "" },
    { type: "apiKey", key: "a\r\nX-Injected: 1" },
    { type: "bearer", token: "schlüssel" },
  ])("of %j is refused, because it makes no valid header", (authentication) => {
    expect(NotificationAuthentication.safeParse(authentication).success).toBe(false);
  });
});
