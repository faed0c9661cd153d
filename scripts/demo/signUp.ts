// The customer: opens the link and submits the form, in a browser where there is one.
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser } from "./browser.ts";
import { ensure } from "./check.ts";

const PAGE_TIMEOUT_MS = 15_000;
const DONE = "You are all set";

/** Signs up at the link; returns how, in a few words. */
export async function signUp(url: string): Promise<string> {
  const launched = await launchBrowser();
  if (launched === null) {
    await postForm(url);
    return "by a plain form post: no browser here";
  }
  const { browser, name } = launched;
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    const opened = await page.goto(url);
    ensure(opened?.status() === 200, `The sign-up page answered ${opened?.status()}, expected 200.`);
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("heading", { name: DONE }).waitFor();
    return `in ${name}`;
  } finally {
    // A browser that hangs while closing must not hold the tour; it ends with this process.
    await Promise.race([browser.close(), sleep(PAGE_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

/** What a browser does with a plain form: look, then submit. */
async function postForm(url: string): Promise<void> {
  for (const [method, expected] of [
    ["GET", "<form"],
    ["POST", DONE],
  ] as const) {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(PAGE_TIMEOUT_MS) });
    const text = await response.text();
    ensure(
      response.status === 200 && text.includes(expected),
      `${method} of the sign-up page answered ${response.status} without "${expected}".`,
    );
  }
}
