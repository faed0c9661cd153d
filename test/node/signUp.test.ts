// The sign-up page in a real browser, without JavaScript: on a phone and a desktop, in light and dark, by keyboard.
// Screenshots of every page are left in test-results/sign-up. An expired link needs a moved clock: test/flow.test.ts.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiAt, Entitlement, type Api } from "../../scripts/demo/api.ts";
import { launchBrowser } from "../../scripts/demo/browser.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";

const SHOTS = join(ROOT, "test-results/sign-up");

const DEVICES = {
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};
const LOOKS = (["phone", "desktop"] as const).flatMap((device) =>
  (["light", "dark"] as const).map((scheme) => ({ device, scheme })),
);

/** WCAG 2.2: contrast of normal text (1.4.3), size of targets at AAA (2.5.5), in CSS pixels. */
const LEAST_CONTRAST = 4.5;
const LEAST_TARGET = 44;

let server: TestServer;
let browser: Browser;
let api: Api;

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  server = await serve();
  api = apiAt(server.origin);
  const launched = await launchBrowser();
  if (launched === null) throw new Error("no browser runs here");
  browser = launched.browser;
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});

async function ordered(productKey = "MUSIC"): Promise<{ id: string; url: string }> {
  const customerIdentifier = crypto.randomUUID();
  const notificationUrl = "http://127.0.0.1:9/nobody";
  const body = { customerIdentifier, merchantAccountKey: "MUSIC", productKey, notificationUrl };
  const sold = await api(Entitlement, "POST", "/v1/entitlement", 202, { body });
  return { id: sold.body.entitlementId, url: sold.body.parameters?.url ?? "" };
}

const statusOf = async (id: string): Promise<string> =>
  (await api(Entitlement, "GET", `/v1/entitlement/${id}`, 200)).body.status;

async function onPage(
  { device, scheme }: (typeof LOOKS)[number],
  visit: (page: Page, expectPage: (name: string, title: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const options = { ...DEVICES[device], colorScheme: scheme, javaScriptEnabled: false };
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await visit(page, async (name, title) => {
      await page.getByRole("heading", { name: title }).waitFor();
      await page.waitForLoadState("load");
      await page.screenshot({ path: join(SHOTS, `${name}-${device}-${scheme}.png`) });
      await expectSound(page, title);
    });
  } finally {
    await context.close();
  }
}

/** What holds on every page: its title and structure, readable text, nothing wider than the screen. */
async function expectSound(page: Page, title: string): Promise<void> {
  expect(await page.title()).toBe(`${title} – Sandbox Music`);
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual([title]);
  for (const landmark of ["banner", "main", "contentinfo"] as const)
    expect(await page.getByRole(landmark).count(), landmark).toBe(1);
  const { content, screen, contrasts } = await page.evaluate<Measured>(MEASURE);
  expect(screen).toBe(page.viewportSize()?.width);
  expect(content).toBeLessThanOrEqual(screen);
  expect(contrasts.length).toBeGreaterThanOrEqual(4);
  for (const { text, contrast } of contrasts) expect(contrast, text).toBeGreaterThanOrEqual(LEAST_CONTRAST);
  for (const button of await page.getByRole("button").all())
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(LEAST_TARGET);
}

interface Measured {
  content: number;
  screen: number;
  contrasts: { text: string; contrast: number }[];
}

/**
 * Evaluated in the page, with a debugger's rights and so also where scripts are off; text, because this project's types
 * know no DOM. Contrast as WCAG defines it: relative luminance of the text against the nearest background.
 */
const MEASURE = String.raw`(() => {
  const rgb = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = rgb(color).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((rgb(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const contrasts = [...document.querySelectorAll("header, h1, p, button, footer")].map((element) => {
    const both = [getComputedStyle(element).color, background(element)].map(luminance).sort((a, b) => b - a);
    return { text: element.textContent, contrast: (both[0] + 0.05) / (both[1] + 0.05) };
  });
  const { scrollWidth: content, clientWidth: screen } = document.documentElement;
  return { content, screen, contrasts };
})()`;

describe("the sign-up page", () => {
  it.each(LOOKS)("signs a customer up on a $device in $scheme", async (look) => {
    const { id, url } = await ordered();
    await onPage(look, async (page, expectPage) => {
      expect((await page.goto(url))?.status()).toBe(200);
      await expectPage("open", "Sign up for Music");
      expect(await statusOf(id), "opening the link alone changes nothing").toBe("PENDING");

      await page.getByRole("button", { name: "Sign up" }).click();
      await expectPage("done", "You are all set");
      expect(await statusOf(id)).toBe("ACTIVE");

      expect((await page.goto(url))?.status()).toBe(200);
      await expectPage("used", "Already signed up");
      expect(await page.getByRole("button").count()).toBe(0);
    });
  });

  it.each(LOOKS)("says on a $device in $scheme what is wrong with a link", async (look) => {
    const { id, url } = await ordered();
    await api(Entitlement, "POST", `/v1/entitlement/revoke/${id}`, 200);
    await onPage(look, async (page, expectPage) => {
      expect((await page.goto(url))?.status()).toBe(410);
      await expectPage("over", "This subscription has ended");
      expect((await page.goto(`${server.origin}/sandbox/sign-up/${id}/nonsense`))?.status()).toBe(404);
      await expectPage("unknown", "We do not know this link");
    });
  });

  it("can be used by keyboard alone", async () => {
    const { id, url } = await ordered("MUSIC_PREMIUM");
    await onPage({ device: "desktop", scheme: "light" }, async (page, expectPage) => {
      await page.goto(url);
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus-visible");
      expect(await focused.textContent()).toBe("Sign up");
      await expectPage("focus", "Sign up for Music Premium");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "You are all set" }).waitFor();
      expect(await statusOf(id)).toBe("ACTIVE");
    });
  });

  it("asks for the customer's consent where a product changes", async () => {
    const { id, url } = await ordered();
    await fetch(url, { method: "POST" });
    const body = { productKey: "MUSIC_PREMIUM" };
    const headers = { "X-Magic-Number": "UPDATE_RETURNS_ACTIVATION_REQUIRED" };
    const changed = await api(Entitlement, "PATCH", `/v1/entitlement/${id}`, 202, { body, headers });
    await onPage({ device: "phone", scheme: "light" }, async (page, expectPage) => {
      await page.goto(changed.body.parameters?.url ?? "");
      await expectPage("change", "Change to Music Premium");
      await page.getByRole("button", { name: "Agree and change" }).click();
      await expectPage("changed", "You are all set");
      expect(await statusOf(id)).toBe("ACTIVE");
    });
  });

  it("loads nothing but itself, in a browser with scripts too, and its policy says so", async () => {
    const { url } = await ordered();
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const response = await page.goto(url, { waitUntil: "networkidle" });
    expect(asked).toEqual([url]);
    expect(response?.headers()).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    await page.close();
  });
});
