// A signed-in visit to the console in a real browser, in one of its looks; whatever the browser complains about fails it.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

const DESKTOP = { viewport: { width: 1280, height: 900 } };

export const LOOKS = {
  light: { ...DESKTOP, colorScheme: "light" },
  dark: { ...DESKTOP, colorScheme: "dark" },
  phone: {
    viewport: { width: 360, height: 740 },
    colorScheme: "light",
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
} as const satisfies Record<string, BrowserContextOptions>;
export type Look = keyof typeof LOOKS;

/** A desk without JavaScript. */
export const QUIET = { ...DESKTOP, javaScriptEnabled: false };

/** All looks where somebody wants to see them, else those that are named. */
export const looked = (...byDefault: Look[]): readonly Look[] =>
  process.env["SCREENSHOTS"] ? ["light", "dark", "phone"] : byDefault;

/** The demo's credentials. */
export const SECRETS: Record<string, string> = {
  "telco-sandbox": "telco-sandbox-secret",
  "telco-live": "telco-live-secret",
  "music-sandbox": "music-sandbox-secret",
  operator: "operator-secret",
};

/** Signs in, and visits; `expected` is what the browser may complain about. */
export async function visitAs(
  { browser, origin }: { browser: Browser; origin: string },
  who: string,
  look: BrowserContextOptions,
  visit: (page: Page) => Promise<void>,
  expected: RegExp | null = null,
): Promise<void> {
  const context = await browser.newContext(look);
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${origin}/console/sign-in`);
    await page.fill("[name=id]", who);
    await page.fill("[name=secret]", SECRETS[who] ?? "");
    await page.click("main button[type=submit]");
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    await visit(page);
    expect(problems.filter((text) => expected === null || !expected.test(text))).toEqual([]);
  } finally {
    await context.close();
  }
}
