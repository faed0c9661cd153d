import { describe, expect, it } from "vitest";
import { authenticationHeaders } from "../../src/callbacks/authentication";
import { NotificationAuthentication } from "../../src/catalogue/schema";

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
    const parsed = NotificationAuthentication.parse(authentication);
    expect(parsed.type === "oauth2" ? null : authenticationHeaders(parsed)).toEqual(headers);
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
    { type: "oauth2", clientId: "c", clientSecret: "s" },
    { type: "oauth2", tokenUrl: "https://x.com/t", clientId: "c", clientSecret: "a\nb" },
  ])("of %j is refused, because it makes no valid header", (authentication) => {
    expect(NotificationAuthentication.safeParse(authentication).success).toBe(false);
  });
});
