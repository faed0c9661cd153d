// The console in a real browser against the real service: a care agent's story without JavaScript, what a keyboard can do,
// and every page of every party under axe, in light and dark, on a desktop and a phone. Screenshots go to SCREENSHOTS, or
// to test-results/console.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../scripts/demo/browser.ts";
import { accessibilityOf } from "./support/axe.ts";
import { startReceiver, stopReceiver } from "./support/receiver.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";
import { shareLink } from "./support/shareLink.ts";

const SHOTS = process.env["SCREENSHOTS"] ?? join(ROOT, "test-results/console");
const TELCO = "telco-sandbox:telco-sandbox-secret";
const MUSIC = "music-sandbox:music-sandbox-secret";
const OPERATOR = "operator:operator-secret";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
/** All four where somebody wants to look; the colours are the same on every width, so two show everything. */
const ALL_LOOKS = [
  ["desktop-light", { ...DESKTOP, colorScheme: "light" }],
  ["desktop-dark", { ...DESKTOP, colorScheme: "dark" }],
  ["phone-light", { ...PHONE, colorScheme: "light" }],
  ["phone-dark", { ...PHONE, colorScheme: "dark" }],
] as const;
const LOOKS = process.env["SCREENSHOTS"]
  ? ALL_LOOKS
  : ALL_LOOKS.filter(([name]) => name === "desktop-light" || name === "phone-dark");

let server: TestServer;
let browser: Browser;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

interface Sold {
  entitlementId: string;
  status: string;
}

async function api(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Sold> {
  const response = await fetch(server.origin + path, {
    method,
    headers: { Authorization: `Basic ${btoa(TELCO)}`, "Content-Type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json() as Promise<Sold>;
}

const sell = (changes: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Sold> =>
  api(
    "POST",
    "/v1/entitlement",
    {
      customerIdentifier: crypto.randomUUID(),
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC_INSTANT",
      notificationUrl: `${receiver.url}/telco`,
      ...changes,
    },
    headers,
  );

/** The posts that a path of the receiver got, once there are so many. */
async function posts(
  path: string,
  atLeast: number,
): Promise<{ headers: Record<string, string>; body: string }[]> {
  const query = new URLSearchParams({ path, atLeast: String(atLeast), waitMs: "20000" });
  const response = await fetch(`${receiver.url}/~posts?${query}`);
  return response.json() as Promise<{ headers: Record<string, string>; body: string }[]>;
}

async function signIn(page: Page, credentials: string): Promise<void> {
  const [id = "", secret = ""] = credentials.split(":");
  await page.goto(`${server.origin}/console`);
  await page.getByLabel("Credential").fill(id);
  await page.getByLabel("Secret").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { level: 1, name }).waitFor();

async function using<T>(
  options: object,
  work: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    return await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true });
  [server, receiver] = await Promise.all([serve(), startReceiver()]);
  const launched = await launchBrowser();
  if (launched === null) throw new Error("no browser runs here");
  browser = launched.browser;
});
afterAll(async () => {
  await browser?.close();
  await server?.end();
  if (receiver) await stopReceiver(receiver.server);
});

describe("a care agent, without JavaScript", () => {
  const quiet = { ...DESKTOP, javaScriptEnabled: false };

  it("finds a customer's entitlement, cancels it, and sees what became of it", async () => {
    const customerIdentifier = "+49 151 0000 0001";
    const { entitlementId } = await sell({ customerIdentifier });
    await using(quiet, async (page) => {
      await signIn(page, TELCO);
      await page.getByRole("link", { name: "Care" }).click();
      await page.getByLabel("Search", { exact: true }).fill(customerIdentifier);
      await page.getByRole("button", { name: "Search" }).click();
      await heading(page, "Music Instant");
      expect(page.url()).toBe(`${server.origin}/console/entitlement/${entitlementId}`);
      await page.getByRole("link", { name: "Cancel" }).click();
      await heading(page, "Cancel this entitlement?");
      await page.getByLabel("Reason").selectOption({ label: "Not renewed" });
      await page.getByLabel("In your own words").fill("Moves abroad");
      await page.getByRole("button", { name: "Cancel" }).click();
      await heading(page, "Music Instant");
      expect(await page.getByRole("status").textContent()).toContain("The cancellation has been taken.");
      expect(await page.getByRole("region", { name: "State" }).textContent()).toContain("CANCELLED");
      expect(await page.getByRole("region", { name: "Time line" }).textContent()).toContain(
        "CUSTOMER_CANCELLED / NOT_RENEWED: Moves abroad",
      );
    });
    expect((await api("GET", `/v1/entitlement/${entitlementId}`)).status).toBe("CANCELLED");
  });

  it("sends a notification again, and the endpoint gets it", async () => {
    const { entitlementId } = await sell({ notificationUrl: `${receiver.url}/again` });
    const [first] = await posts("/again", 1);
    await using(quiet, async (page) => {
      await signIn(page, TELCO);
      await page.goto(`${server.origin}/console/entitlement/${entitlementId}`);
      await page.getByRole("link", { name: "Send again ACTIVATION_SUCCESS of version 1" }).click();
      await page.getByLabel("Why").fill("Lost in a restart");
      await page.getByRole("button", { name: "Send notifications again" }).click();
      await page.getByText("They are on their way.").waitFor();
    });
    const [, again] = await posts("/again", 2);
    expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(again?.body).toBe(first?.body);
  });

  it("shares one with the merchant's desk, which sees no customer", async () => {
    const customerIdentifier = "customer-to-hide";
    const { entitlementId } = await sell({ customerIdentifier });
    const link = await using(quiet, async (page) => {
      await signIn(page, TELCO);
      await page.goto(`${server.origin}/console/entitlement/${entitlementId}`);
      await page.getByRole("link", { name: "Share" }).click();
      await page.getByLabel("Why").fill("The merchant asked");
      await page.getByRole("button", { name: "Make the link" }).click();
      return page.getByLabel("Link for MUSIC").inputValue();
    });
    await using(quiet, async (page) => {
      expect((await page.goto(link))?.status()).toBe(200);
      await heading(page, "Music Instant");
      expect(await page.content()).not.toContain(customerIdentifier);
      expect(await page.getByRole("button").count()).toBe(0);
    });
  });

  it("follows a share link until it expires", async () => {
    const { entitlementId } = await sell();
    const until = Date.now() + 4_000;
    const path = shareLink(entitlementId, until);
    await using(quiet, async (page) => {
      expect((await page.goto(server.origin + path))?.status()).toBe(200);
      await sleep(until + 50 - Date.now());
      expect((await page.reload())?.status()).toBe(410);
      await heading(page, "This link has expired");
    });
  });

  it("signs out, and the page before is closed", async () => {
    await using(quiet, async (page) => {
      await signIn(page, MUSIC);
      await page.getByRole("button", { name: "Sign out" }).click();
      await heading(page, "Sign in");
      await page.goBack();
      await heading(page, "Sign in");
    });
  });
});

describe("a keyboard", () => {
  it("skips to the content, and goes to the search by a slash", async () => {
    await using(DESKTOP, async (page) => {
      await signIn(page, TELCO);
      await page.goto(`${server.origin}/console/endpoints`);
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
      await page.keyboard.press("Enter");
      await page.keyboard.press("/");
      expect(await page.locator(":focus").getAttribute("name")).toBe("q");
      await page.keyboard.type("a/b");
      expect(await page.locator(":focus").inputValue()).toBe("a/b");
    });
  });

  it("cancels an entitlement by itself", async () => {
    const { entitlementId } = await sell();
    await using(DESKTOP, async (page) => {
      await signIn(page, TELCO);
      await page.goto(`${server.origin}/console/entitlement/${entitlementId}/revoke`);
      await page.getByLabel("In your own words").focus();
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus-visible").textContent()).toBe("Revoke");
      await page.keyboard.press("Enter");
      await page.getByText("It is revoked.").waitFor();
    });
  });
});

/** A page to look at: how to get there, and the heading that it has then. */
type Stop = [name: string, title: string, go: (page: Page) => Promise<unknown>];

let seeded: Record<"active" | "pending" | "ended" | "failed", string>;
let shared: string;

const to =
  (path: () => string) =>
  (page: Page): Promise<unknown> =>
    page.goto(server.origin + path());
const entitlement = (which: keyof typeof seeded, more = "") =>
  to(() => `/console/entitlement/${seeded[which]}${more}`);

async function search(page: Page, text: string): Promise<void> {
  await page.goto(`${server.origin}/console/care`);
  await page.getByLabel("Search", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Search" }).click();
}

const STOPS: Record<string, [credentials: string | null, stops: Stop[]]> = {
  guest: [
    null,
    [
      ["sign-in", "Sign in", to(() => "/console")],
      [
        "sign-in-refused",
        "Sign in",
        async (page) => {
          await page.getByLabel("Credential").fill("somebody");
          await page.getByLabel("Secret").fill("else");
          await page.getByRole("button", { name: "Sign in" }).click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["sign-in-lost", "Sign in", to(() => "/console/sign-in?lost=form")],
      ["shared", "Music Instant", to(() => shared)],
      ["shared-unknown", "We do not know this link", to(() => "/console/shared/none.such")],
      ["nowhere", "There is nothing here", to(() => "/console/nowhere")],
    ],
  ],
  reseller: [
    TELCO,
    [
      ["care", "Find an entitlement", to(() => "/console/care")],
      ["results", "Find an entitlement", (page) => search(page, "console-customer")],
      ["no-results", "Find an entitlement", (page) => search(page, "nobody has this")],
      ["active", "Music Instant", entitlement("active")],
      ["pending", "Music", entitlement("pending")],
      ["ended", "Music Gift Code", entitlement("ended")],
      ["done", "Music Gift Code", entitlement("ended", "?done=revoke&code=OK")],
      ["cancel", "Cancel this entitlement?", entitlement("active", "/cancel")],
      ["not-now", "Undo the cancellation?", entitlement("active", "/undo")],
      [
        "refused",
        "Send notifications again?",
        async (page) => {
          await entitlement("active", "/replay?notificationId=none")(page);
          await page.getByLabel("Why").fill("x");
          await page.getByRole("button", { name: "Send notifications again" }).click();
          await page.getByRole("alert").waitFor();
        },
      ],
      ["share", "Share this entitlement", entitlement("active", "/share")],
      [
        "share-made",
        "Share this entitlement",
        async (page) => {
          await page.getByLabel("Why").fill("The merchant asked");
          await page.getByRole("button", { name: "Make the link" }).click();
          await page.getByText("The link is ready").waitFor();
        },
      ],
      ["endpoints", "Endpoints", to(() => "/console/endpoints")],
      [
        "endpoint-tried",
        "Endpoints",
        async (page) => {
          await page.getByLabel("URL").fill(`${receiver.url}/sample`);
          await page.getByRole("button", { name: "Send a sample" }).click();
          await page.getByText("The endpoint took the sample").waitFor();
        },
      ],
      [
        "endpoint-refused",
        "Endpoints",
        async (page) => {
          await page.getByLabel("URL").fill("ftp://nowhere");
          await page.getByRole("button", { name: "Send a sample" }).click();
          await page.getByText("That was not done").waitFor();
        },
      ],
      ["resume", "Resume this endpoint?", (page) => resumeForm(page)],
      ["job-form", "Batch of actions", to(() => "/console/jobs/new?kind=batch")],
      ["job-refused", "Batch of actions", (page) => started(page, "action\nFLY\n", "That was not done")],
      ["job", "Batch of actions", (page) => started(page, `${BATCH}SUSPEND,none,,,\n`, "Accepted")],
      ["jobs", "Jobs", to(() => "/console/jobs")],
      ["certification-run", "Certification report", (page) => certified(page)],
      ["certification", "Certification", to(() => "/console/certification")],
      ["gone", "No such entitlement", to(() => "/console/entitlement/00000000-0000-8000-8000-000000000000")],
    ],
  ],
  merchant: [
    MUSIC,
    [
      ["care", "Find an entitlement", to(() => "/console/care")],
      ["active", "Music Instant", entitlement("active")],
      ["terminate", "Terminate this entitlement?", entitlement("active", "/terminate")],
      ["activate", "Has the customer got access?", entitlement("pending", "/activate")],
      ["certification", "Certification", to(() => "/console/certification")],
    ],
  ],
  operator: [
    OPERATOR,
    [
      ["care", "Find an entitlement", to(() => "/console/care")],
      ["failed", "Music Instant", entitlement("failed")],
      ["settle", "Settle what is in doubt?", entitlement("failed", "/settle")],
      ["endpoints", "Endpoints", to(() => "/console/endpoints")],
      ["jobs", "Jobs", to(() => "/console/jobs")],
      ["job-form", "Batch of actions", to(() => "/console/jobs/new?kind=batch")],
      ["trouble", "Trouble", to(() => "/console/trouble")],
      ["trouble-filtered", "Trouble", to(() => "/console/trouble?status=exhausted")],
      ["catalogue", "Catalogue", to(() => "/console/catalogue")],
      ["plan", "Plan a change", to(() => "/console/catalogue/plan")],
      ["planned", "Plan a change", (page) => planned(page)],
    ],
  ],
};

async function resumeForm(page: Page): Promise<void> {
  await page.goto(`${server.origin}/console/endpoints`);
  await page
    .getByRole("link", { name: /^Resume/ })
    .first()
    .click();
}

const BATCH = "action,entitlementId,reasonCategory,reasonCode,reasonDescription\n";

/** A batch of that file, from the form on. */
async function started(page: Page, file: string, until: string): Promise<void> {
  await page
    .getByLabel("File")
    .setInputFiles({ name: "batch.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText(until).first().waitFor();
}

/** With one scenario's requests unfolded. */
async function certified(page: Page): Promise<void> {
  await page.goto(`${server.origin}/console/certification`);
  await page.getByLabel("URL").fill(`${receiver.url}/certified`);
  await page.getByRole("button", { name: "Run it" }).click();
  await heading(page, "Certification report");
  await page.getByText("3 requests of A forgery").click();
}

async function planned(page: Page): Promise<void> {
  const document = {
    products: [
      { environment: "sandbox", merchantAccountKey: "MUSIC", productKey: "MUSIC", productName: "Music Plus" },
    ],
  };
  await page.getByLabel("Document").fill(JSON.stringify(document));
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByText("What would change").waitFor({ state: "attached" });
}

async function seed(): Promise<void> {
  const customer = { customerIdentifier: "console-customer" };
  const dead = { notificationUrl: "http://127.0.0.1:9/nobody" };
  const active = await sell({
    ...customer,
    externalEntitlementId: "order-4711",
    extensionData: { shop: "Berlin" },
  });
  const ended = await sell({ productKey: "MUSIC_CODE", ...dead });
  for (const verb of ["suspend", "resume"])
    await api("POST", `/v1/entitlement/${verb}/${ended.entitlementId}`);
  await api(
    "POST",
    `/v1/entitlement/cancel/${ended.entitlementId}`,
    {},
    { "X-Magic-Number": "TERMINATE_RETURNS_DATE" },
  );
  await api("POST", `/v1/entitlement/revoke/${ended.entitlementId}`, {
    cancelReasonCategory: "REVOKED",
    cancelReasonCode: "FRAUD",
    cancelReasonDescription: "Bought with a stolen card",
  });
  const pending = await sell({ productKey: "MUSIC", externalEntitlementId: "console-customer" });
  const failed = await sell({}, { "X-Magic-Number": "CREATE_REQUEST_FAILS" });
  seeded = {
    active: active.entitlementId,
    ended: ended.entitlementId,
    pending: pending.entitlementId,
    failed: failed.entitlementId,
  };
  shared = shareLink(seeded.active, Date.now() + 3_600_000);
}

/** What holds on every page. */
async function expectSound(page: Page, title: string, name: string): Promise<void> {
  expect(await page.title()).toBe(`${title} – resale-edge`);
  expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual([title]);
  const { violations, passes } = await accessibilityOf(page);
  expect(violations, name).toEqual([]);
  expect(passes).toBeGreaterThan(15);
  const widths = `({ content: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth })`;
  const { content, screen } = await page.evaluate<{ content: number; screen: number }>(widths);
  expect(content, `${name} is wider than the screen`).toBeLessThanOrEqual(screen);
}

describe.each(LOOKS)("on a %s", (look, options) => {
  beforeAll(async () => {
    if (!seeded) await seed();
    // Until an endpoint has failed so often that it is held.
    for (let turn = 0; turn < 40; turn++) {
      const response = await fetch(`${server.origin}/v1/endpoints`, {
        headers: { Authorization: `Basic ${btoa(TELCO)}` },
      });
      const { endpoints } = (await response.json()) as { endpoints: { state: string }[] };
      if (endpoints.some(({ state }) => state !== "CLOSED")) return;
      await sell({ notificationUrl: "http://127.0.0.1:9/nobody" });
      await sleep(250);
    }
  });

  it.each(Object.entries(STOPS))("every page of a %s is sound", async (party, [credentials, stops]) => {
    await using(options, async (page) => {
      const problems: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !/the server responded with a status of 4/.test(message.text()))
          problems.push(message.text());
      });
      page.on("pageerror", ({ message }) => problems.push(message));
      page.on("request", (request) => {
        if (new URL(request.url()).origin !== server.origin) problems.push(`asked for ${request.url()}`);
      });
      if (credentials !== null) await signIn(page, credentials);
      for (const [name, title, go] of stops) {
        await go(page);
        await heading(page, title);
        await page.screenshot({ path: join(SHOTS, `${party}-${name}-${look}.png`), fullPage: true });
        await expectSound(page, title, `${party} ${name}`);
      }
      expect(problems).toEqual([]);
    });
  });
});
