// The platform as a library, within this Worker: under a prefix, with what a host puts in. The embedded example
// (test/node/package.test.ts) is the same as a Worker of its own.
import { env } from "cloudflare:workers";
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { createResale, type AuditEntry, type ResaleEnv, type ResaleOptions } from "../src/worker";
import * as worker from "../src/index";
import { clock } from "../src/shared/clock";
import { basic, call, OPERATOR, sale, TELCO, until } from "./support/api";
import { tokenIn } from "./support/console";

const realNow = clock.now;
afterEach(() => {
  clock.now = realNow;
});

/** A host with its own environment, and one request to it. */
function hosted(options: ResaleOptions<Env> = {}) {
  const resale = createResale<Env>({ basePath: "/resale", ...options });
  const host: Env = { ...env };
  return async (
    method: string,
    path: string,
    { as = TELCO as string | null, body = undefined as unknown, headers = {} } = {},
  ) => {
    const ctx = createExecutionContext();
    const request = new Request(`https://house.example.com${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(as !== null && { Authorization: basic(as) }),
        ...(body !== undefined &&
          !(body instanceof URLSearchParams) && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : body instanceof URLSearchParams ? body : JSON.stringify(body),
    });
    const response = await resale.fetch(request, host, ctx);
    const text = await response.text();
    await waitOnExecutionContext(ctx);
    const json = response.headers.get("Content-Type")?.startsWith("application/json")
      ? JSON.parse(text)
      : null;
    return { status: response.status, headers: response.headers, text, json };
  };
}

describe("under a prefix", () => {
  const house = hosted();

  it("everything is where it was, below it", async () => {
    const { status, json } = await house("GET", "/resale/v1/echo/hello");
    expect([status, json.echo]).toEqual([200, "hello"]);
    expect((await house("GET", "/resale/health", { as: null })).status).toBe(200);
    const sold = await house("POST", "/resale/v1/entitlement", { body: sale() });
    expect(sold.json).toMatchObject({ status: "ACTIVE" });
    const read = await house("GET", `/resale/v1/entitlement/${sold.json.entitlementId}`);
    expect(read.headers.get("ETag")).toBe('"1"');
  });

  it.each(["/v1/echo/hello", "/resalev1/echo/hello", "/resale-x/v1/echo/hello", "/"])(
    "%s is not ours",
    async (path) => {
      const { status, json } = await house("GET", path);
      expect([status, json.metadata.reason]).toEqual([404, "UNKNOWN_PATH"]);
    },
  );

  it("links that leave the house have it", async () => {
    const { json } = await house("POST", "/resale/v1/entitlement", { body: sale({ productKey: "MUSIC" }) });
    expect(json.parameters.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/resale\/sandbox\/sign-up\//);
    const { pathname } = new URL(json.parameters.url);
    const page = await house("GET", pathname, { as: null });
    expect(page.text).toContain("Sign up for Music");
  });

  it("the console lives in it: its links, forms and redirects stay below", async () => {
    const door = await house("GET", "/resale/console", { as: null });
    expect(door.headers.get("Location")).toBe("/resale/console/sign-in?to=%2Fconsole");
    const form = await house("GET", "/resale/console/sign-in?to=%2Fconsole%2Fcare", { as: null });
    const cookie = form.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const [id = "", secret = ""] = OPERATOR.split(":");
    const fields = { formToken: tokenIn(form.text), id, secret, to: "/console/care" };
    const headers = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
    const signedIn = await house("POST", "/resale/console/sign-in", {
      as: null,
      body: new URLSearchParams(fields),
      headers,
    });
    expect(signedIn.headers.get("Location")).toBe("/resale/console/care");
    const session = { Cookie: signedIn.headers.get("Set-Cookie")?.split(";")[0] ?? "" };
    const page = await house("GET", "/resale/console/care", { as: null, headers: session });
    const links = [...page.text.matchAll(/\b(?:href|src|action)="(\/[^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(8);
    expect(links.filter((link) => !link?.startsWith("/resale/console"))).toEqual([]);
    for (const asset of links.filter((link) => link?.includes("/assets/")))
      expect((await house("GET", asset ?? "", { as: null })).status).toBe(200);
  });
});

describe("what a host puts in", () => {
  it("its own callers need no credential of ours, and are nobody else", async () => {
    const house = hosted({
      authenticate: ({ headers }, { MAINTENANCE }) => {
        expect(MAINTENANCE).toBe("off");
        const shop = headers.get("X-Shop");
        return shop === null ? null : { party: "RESELLER", organisation: shop, environment: "sandbox" };
      },
    });
    const shop = { as: null, headers: { "X-Shop": "BANK" } };
    const sold = await house("POST", "/resale/v1/entitlement", { ...shop, body: sale() });
    expect(sold.json).toMatchObject({ responseCode: "OK" });
    const path = `/resale/v1/entitlement/${sold.json.entitlementId}`;
    const statuses = [
      (await house("GET", path, shop)).status,
      (await house("GET", path, { as: null, headers: { "X-Shop": "TELCO" } })).status,
      (await house("GET", path, { as: "bank-sandbox:bank-sandbox-secret" })).status,
      (await house("GET", path, { as: null })).status,
      (await house("GET", "/resale/admin/v1/catalogue", shop)).status,
    ];
    expect(statuses).toEqual([200, 404, 200, 401, 401]);
  });

  it("its own callers have jobs, and operators erase, without a credential that could be revoked", async () => {
    const house = hosted({
      authenticate: ({ headers }) =>
        headers.has("X-Shop")
          ? { party: "RESELLER", organisation: "BANK", environment: "sandbox", name: "shop:bank" }
          : { party: "OPERATOR", organisation: "HOUSE" },
    });
    const goesOn = async (path: string, who: object) =>
      until(async () => {
        const { json } = await house("GET", path, { as: null, ...who });
        expect(json).toMatchObject({ state: expect.stringMatching(/RUNNING|DONE/), message: null });
        expect(json.percent).toBeGreaterThan(0);
      });
    const shop = { headers: { "X-Shop": "BANK" } };
    const job = await house("POST", "/resale/v1/jobs?kind=export", { as: null, ...shop });
    expect(job.status).toBe(202);
    await goesOn(`/resale/v1/jobs/${job.json.jobId}`, shop);
    const body = { environment: "sandbox", resellerKey: "BANK", customerIdentifier: "c-1", reason: "asked" };
    const erasure = await house("POST", "/resale/admin/v1/customer/erase", { as: null, body });
    expect(erasure.status).toBe(202);
    await goesOn(`/resale/admin/v1/jobs/${erasure.json.jobId}`, {});
  });

  it("its audit hears what is written into ours, and its failure undoes nothing", async () => {
    const heard = vi.fn<(entry: AuditEntry & { date: string }) => void>();
    const house = hosted({
      audit(entry) {
        heard(entry);
        throw new Error("the log is full");
      },
      authenticate: () => ({ party: "OPERATOR", organisation: "HOUSE", name: "house:ada" }),
    });
    const id = `house-${crypto.randomUUID()}`;
    const body = { id, party: "RESELLER", organisation: "TELCO", environment: "sandbox", reason: "a desk" };
    const made = await house("POST", "/resale/admin/v1/credential", { as: null, body });
    expect(made.json).toMatchObject({ responseCode: "OK" });
    expect(heard.mock.calls).toMatchObject([
      [
        {
          actor: "HOUSE",
          action: "credential.create",
          subject: `credential ${id}`,
          date: expect.stringMatching(/Z$/),
        },
      ],
    ]);
    const { json } = await house("GET", "/resale/admin/v1/audit?limit=1", { as: null });
    expect(json.entries[0]).toMatchObject({ action: "credential.create", actor: "HOUSE" });
    expect(JSON.stringify(json.entries[0].detail)).toContain("house:ada");
  });

  it("its clock is the clock", async () => {
    const at = Date.UTC(2040, 0, 1);
    const house = hosted({ now: () => at });
    expect((await house("GET", "/resale/health", { as: null })).json.time).toBe("2040-01-01T00:00:00.000Z");
  });

  it("is not put into anybody else", async () => {
    hosted({ authenticate: () => ({ party: "OPERATOR", organisation: "HOUSE" }) });
    const { status } = await call("GET", "/admin/v1/catalogue", { as: null });
    expect(status).toBe(401);
  });
});

describe("a host's options", () => {
  it.each(["/a b", "/ü", "/a?b", "/a#b", "https://house.example.com/"])(
    "cannot have the prefix %s",
    (basePath) => expect(() => createResale({ basePath })).toThrow("basePath"),
  );

  it.each(["resale", "/resale/", "//resale"])("take %s for /resale", async (basePath) => {
    expect((await hosted({ basePath })("GET", "/resale/v1/echo/x")).status).toBe(200);
  });

  it("cannot replace a kind of connector", () => {
    const taken = { http: { kind: "http", definition: expect.anything() } };
    expect(() => createResale<Env>({ connectors: taken })).toThrow('there is a "http" already');
  });

  it("may have other names for our bindings", async () => {
    const { DB, CATALOGUE, ...rest } = env;
    const host = { ...rest, RESALE_DB: DB, RESALE_CATALOGUE: CATALOGUE };
    const resale = createResale<typeof host>({
      bindings: ({ RESALE_DB, RESALE_CATALOGUE, ...others }) => ({
        ...others,
        DB: RESALE_DB,
        CATALOGUE: RESALE_CATALOGUE,
      }),
    });
    const headers = { Authorization: basic(TELCO) };
    const request = new Request("https://house.example.com/v1/product", { headers });
    expect((await resale.fetch(request, host, createExecutionContext())).status).toBe(200);
  });

  it("say at once what was not bound", async () => {
    const { JOB: _, JOBS: __, ...rest } = env;
    const resale = createResale<object>({ bindings: (host) => host as unknown as ResaleEnv });
    const request = new Request("https://house.example.com/v1/echo/x");
    const answered = async () => resale.fetch(request, rest, createExecutionContext());
    await expect(answered()).rejects.toThrow("Not bound: JOBS, JOB.");
  });

  it("name every binding that the Worker has", () => {
    expectTypeOf<Exclude<keyof Env, keyof ResaleEnv>>().toBeNever();
  });

  it("give every object class that the Worker has", () => {
    const { default: handlers, ...classes } = worker;
    const { fetch: _, queue: __, scheduled: ___, ...given } = createResale();
    expect(Object.keys(given).sort()).toEqual(Object.keys(classes).sort());
    expect(Object.keys(handlers)).toEqual(expect.arrayContaining(["fetch", "queue", "scheduled"]));
  });
});
