/** The tour itself: two subscriptions sold, one of them led through its whole life, every notification verified. */
import { createInterface } from "node:readline/promises";
import { openBrowser } from "./browser.ts";
import { expectMembers, heading, remark, step } from "./print.ts";
import type { Endpoint, Json, Reseller } from "./reseller.ts";

const NOTIFICATION_MS = 10_000;
const BROWSER_MS = 20_000;
/** A person needs longer. */
const MANUAL_MS = 10 * 60_000;

export interface Tour {
  reseller: Reseller;
  endpoint: Endpoint;
  notificationUrl: string;
  manual: boolean;
}

export async function takeTour(tour: Tour): Promise<void> {
  await lookAround(tour);
  await sellAtOnce(tour);
  const id = await sellWithSignUp(tour);
  await liveAndEnd(tour, id);
  await checkFeed(tour, id);
}

async function lookAround({ reseller }: Tour): Promise<void> {
  heading("Looking around");
  const echo = await reseller.call("GET", "/v1/echo/hello");
  expectMembers("echo", echo.body, { responseCode: "OK", echo: "hello" });
  step("echo: credentials and URL are good", "", "", echo.ms);
  const products = await reseller.call("GET", "/v1/product");
  const keys = (products.body["products"] as Json[]).map((product) => product["productKey"]);
  step(`products: ${keys.join(", ")}`, "", "", products.ms);
}

async function sellAtOnce(tour: Tour): Promise<void> {
  heading("A subscription that is active at once");
  const sold = await tour.reseller.call("POST", "/v1/entitlement", order(tour, "MUSIC_INSTANT"));
  expectMembers("create", sold.body, { responseCode: "OK", status: "ACTIVE", version: 1 });
  step("create MUSIC_INSTANT", "ACTIVE", 1, sold.ms);
  await notified(tour, String(sold.body["entitlementId"]), 1, {
    notificationReason: "ACTIVATION_SUCCESS",
    previousVersion: null,
  });
}

async function sellWithSignUp(tour: Tour): Promise<string> {
  heading("A subscription with a sign-up");
  const sold = await tour.reseller.call("POST", "/v1/entitlement", order(tour, "MUSIC"));
  expectMembers("create", sold.body, {
    responseCode: "CLIENT_ACTION_REQUIRED",
    status: "PENDING",
    version: 1,
  });
  step("create MUSIC: the customer has to sign up", "PENDING", 1, sold.ms);
  const id = String(sold.body["entitlementId"]);
  const { url } = sold.body["parameters"] as { url: string };
  await signUp(tour, url);
  await notified(tour, id, 2, {
    notificationReason: "ACTIVATION_SUCCESS",
    status: "ACTIVE",
    previousVersion: null,
  });
  return id;
}

async function signUp({ manual }: Tour, url: string): Promise<void> {
  if (manual) {
    remark(`Open this link and sign up: ${url}`);
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    await prompt.question("  Press Enter when you have signed up. ", {
      signal: AbortSignal.timeout(MANUAL_MS),
    });
    prompt.close();
    return;
  }
  const startedAt = performance.now();
  const browser = await openBrowser();
  if (browser === null) {
    const response = await fetch(url, { method: "POST" });
    if (!response.ok) throw new Error(`The sign-up form answered ${response.status}.`);
    remark("No browser runs on this machine: the form was posted without one.");
  } else {
    try {
      const page = await browser.newPage();
      await page.goto(url, { timeout: BROWSER_MS });
      await page.getByRole("button", { name: "Sign up" }).click({ timeout: BROWSER_MS });
      await page.getByRole("heading", { name: "You are all set" }).waitFor({ timeout: BROWSER_MS });
    } finally {
      await browser.close();
    }
  }
  step("the customer signs up on the merchant's page", "", "", performance.now() - startedAt);
}

async function liveAndEnd(tour: Tour, id: string): Promise<void> {
  heading("Its life, and its end");
  await verb(tour, id, "suspend", { status: "SUSPENDED", version: 3 }, "SUSPENSION_SUCCESS");
  await verb(tour, id, "resume", { status: "ACTIVE", version: 4 }, "RESUMPTION_SUCCESS");
  const endOfPeriod = { "X-Magic-Number": "TERMINATE_RETURNS_DATE" };
  await verb(tour, id, "cancel", { status: "ACTIVE-ENDING", version: 5 }, "TERMINATION_PENDING", endOfPeriod);
  await verb(tour, id, "undo", { status: "ACTIVE", version: 6 }, "TERMINATION_REVERSED");
  await verb(tour, id, "revoke", { status: "REVOKED", version: 7 }, "TERMINATION_SUCCESS");
  const again = await tour.reseller.call("POST", `/v1/entitlement/cancel/${id}`);
  expectMembers("a cancel after the end", again.body, { responseCode: "CONFLICT" });
  step("cancel again: refused, it has ended", "REVOKED", 7, again.ms);
}

async function verb(
  tour: Tour,
  id: string,
  name: string,
  wanted: { status: string; version: number },
  notificationReason: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const done = await tour.reseller.call("POST", `/v1/entitlement/${name}/${id}`, undefined, headers);
  expectMembers(name, done.body, { responseCode: "OK", ...wanted });
  const until =
    wanted.status === "ACTIVE-ENDING" ? ` (until ${String(done.body["dateEnded"]).slice(0, 10)})` : "";
  step(name + until, wanted.status, wanted.version, done.ms);
  await notified(tour, id, wanted.version, {
    notificationReason,
    status: wanted.status,
    previousVersion: wanted.version - 1,
  });
}

/** Waits for a version's notification; its signature was verified when it arrived. */
async function notified({ endpoint }: Tour, id: string, version: number, wanted: Json): Promise<void> {
  const startedAt = performance.now();
  const { body, arrivedAt } = await endpoint.next(id, version, NOTIFICATION_MS);
  expectMembers("notification", body, wanted);
  const waited = Math.max(0, arrivedAt - startedAt);
  step(
    `  notified: ${String(wanted["notificationReason"])}, signature verified`,
    String(body["status"]),
    version,
    waited,
  );
}

/** The feed has every version of it once, in order. */
async function checkFeed({ reseller }: Tour, id: string): Promise<void> {
  heading("The feed");
  const startedAt = performance.now();
  const deadline = Date.now() + NOTIFICATION_MS;
  let versions: unknown[] = [];
  while (versions.length < 7 && Date.now() < deadline) versions = await versionsInFeed(reseller, id);
  expectMembers("feed", { versions }, { versions: [1, 2, 3, 4, 5, 6, 7] });
  step("every version once, in order", "", "", performance.now() - startedAt);
}

async function versionsInFeed(reseller: Reseller, id: string): Promise<unknown[]> {
  const versions: unknown[] = [];
  let after = "";
  for (;;) {
    const page = (await reseller.call("GET", `/v1/events?limit=100&after=${after}`)).body;
    for (const event of page["events"] as Json[])
      if (event["entitlementId"] === id) versions.push(event["version"]);
    if (page["hasMore"] !== true) return versions;
    after = String(page["nextCursor"]);
  }
}

const order = ({ notificationUrl }: Tour, productKey: string): Json => ({
  customerIdentifier: `demo-${crypto.randomUUID()}`,
  merchantAccountKey: "MUSIC",
  productKey,
  notificationUrl,
});
