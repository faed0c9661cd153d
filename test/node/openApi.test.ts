// The API's document and its pages as a stranger meets them: served by the running Worker, read by a browser, and good
// enough for a client that knows nothing else.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../scripts/demo/browser.ts";
import { accessibilityOf } from "./support/axe.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";
import { proxyTo } from "./support/validatingProxy.ts";
import { LOOKS } from "./support/consoleVisit.ts";

/** Leaves a few sections of each kind: the others are made by the same functions, and looking at all takes a minute. */
const FEW = `document.querySelectorAll(".operation ~ .operation ~ .operation, .schema ~ .schema ~ .schema ~ .schema")
  .forEach((section) => section.remove())`;

const CLIENT = join(ROOT, "examples/openapi-client");
const run = promisify(execFile);

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server?.end());

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.origin + path, { redirect: "manual", ...init });

describe("what is served beside the API", () => {
  it("is the document, as it is in the repository", async () => {
    const response = await get("/openapi.json");
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain("application/json");
    expect(await response.text()).toBe(await readFile(join(ROOT, "assets/openapi.json"), "utf8"));
    const head = await get("/openapi.json", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("is llms.txt, as plain text", async () => {
    const response = await get("/llms.txt");
    expect([response.status, response.headers.get("Content-Type")]).toEqual([
      200,
      "text/plain; charset=utf-8",
    ]);
    expect(await response.text()).toBe(await readFile(join(ROOT, "assets/llms.txt"), "utf8"));
  });

  it.each(["/docs/", "/docs/api", "/docs/concepts", "/docs/api-guide"])(
    "is the page %s, which allows nothing from elsewhere",
    async (path) => {
      const response = await get(path);
      expect([response.status, response.headers.get("Content-Type")]).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
      expect(response.headers.get("Content-Security-Policy")).toMatch(
        /^default-src 'none'; style-src 'self';/,
      );
      const text = await response.text();
      expect(text).not.toMatch(/<script|<style| style="| on\w+="/);
    },
  );

  it("hides nothing of the API: what is unknown is the API's to say, and so is a method that is not possible", async () => {
    for (const path of ["/openapi", "/nothing", "/_headers", "/404", "/v1/nothing"]) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain('"UNKNOWN_PATH"');
    }
    const missing = await get("/docs/nothing");
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining("There is no such page"),
    ]);
    for (const path of ["/openapi.json", "/docs/api", "/health"])
      expect([path, (await get(path, { method: "POST" })).status]).toEqual([path, 405]);
  });
});

describe("the API reference", () => {
  it("has no violation that axe-core knows, in the dark and in the light of a phone, and works without script", async () => {
    const launched = await launchBrowser();
    if (launched === null) throw new Error("no browser runs here");
    try {
      for (const look of [LOOKS.dark, LOOKS.phone]) {
        const context = await launched.browser.newContext(look);
        const page = await context.newPage();
        const problems: string[] = [];
        page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
        await page.goto(`${server.origin}/docs/api`);
        await page.locator("#createEntitlement").getByText("/v1/entitlement").first().waitFor();
        await page.evaluate(FEW);
        const { passes, violations } = await accessibilityOf(page);
        expect(violations).toEqual([]);
        expect(passes).toBeGreaterThan(10);
        await page.goto(`${server.origin}/docs/concepts`);
        expect((await accessibilityOf(page)).violations).toEqual([]);
        expect(problems).toEqual([]);
        await context.close();
      }
    } finally {
      await launched.browser.close();
    }
  });
});

describe("a client generated from the document", () => {
  it("fits its types, and sells and cancels with no violation of the document in either direction", async () => {
    const tool = (name: string, ...args: string[]) =>
      run(process.execPath, [join(CLIENT, "node_modules", name), ...args], { cwd: CLIENT });
    await tool("openapi-typescript/bin/cli.js", `${server.origin}/openapi.json`, "--output", "api.ts");
    await tool("typescript/bin/tsc");
    const proxy = await proxyTo(server.origin);
    try {
      const { stdout } = await run(process.execPath, ["sell.ts"], {
        cwd: CLIENT,
        env: { ...process.env, API: proxy.origin },
      });
      expect(stdout.trim().split("\n")).toEqual([
        "sold: ACTIVE, version 1",
        "possible now: cancel, revoke, suspend, update",
        "ended: CANCELLED",
        "once more: ALREADY_ENDED",
      ]);
      expect(proxy.violations).toEqual([]);
      expect(proxy.called).toEqual([
        "createEntitlement",
        "getEntitlement",
        "cancelEntitlement",
        "cancelEntitlement",
      ]);
    } finally {
      await proxy.end();
    }
  });
});
