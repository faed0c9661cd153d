// Sessions: who gets one, what its cookie is like, and everything that ends it.
import { beforeAll, describe, expect, it } from "vitest";
import { IDLE_TTL_MS, SESSION_TTL_MS } from "../../src/console/session/session";
import { call, MUSIC, OPERATOR, TELCO } from "../support/api";
import { credential, passTime, write } from "../support/catalogue";
import { headingOf, newTab, signedIn, wordsOf, type Tab } from "../support/console";

const HOUR = 3_600_000;

/** Where somebody is who opens a page of the console. */
const opens = async (tab: Tab): Promise<string> => {
  const page = await tab.get("/console/care");
  return page.status === 303 ? `to ${page.location}` : `${page.status} ${headingOf(page)}`;
};
const IN = "200 Find an entitlement";
const OUT = "to /console/sign-in?to=%2Fconsole%2Fcare";

describe("signing in", () => {
  it.each([
    ["a reseller", TELCO, "TELCO reseller sandbox"],
    ["a merchant", MUSIC, "MUSIC merchant sandbox"],
    ["an operator", OPERATOR, "OPERATOR operator both"],
  ])("opens the console to %s, and says who that is", async (_, who, words) => {
    const tab = await signedIn(who);
    expect(wordsOf(await tab.get("/console/care"))).toContain(words);
  });

  it.each([
    ["a wrong secret", "telco-sandbox", "wrong"],
    ["no secret", "telco-sandbox", ""],
    ["an unknown id", "somebody", "telco-sandbox-secret"],
    ["nothing", "", ""],
  ])("with %s is refused in the same words", async (_, id, secret) => {
    const tab = newTab();
    await tab.get("/console/sign-in");
    const page = await tab.post("/console/sign-in", { id, secret });
    expect(page.status).toBe(401);
    expect(wordsOf(page)).toContain("Id and secret do not match a credential that may be used from here.");
    expect(page.html).not.toContain("wrong");
    expect(await opens(tab)).toBe(OUT);
  });

  it("leads on to where one wanted to go, and to no other site", async () => {
    for (const [to, location] of [
      ["/console/endpoints?cursor=a", "/console/endpoints?cursor=a"],
      ["/console", "/console"],
      ["https://evil.invalid/console", "/console"],
      ["//evil.invalid/console", "/console"],
      ["/consoles", "/console"],
      ["/console\\evil", "/console"],
      ["/console/sign-out", "/console"],
    ] as const) {
      const tab = newTab();
      await tab.get("/console/sign-in");
      const fields = { id: "telco-sandbox", secret: "telco-sandbox-secret", to };
      expect((await tab.post("/console/sign-in", fields)).location, to).toBe(location);
    }
  });

  it("begins another session than the one that the form was bound to", async () => {
    const tab = newTab();
    await tab.get("/console/sign-in");
    const before = tab.cookie;
    await tab.post("/console/sign-in", { id: "telco-sandbox", secret: "telco-sandbox-secret" });
    expect(tab.cookie).not.toBe(before);
    tab.cookie = before;
    expect(await opens(tab)).toBe(OUT);
  });

  it("is only possible from where the credential may be used, and so is what follows", async () => {
    await write(await credential("office", ["office-secret"], { ipRanges: ["192.0.2.0/24"] }));
    await expect(signedIn("office:office-secret")).rejects.toThrow("not signed in: 401");
    await expect(signedIn("office:office-secret", { "CF-Connecting-IP": "198.51.100.1" })).rejects.toThrow(
      "401",
    );
    const tab = await signedIn("office:office-secret", { "CF-Connecting-IP": "192.0.2.7" });
    expect((await tab.get("/console/care", { "CF-Connecting-IP": "192.0.2.9" })).status).toBe(200);
    expect((await tab.get("/console/care", { "CF-Connecting-IP": "198.51.100.1" })).status).toBe(303);
  });
});

describe("the cookie", () => {
  it("is HttpOnly, SameSite, Secure and of this host alone with https, and plain with http", async () => {
    const https = await newTab().get("/console/sign-in");
    expect(https.headers.get("Set-Cookie")).toMatch(
      /^__Host-console=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=28800; Secure$/,
    );
    const http = await newTab("http://127.0.0.1:8787").get("/console/sign-in");
    expect(http.headers.get("Set-Cookie")).toMatch(
      /^console=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=28800$/,
    );
  });

  it("holds neither the secret nor anything made of it that could be guessed at", async () => {
    const tab = await signedIn(TELCO);
    const payload = atob(
      (tab.cookie.split("=")[1]?.split(".")[0] ?? "").replaceAll("-", "+").replaceAll("_", "/"),
    );
    expect(payload).not.toContain("telco-sandbox-secret");
    expect(Object.keys(JSON.parse(payload))).toEqual(["id", "credential", "since", "seen"]);
  });

  it.each([
    ["its signature", (cookie: string) => `${cookie.slice(0, -2)}${cookie.endsWith("AA") ? "BB" : "AA"}`],
    ["its payload", (cookie: string) => cookie.replace(/=./, (first) => (first === "=e" ? "=f" : "=e"))],
    ["all but a word", () => "__Host-console=signed-in"],
  ])("is worth nothing once somebody changed %s", async (_, changed) => {
    const tab = await signedIn(TELCO);
    tab.cookie = changed(tab.cookie);
    expect(await opens(tab)).toBe(OUT);
  });
});

describe("a session ends", () => {
  it("when nobody has used it for an hour", async () => {
    const tab = await signedIn(TELCO);
    passTime(IDLE_TTL_MS - 60_000);
    expect(await opens(tab)).toBe(IN);
    passTime(IDLE_TTL_MS - 60_000);
    expect(await opens(tab)).toBe(IN);
    passTime(IDLE_TTL_MS);
    expect(await opens(tab)).toBe(OUT);
  });

  it("after eight hours, however much it is used", async () => {
    const tab = await signedIn(TELCO);
    for (let passed = 0; passed < SESSION_TTL_MS; passed += HOUR / 2) {
      expect(await opens(tab)).toBe(IN);
      passTime(HOUR / 2);
    }
    expect(await opens(tab)).toBe(OUT);
  });

  it("when somebody signs out", async () => {
    const tab = await signedIn(TELCO);
    const page = await tab.post("/console/sign-out");
    expect(page.location).toBe("/console/sign-in");
    expect(page.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect(await opens(tab)).toBe(OUT);
  });

  describe("with its credential:", () => {
    beforeAll(async () => {
      await write(
        await credential("leaver", ["leaver-secret"]),
        await credential("rotated", ["first-secret"]),
      );
    });
    const admin = (path: string, body: object) =>
      call("POST", `/admin/v1/credential/${path}`, { as: OPERATOR, body });

    it("within 30 seconds of its revocation", async () => {
      const tab = await signedIn("leaver:leaver-secret");
      expect((await admin("revoke/leaver", { reason: "left" })).status).toBe(200);
      passTime(30_000);
      expect(await opens(tab)).toBe(OUT);
    });

    it("when the secret it began with is rotated away, not while it still lives", async () => {
      const tab = await signedIn("rotated:first-secret");
      const rotation = await admin("rotate/rotated", { reason: "yearly", keepPrevious: true });
      passTime(30_000);
      expect(await opens(tab)).toBe(IN);
      const fresh = await signedIn(`rotated:${String(rotation.body["secret"])}`);
      expect((await admin("revoke/rotated", { reason: "yearly", only: "PREVIOUS" })).status).toBe(200);
      passTime(30_000);
      expect(await opens(tab)).toBe(OUT);
      expect(await opens(fresh)).toBe(IN);
    });
  });
});

it("who is over the rate of the credential is told to wait", async () => {
  const { env } = await import("cloudflare:workers");
  const tab = await signedIn(TELCO);
  const limiter: object = Object.getPrototypeOf(env.RATE_LIMITER);
  const limit = Reflect.get(limiter, "limit");
  Reflect.set(limiter, "limit", async () => ({ success: false }));
  try {
    const page = await tab.get("/console/care");
    expect([page.status, headingOf(page), page.headers.get("Retry-After")]).toEqual([
      429,
      "Too many requests",
      "60",
    ]);
  } finally {
    Reflect.set(limiter, "limit", limit);
  }
});
