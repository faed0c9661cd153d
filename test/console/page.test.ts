// What every page is: its policy, no script or style of its own, a title, one heading, and a stranger's text as text.
import { env } from "cloudflare:workers";
import { createExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { visit } from "../../src/console/entrance";
import { PAGES } from "../../src/console/pages";
import { entitled, MUSIC, newCustomer, OPERATOR, TELCO, tell } from "../support/api";
import { product, write } from "../support/catalogue";
import { headingOf, newTab, signedIn, wordsOf, type PageSeen } from "../support/console";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

function expectSound({ html, headers }: PageSeen): void {
  expect(headers.get("Content-Security-Policy")).toBe(POLICY);
  expect(headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  expect(headers.get("Cache-Control")).toBe("no-store");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("X-Robots-Tag")).toBe("noindex, nofollow");
  expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true);
  expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i);
  const scripts = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  for (const script of scripts)
    expect(script).toMatch(/^<script defer src="\/console\/assets\/[0-9a-f]{8}\/[\w-]+\.js">$/);
  expect([...html.matchAll(/<h1>/g)]).toHaveLength(1);
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g))
    expect(address).toMatch(/^(?:\/console(?:[/?#]|$)|#content$)/);
  for (const [form] of html.matchAll(/<form [^>]*method="post"[^>]*>.*?<\/form>/gs))
    expect(form).toMatch(/name="formToken" value="[\w-]{43}"/);
}

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)> & ' &lt;b&gt; javascript:alert(3)`;

describe("a page", () => {
  it.each(
    PAGES.filter(
      ({ method, path, byScript }) => method === "GET" && !path.includes(":") && !byScript,
    ).flatMap(({ path, parties }) => (parties ?? ["RESELLER"]).map((party) => [path, party] as const)),
  )("%s is sound to a %s", async (path, party) => {
    const tab = await signedIn({ RESELLER: TELCO, MERCHANT: MUSIC, OPERATOR }[party]);
    const page = await tab.get(path);
    if (page.status === 303) expect(page.headers.get("Content-Security-Policy")).toBe(POLICY);
    else expectSound(page);
  });

  it.each([
    ["a path that is none", "/console/nowhere", 404],
    ["half a character", "/console/entitlement/%E0%A4", 404],
    ["an id that is none", "/console/entitlement/x", 404],
    ["a share link that is none", "/console/shared/x", 404],
  ])("is sound for %s", async (_, path, status) => {
    const tab = await signedIn(TELCO);
    const page = await tab.get(path);
    expect(page.status).toBe(status);
    expectSound(page);
  });

  it("is there without its body for HEAD, and not for other methods", async () => {
    const request = (method: string) => new Request("https://resale.invalid/console/sign-in", { method });
    const head = await visit(request("HEAD"), env, createExecutionContext(), null);
    expect([head.status, await head.text(), head.headers.get("Content-Security-Policy")]).toEqual([
      200,
      "",
      POLICY,
    ]);
    expect((await visit(request("PUT"), env, createExecutionContext(), null)).status).toBe(405);
  });

  it("says so while the house is under maintenance, style included", async () => {
    const house = { ...env, MAINTENANCE: "on" };
    const get = (path: string) =>
      visit(new Request(`https://resale.invalid${path}`), house, createExecutionContext(), null);
    const response = await get("/console/care");
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "300"]);
    const html = await response.text();
    expect(html).toContain("Under maintenance");
    const [, style = ""] = /rel="stylesheet" href="([^"]*)"/.exec(html) ?? [];
    expect((await get(style)).status).toBe(200);
  });

  it("says nothing internal when something breaks, and the request id that the log has", async () => {
    const broken = { ...env, CATALOGUE: null as unknown as D1Database };
    const cookie = (await signedIn(TELCO)).cookie;
    const request = new Request("https://resale.invalid/console/care", { headers: { Cookie: cookie } });
    const response = await visit(request, broken, createExecutionContext(), null);
    const html = await response.text();
    expect(response.status).toBe(500);
    expect(html).toContain(`<code>${response.headers.get("X-Request-Id")}</code>`);
    expect(html).not.toMatch(/TypeError|null|undefined|\.ts/);
  });
});

describe("assets", () => {
  it("are kept for a year under the path of their content, and not under another", async () => {
    const { html } = await newTab().get("/console/sign-in");
    const paths = [...html.matchAll(/"(\/console\/assets\/[^"]*)"/g)].map(([, path]) => path ?? "");
    expect(paths.length).toBe(3);
    for (const path of paths) {
      const asset = await newTab().get(path);
      expect(asset.status).toBe(200);
      expect(asset.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
      expect(asset.headers.get("Set-Cookie")).toBeNull();
      const old = await newTab().get(path.replace(/[0-9a-f]{8}/, "00000000"));
      expect([old.status, old.headers.get("Cache-Control"), old.html]).toEqual([200, "no-cache", asset.html]);
    }
    expect((await newTab().get("/console/assets/00000000/toString")).status).toBe(404);
  });
});

describe("what others wrote", () => {
  beforeAll(() =>
    write(product({ merchantAccountKey: "MUSIC", productKey: "HOSTILE", productName: HOSTILE })),
  );

  it("is text on every page: names, ids, data, reasons, messages", async () => {
    const customerIdentifier = `${newCustomer()}${HOSTILE}`.slice(0, 255);
    const { entitlementId } = await entitled({
      customerIdentifier,
      productKey: "HOSTILE",
      externalEntitlementId: HOSTILE,
      extensionData: { [HOSTILE]: HOSTILE },
    });
    await tell("notify", entitlementId, { message: HOSTILE, merchantExtensionData: { [HOSTILE]: HOSTILE } });
    const path = `/console/entitlement/${entitlementId}`;
    for (const who of [TELCO, MUSIC, OPERATOR]) {
      const tab = await signedIn(who);
      for (const page of [await tab.get(path), await tab.get(`${path}/share`)]) {
        expect(page.status).toBe(200);
        expectSoundText(page);
      }
      expect(wordsOf(await tab.get(path))).toContain("<script>alert(1)</script>");
    }
    const tab = await signedIn(TELCO);
    const found = await tab.post("/console/care", { q: HOSTILE });
    expect(found.location).toBe(path);
    const nothing = await tab.post("/console/care", { q: `${HOSTILE} not there` });
    expectSoundText(nothing);
    const refused = await tab.post(`${path}/cancel`, {
      cancelReasonCategory: `${HOSTILE}/x`,
      cancelReasonDescription: HOSTILE,
    });
    expect(refused.status).toBe(400);
    expectSoundText(refused);
    const merchant = await signedIn(MUSIC);
    await merchant.get(path);
    const done = await merchant.post(`${path}/terminate`, { immediate: "true", reasonDescription: HOSTILE });
    expect(done.status).toBe(303);
    expectSoundText(await merchant.get(done.location ?? ""));
    expect(headingOf(await tab.get(path))).toContain("&lt;script>");
  });
});

/** No tag and no attribute of the hostile text has become one of the page. */
function expectSoundText({ html }: PageSeen): void {
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<b>&gt;");
  for (const [, value] of html.matchAll(/="([^"]*)"/g)) expect(value).not.toContain("<script");
}
