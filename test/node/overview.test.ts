// Overview and live tail in a real browser, over four months of figures: every page in light and dark and on a phone,
// without a violation that axe-core knows; the tail moves by itself, stops when it is told to, and stands still without
// JavaScript. Screenshots are left in SCREENSHOTS, or in test-results/console.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiAt, Entitlement, type Api } from "../../scripts/demo/api.ts";
import { launchBrowser } from "../../scripts/demo/browser.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { accessibilityOf } from "./support/axe.ts";
import { seedMonths } from "./support/months.ts";
import { looked, LOOKS, QUIET, visitAs } from "./support/consoleVisit.ts";
import { forget, ROOT, temporaryState } from "./support/server.ts";

const SHOTS = process.env["SCREENSHOTS"] ?? join(ROOT, "test-results/console");

const PAGES: [name: string, who: string, path: string, heading: string][] = [
  ["overview", "telco-sandbox", "/console/overview?days=90", "Entitlements by status"],
  ["overview-week", "telco-sandbox", "/console/overview?days=7&product=MUSIC", "Entitlements by status"],
  ["overview-merchant", "music-sandbox", "/console/overview?days=30", "Entitlements by status"],
  ["overview-operator", "operator", "/console/overview?days=90", "Entitlements by status"],
  ["overview-empty", "telco-live", "/console/overview", "Overview"],
  ["live", "telco-sandbox", "/console/live", "Lately"],
  ["live-operator", "operator", "/console/live", "Lately"],
  ["live-empty", "telco-live", "/console/live", "Lately"],
];

let origin = "";
let browser: Browser;
let api: Api;
let end: () => Promise<void>;

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  const state = await temporaryState();
  await seedMonths(state);
  const port = await freePort();
  const server = await startServer(port, state);
  end = () => stopServer(server).then(() => forget(state));
  origin = originOf(port);
  api = apiAt(origin);
  const launched = await launchBrowser();
  if (launched === null) throw new Error("no browser runs here");
  browser = launched.browser;
  for (const productKey of ["MUSIC_INSTANT", "MUSIC_CODE", "MUSIC"]) await sold(productKey);
});
afterAll(async () => {
  await browser?.close();
  await end?.();
});

async function sold(productKey: string): Promise<string> {
  const customerIdentifier = crypto.randomUUID();
  const notificationUrl = "http://127.0.0.1:9/nobody";
  const body = { customerIdentifier, merchantAccountKey: "MUSIC", productKey, notificationUrl };
  const status = productKey === "MUSIC" ? 202 : 200;
  return (await api(Entitlement, "POST", "/v1/entitlement", status, { body })).body.entitlementId;
}

const as = (who: string, look: BrowserContextOptions, visit: (page: Page) => Promise<void>): Promise<void> =>
  visitAs({ browser, origin }, who, look, visit);

describe.each(PAGES)("%s", (name, who, path, heading) => {
  it.each(looked("dark", "phone"))("in %s has no violation, fits, and keeps its policy", async (look) => {
    await as(who, LOOKS[look], async (page) => {
      await page.goto(origin + path);
      await page.getByRole("heading", { name: heading }).waitFor();
      // Ninety rows are like seven to axe, and take it half a minute.
      if (path.includes("days=7"))
        for (const summary of await page.locator(".numbers summary").all()) await summary.click();
      await page.screenshot({ path: join(SHOTS, `${name}-${look}.png`), fullPage: true });
      const { violations, passes } = await accessibilityOf(page);
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(20);
      const wider = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(wider, "nothing to scroll sideways").toBe(0);
    });
  });
});

it("the filter is a form that needs no script", async () => {
  await as("telco-sandbox", QUIET, async (page) => {
    await page.getByLabel("Time", { exact: true }).selectOption("7");
    await page.getByLabel("Product", { exact: true }).selectOption("MUSIC_PREMIUM");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/days=7/);
    expect(await page.getByLabel("Product", { exact: true }).inputValue()).toBe("MUSIC_PREMIUM");
    await page.getByText("The numbers of Entitlements by status").click();
    expect(await page.locator("#statuses ~ details tbody tr").count()).toBe(7);
  });
});

it("the tail moves by itself, stops when it is told to, and goes on", async () => {
  await as("telco-sandbox", LOOKS.light, async (page) => {
    await page.goto(`${origin}/console/live`);
    await page.getByText("Live", { exact: true }).and(page.locator("#live-state")).waitFor();
    const first = await sold("MUSIC_INSTANT");
    const line = (id: string) => page.locator(`#live li[data-id="${id} 1"]`);
    await line(first).waitFor();
    expect(await line(first).innerText()).toContain("New, ACTIVE");
    expect(await page.locator("#live-told").innerText()).toMatch(/new line/);
    await page.getByRole("button", { name: "Pause" }).click();
    const second = await sold("MUSIC_INSTANT");
    await page.waitForTimeout(5_000);
    expect(await line(second).count()).toBe(0);
    await page.getByRole("button", { name: "Go on" }).click();
    await line(second).waitFor();
    expect(await line(first).count(), "each line once").toBe(1);
    await line(second).getByRole("link").click();
    await page.waitForURL(new RegExp(second));
  });
});

it("the tail says that it gets no answer, and recovers", async () => {
  await as("telco-sandbox", LOOKS.light, async (page) => {
    await page.goto(`${origin}/console/live`);
    await page.route("**/console/live/events*", (route) => route.fulfill({ status: 204, body: "" }));
    await page.getByText("No answer just now.").waitFor();
    await page.unroute("**/console/live/events*");
    const id = await sold("MUSIC_INSTANT");
    await page.locator(`#live li[data-id="${id} 1"]`).waitFor();
  });
});

it("without JavaScript the tail stands still and says so", async () => {
  await as("telco-sandbox", QUIET, async (page) => {
    await page.goto(`${origin}/console/live`);
    await page.getByText("Without JavaScript this page stands still").waitFor();
    expect(await page.locator("#live li").count()).toBeGreaterThanOrEqual(3);
    expect(await page.getByRole("button", { name: "Pause" }).isVisible()).toBe(false);
  });
});
