// Reports in a real browser: files that the real cron has written are listed and downloaded, byte for byte as the API has
// them, without JavaScript; an operator has some written again; the page under axe, in light and dark and on a phone.
// Screenshots are left in SCREENSHOTS, or in test-results/console.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../scripts/demo/browser.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { accessibilityOf } from "./support/axe.ts";
import { looked, LOOKS, QUIET, SECRETS, visitAs } from "./support/consoleVisit.ts";
import { forget, ROOT, temporaryState } from "./support/server.ts";
import { seedWeeks, soldDaysAgo } from "./support/weeks.ts";

const SHOTS = process.env["SCREENSHOTS"] ?? join(ROOT, "test-results/console");
const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
const YESTERDAY = date(TODAY - DAY_MS);
const ER = `ER_V1_D_${YESTERDAY}.csv`;

const OF_TELCO = "environment=sandbox&party=RESELLER&organisation=TELCO";
const TOO_LONG = `report=event&from=2026-01-01&to=${YESTERDAY}&partner=&product=&encoding=csv`;

const PAGES: [name: string, who: string, path: string][] = [
  ["reports", "telco-sandbox", ""],
  ["reports-monthly", "telco-sandbox", "?frequency=M"],
  ["reports-weekly", "telco-sandbox", "?frequency=W&type=SR"],
  ["reports-refused", "telco-sandbox", `/range?${TOO_LONG}`],
  ["reports-bad-filter", "telco-sandbox", "?type=XR"],
  ["reports-none", "telco-sandbox", "?partner=NOBODY"],
  ["reports-empty", "telco-live", ""],
  ["reports-merchant", "music-sandbox", "?frequency=D&type=AR"],
  ["reports-operator", "operator", ""],
  ["reports-operator-files", "operator", `?${OF_TELCO}&frequency=W`],
  ["reports-again", "operator", `/run?environment=sandbox&resellerKey=TELCO`],
  ["reports-rewritten", "operator", `?${OF_TELCO}&frequency=M&done=run`],
];

let origin = "";
let browser: Browser;
let end: () => Promise<void>;

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  const state = await temporaryState();
  await seedWeeks(state);
  const port = await freePort();
  const server = await startServer(port, state);
  end = () => stopServer(server).then(() => forget(state));
  origin = originOf(port);
  const launched = await launchBrowser();
  if (launched === null) throw new Error("no browser runs here");
  browser = launched.browser;
  // The hourly look, now (Miniflare's own way to start it).
  const ran = await fetch(`${origin}/cdn-cgi/handler/scheduled?cron=17+*+*+*+*`);
  expect(ran.status, await ran.text()).toBe(200);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await end?.();
});

const as = (
  who: string,
  look: BrowserContextOptions,
  visit: (page: Page) => Promise<void>,
  expected: RegExp | null = null,
): Promise<void> => visitAs({ browser, origin }, who, look, visit, expected);

/** What the API answers to the same question. */
async function api(who: string, path: string): Promise<Buffer> {
  const headers = { Authorization: `Basic ${btoa(`${who}:${SECRETS[who]}`)}` };
  const response = await fetch(origin + path, { headers });
  expect(response.status, path).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** The name and the bytes of what a click downloads. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe("a reseller, without JavaScript", () => {
  it("finds yesterday's events and downloads them in each encoding", async () => {
    await as("telco-sandbox", QUIET, async (page) => {
      await page.getByRole("link", { name: "Reports" }).click();
      await page.getByRole("heading", { name: "Reports", level: 1 }).waitFor();
      const filters = page.getByRole("region", { name: "Files" });
      await filters.getByLabel("Report", { exact: true }).selectOption({ label: "Event" });
      await filters.getByLabel("How often").selectOption({ label: "daily" });
      await filters.getByLabel(/^Begins from/).fill(YESTERDAY);
      await filters.getByRole("button", { name: "Show" }).click();
      await page.getByText(ER).first().waitFor();
      expect(await page.getByRole("row").count()).toBe(2);
      for (const [label, query, ending] of [
        ["CSV", "", ".csv"],
        ["Windows-1252", "?charset=windows-1252", ".csv"],
        ["NDJSON", "?format=ndjson", ".ndjson"],
      ] as const) {
        const link = page.getByRole("link", { name: new RegExp(`^${label} +${ER} of MUSIC$`) });
        const { name, bytes } = await downloaded(page, () => link.click());
        expect(name).toBe(ER.replace(".csv", ending));
        expect(bytes.equals(await api("telco-sandbox", `/v1/reports/MUSIC/${ER}${query}`)), label).toBe(true);
        expect(bytes.toString("latin1")).toContain(soldDaysAgo(1));
      }
    });
  });

  it("downloads any days, and is told what is wrong with them", async () => {
    const [from, to] = [date(TODAY - 6 * DAY_MS), date(TODAY - 2 * DAY_MS)];
    await as(
      "telco-sandbox",
      QUIET,
      async (page) => {
        await page.goto(`${origin}/console/reports`);
        const form = page.getByRole("region", { name: "Any days, now" });
        const ask = () => form.getByRole("button", { name: "Download" }).click();
        await form.getByLabel("Report").selectOption("event");
        await form.getByLabel("First day").fill(to);
        await form.getByLabel("Last day").fill(from);
        await ask();
        await page.getByRole("alert").waitFor();
        expect(await form.getByLabel("First day").inputValue()).toBe(to);
        expect(await form.locator("#from-error").textContent()).toContain("Must be before to");
        await form.getByLabel("First day").fill(from);
        await form.getByLabel("Last day").fill(to);
        const { name, bytes } = await downloaded(page, ask);
        expect(name).toMatch(/^event_\d{8}T000000Z_\d{8}T000000Z\.csv$/);
        const after = date(TODAY - DAY_MS);
        expect(bytes.equals(await api("telco-sandbox", `/v1/reports/event?from=${from}&to=${after}`))).toBe(
          true,
        );
        for (const days of [6, 2]) expect(bytes.toString()).toContain(soldDaysAgo(days));
        expect(bytes.toString()).not.toContain(soldDaysAgo(1));
      },
      /status of 400/,
    );
  });
});

it("an operator has a day written again", async () => {
  await as("operator", QUIET, async (page) => {
    await page.goto(`${origin}/console/reports`);
    await page.getByLabel("Environment").selectOption("sandbox");
    await page.getByLabel("Organisation").fill("TELCO");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("link", { name: "Write a day again" }).click();
    expect(await page.getByLabel("Reseller").inputValue()).toBe("TELCO");
    await page.getByLabel("From this day on").fill(YESTERDAY);
    await page.getByLabel("Why").fill("The bucket lost a file");
    await page.getByRole("button", { name: "Write them again" }).click();
    await page.getByText("Files are written again").waitFor();
    expect(new URL(page.url()).searchParams.get("organisation")).toBe("TELCO");
  });
  const { entries } = JSON.parse((await api("operator", "/admin/v1/audit")).toString());
  expect(JSON.stringify(entries)).toContain("The bucket lost a file");
});

describe.each(PAGES)("%s", (name, who, path) => {
  it.each(looked("phone"))("in %s has no violation, fits, and keeps its policy", async (look) => {
    await as(
      who,
      LOOKS[look],
      async (page) => {
        await page.goto(`${origin}/console/reports${path}`);
        await page.getByRole("heading", { level: 1, name: /^(?:Reports|Write reports again\?)$/ }).waitFor();
        await page.screenshot({ path: join(SHOTS, `${name}-${look}.png`), fullPage: true });
        const { violations, passes } = await accessibilityOf(page);
        expect(violations).toEqual([]);
        expect(passes).toBeGreaterThan(20);
        const wider = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(wider, "nothing to scroll sideways").toBe(0);
      },
      /status of 400/,
    );
  });
});
