// The sign-up page in a real browser: without scripts, on a phone, by keyboard, in light and dark.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../../scripts/demo/browser.ts";
import { Reseller } from "../../scripts/demo/reseller.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";

const SHOTS = join(ROOT, "test-results/sign-up");
const PHONE = { viewport: { width: 360, height: 740 } };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

let server: TestServer;
let browser: Browser;
let reseller: Reseller;

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  server = await serve();
  reseller = new Reseller(server.origin);
  const opened = await openBrowser();
  if (opened === null) throw new Error("no browser runs here");
  browser = opened;
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
});

async function ordered(productKey = "MUSIC"): Promise<{ id: string; url: string }> {
  const customerIdentifier = crypto.randomUUID();
  const notificationUrl = "http://127.0.0.1:9/nobody";
  const order = { customerIdentifier, merchantAccountKey: "MUSIC", productKey, notificationUrl };
  const { body } = await reseller.call("POST", "/v1/entitlement", order);
  return { id: String(body["entitlementId"]), url: (body["parameters"] as { url: string }).url };
}

const statusOf = async (id: string) => (await reseller.call("GET", `/v1/entitlement/${id}`)).body["status"];

async function onPage(options: BrowserContextOptions, visit: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  try {
    await visit(await context.newPage());
  } finally {
    await context.close();
  }
}

const shoot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });
const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();

/** No page is wider than the screen, and each has a title, a language and one main part. */
async function isSound(page: Page): Promise<void> {
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  expect(await page.title()).toContain("Sandbox Music");
  expect(await page.getByRole("main").count()).toBe(1);
  const box = await page.getByRole("main").boundingBox();
  expect(box && box.x + box.width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

describe("the sign-up page", () => {
  it("signs a customer up on a phone, without scripts; opening the link alone changes nothing", async () => {
    const { id, url } = await ordered();
    await onPage(PHONE, async (page) => {
      expect((await page.goto(url))?.status()).toBe(200);
      await isSound(page);
      await shoot(page, "phone-open");
      expect(await statusOf(id)).toBe("PENDING");
      await page.getByRole("button", { name: "Sign up" }).click();
      expect(await heading(page)).toBe("You are all set");
      await isSound(page);
      await shoot(page, "phone-done");
      expect(await statusOf(id)).toBe("ACTIVE");
      await page.goto(url);
      expect(await heading(page)).toBe("Already signed up");
      expect(await page.getByRole("button").count()).toBe(0);
      await shoot(page, "phone-used");
    });
  });

  it("can be used by keyboard alone, in the dark", async () => {
    const { id, url } = await ordered("MUSIC_PREMIUM");
    await onPage({ ...DESKTOP, colorScheme: "dark" }, async (page) => {
      await page.goto(url);
      expect(await heading(page)).toBe("Sign up for Music Premium");
      await page.keyboard.press("Tab");
      await shoot(page, "desktop-dark-focus");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "You are all set" }).waitFor();
      await shoot(page, "desktop-dark-done");
      expect(await statusOf(id)).toBe("ACTIVE");
    });
  });

  it("says what is wrong with a link that leads nowhere, and with one whose subscription has ended", async () => {
    const { id, url } = await ordered();
    await reseller.call("POST", `/v1/entitlement/revoke/${id}`);
    await onPage(DESKTOP, async (page) => {
      expect((await page.goto(url))?.status()).toBe(410);
      expect(await heading(page)).toBe("This subscription has ended");
      await shoot(page, "desktop-over");
      expect((await page.goto(`${server.origin}/sandbox/sign-up/${id}/nonsense`))?.status()).toBe(404);
      expect(await heading(page)).toBe("We do not know this link");
      await isSound(page);
      await shoot(page, "desktop-unknown");
    });
  });

  it("asks nothing of anybody else: no script, no foreign request, and its policy says so", async () => {
    const { url } = await ordered();
    await onPage({ ...DESKTOP, javaScriptEnabled: true }, async (page) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      const response = await page.goto(url);
      await page.waitForLoadState("load");
      expect(asked).toEqual([url]);
      expect(response?.headers()["content-security-policy"]).toContain("default-src 'none'");
    });
  });
});
