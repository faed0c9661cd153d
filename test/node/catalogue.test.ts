// The command line against the real service: export, plan, apply; what it says, and what it ends with.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { apiAt, Entitlement } from "../../scripts/demo/api.ts";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { forget, ROOT, serve, temporaryState, type TestServer } from "./support/server.ts";

let server: TestServer;
let folder = "";

beforeAll(async () => {
  [server, folder] = await Promise.all([serve(), mkdtemp(join(tmpdir(), "resale-edge-catalogue-"))]);
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the command as `npm run catalogue` does, with nobody at the terminal. */
function catalogue(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const given = { ...process.env, RESALE_CREDENTIAL: undefined, NO_COLOR: "1", ...env };
    const child = execFile(
      process.execPath,
      [join(ROOT, "scripts/catalogue.ts"), ...args],
      { env: given },
      (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : error ? 99 : 0, out, err }),
    );
    child.stdin?.end();
  });
}

const at = (name: string): string => join(folder, name);
const on = (command: string, file: string, ...more: string[]): string[] => [
  command,
  "--file",
  at(file),
  "--url",
  server.origin,
  ...more,
];
const apply = (file: string, ...more: string[]) => on("apply", file, "--reason", "a test", "--yes", ...more);

type Section = Record<string, unknown>[];

/** The exported file with changes, written under another name. */
async function derived(name: string, change: (document: Record<string, Section>) => void): Promise<void> {
  const document: Record<string, Section> = parse(await readFile(at("exported.yaml"), "utf8"));
  change(document);
  await writeFile(at(name), name.endsWith(".json") ? JSON.stringify(document, null, 2) : stringify(document));
}

describe("npm run catalogue", () => {
  it("exports the stored catalogue in YAML and JSON, and keeps a file that exists", async () => {
    expect(await catalogue(on("export", "exported.yaml"))).toMatchObject({
      code: 0,
      out: expect.stringContaining("revision 1"),
    });
    expect(await catalogue(on("export", "exported.json"))).toMatchObject({ code: 0 });
    const text = await readFile(at("exported.yaml"), "utf8");
    expect(parse(text)).toEqual(JSON.parse(await readFile(at("exported.json"), "utf8")));
    expect(text).toContain("merchantAccountKey: MUSIC");
    expect(text).not.toMatch(/whsec_|sealed:|secret:|hash/);
    const again = await catalogue(on("export", "exported.yaml"));
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining("exists. --yes writes over it") });
    expect((await catalogue(on("export", "exported.yaml", "--yes"))).code).toBe(0);
  });

  it.each(["exported.yaml", "exported.json"])(
    "plans and applies the unchanged %s: nothing to do",
    async (file) => {
      expect(await catalogue(on("plan", file))).toEqual({ code: 0, out: "Nothing to do.\n", err: "" });
      expect(await catalogue(apply(file))).toEqual({ code: 0, out: "Nothing to do.\n", err: "" });
    },
  );

  it("plans, asks, and applies what is new, with secrets from the environment; then it sells", async () => {
    await derived("shop.yaml", ({ merchants, products, routes, resellers, credentials }) => {
      merchants?.push({
        environment: "sandbox",
        merchantAccountKey: "VIDEO",
        name: "Video Inc",
        connector: { type: "sandbox" },
      });
      products?.push({
        environment: "sandbox",
        merchantAccountKey: "VIDEO",
        productKey: "MUSIC_INSTANT",
        productName: "Films",
      });
      routes?.push({ environment: "sandbox", resellerKey: "TELCO", merchantAccountKey: "VIDEO" });
      resellers?.push({
        environment: "sandbox",
        resellerKey: "SHOP",
        name: "Shop",
        signingSecrets: ["env:SHOP_SIGNING"],
      });
      credentials?.push({
        id: "shop",
        party: "RESELLER",
        organisation: "SHOP",
        environment: "sandbox",
        secrets: ["env:SHOP_SECRET"],
      });
    });
    const missing = await catalogue(on("plan", "shop.yaml"));
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(/shop\.yaml:\d+: resellers\.3\.signingSecrets\.0: SHOP_SIGNING is not set/);
    expect(missing.err).toMatch(/credentials\.5\.secrets\.0: SHOP_SECRET is not set/);

    const env = {
      SHOP_SIGNING: "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM=",
      SHOP_SECRET: "shop-secret-from-outside",
    };
    const plan = await catalogue(on("plan", "shop.yaml"), env);
    expect(plan.code).toBe(0);
    expect(plan.out).toBe(
      [
        "+ merchant sandbox/VIDEO",
        "+ product sandbox/VIDEO/MUSIC_INSTANT",
        "+ reseller sandbox/SHOP",
        "+ route sandbox/TELCO/VIDEO",
        "+ credential shop",
        "",
        "5 to create, 0 to change, 0 to remove, 15 unchanged.",
        "",
      ].join("\n"),
    );
    const unasked = await catalogue(on("apply", "shop.yaml", "--reason", "a test"), env);
    expect(unasked).toMatchObject({
      code: 2,
      err: expect.stringContaining("--yes applies without a question"),
    });
    expect((await catalogue(apply("shop.yaml"), env)).out).toContain(
      "Applied: the catalogue is at revision 2.",
    );
    expect((await catalogue(apply("shop.yaml"), env)).out).toBe("Nothing to do.\n");

    const api = apiAt(server.origin);
    const body = {
      customerIdentifier: "c",
      merchantAccountKey: "VIDEO",
      productKey: "MUSIC_INSTANT",
      notificationUrl: "http://127.0.0.1:9/nobody",
    };
    expect((await api(Entitlement, "POST", "/v1/entitlement", 200, { body })).body.status).toBe("ACTIVE");
    const basic = Buffer.from(`shop:${env.SHOP_SECRET}`).toString("base64");
    expect(
      (await fetch(`${server.origin}/v1/echo/x`, { headers: { Authorization: `Basic ${basic}` } })).status,
    ).toBe(200);
  });

  it("shows a change by field, what it would hit, and stops at what would strand", async () => {
    await catalogue(on("export", "exported.yaml", "--yes"));
    await derived("less.json", (document) => {
      document["products"] = (document["products"] ?? []).flatMap((one) =>
        one["merchantAccountKey"] === "VIDEO"
          ? []
          : one["productKey"] === "MUSIC"
            ? [{ ...one, productName: "More\u001b[31m music" }]
            : [one],
      );
    });
    const refused = await catalogue(on("plan", "less.json"));
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/less\.json:\d+: products\.\d\.productName: .*control characters/),
    });
    await writeFile(at("less.json"), (await readFile(at("less.json"), "utf8")).replace("\\u001b[31m", ""));
    await expect
      .poll(async () => (await catalogue(on("plan", "less.json"))).out, { timeout: 20_000 })
      .toBe(
        [
          "~ product sandbox/MUSIC/MUSIC",
          "    productName: Music → More music",
          "- product sandbox/VIDEO/MUSIC_INSTANT   1 live entitlement, stranded",
          "",
          "0 to create, 1 to change, 1 to remove, 4 unchanged.".replace("4", "18"),
          "1 would strand entitlements: apply refuses that without --force.",
          "",
        ].join("\n"),
      );
    const stopped = await catalogue(apply("less.json"));
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/^WOULD_STRAND: /);
    expect(stopped.err).toMatch(
      /less\.json:\d+: products: product sandbox\/VIDEO\/MUSIC_INSTANT has 1 live entitlement\./,
    );
    expect((await catalogue(apply("less.json", "--force"))).out).toContain("revision 3");
  });

  it("names what the API refuses by file, line and path", async () => {
    await writeFile(
      at("wrong.yaml"),
      "routes:\n  - environment: sandbox\n    resellerKey: TELCO\n    merchantAccountKey: FAX\n  - environment: sandbox\n    limit: 3\n",
    );
    const { code, err } = await catalogue(on("plan", "wrong.yaml"));
    expect(code).toBe(1);
    expect(err.split("\n")).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/wrong\.yaml:6: routes\.1\.limit: Unknown field\.$/),
        expect.stringMatching(/wrong\.yaml:5: routes\.1\.resellerKey: /),
      ]),
    );
    await writeFile(at("broken.yaml"), "routes:\n  - {a: 1\nmerchants: [");
    expect((await catalogue(on("plan", "broken.yaml"))).err).toMatch(/broken\.yaml:\d+: /);
    await writeFile(at("broken.json"), "{ routes: [] }");
    expect((await catalogue(on("plan", "broken.json"))).code).toBe(1);
    expect((await catalogue(on("plan", "absent.yaml"))).err).toMatch(/absent\.yaml: ENOENT/);
  });

  it("cannot do anything with the wrong credential, or where nobody answers", async () => {
    for (const [args, env] of [
      [["--credential", "operator:wrong"], {}],
      [[], { RESALE_CREDENTIAL: "telco-sandbox:telco-sandbox-secret" }],
    ] as const)
      expect(await catalogue(on("plan", "exported.yaml", ...args), env)).toMatchObject({
        code: 1,
        err: expect.stringContaining("UNAUTHORIZED"),
      });
    const nobody = await catalogue(["plan", "--file", at("exported.yaml"), "--url", "http://127.0.0.1:9"]);
    expect(nobody).toMatchObject({
      code: 1,
      err: expect.stringContaining("http://127.0.0.1:9 cannot be reached"),
    });
  });

  it.each([
    [[], "Which command?"],
    [["frobnicate"], "There is no command frobnicate."],
    [["plan"], "--file is missing."],
    [["plan", "--file", "x.toml"], "--file has to end in"],
    [["apply", "--file", "x.yaml"], "--reason is missing"],
    [["plan", "more", "--file", "x.yaml"], "What is more?"],
    [["plan", "--file", "x.yaml", "--frob"], "--frob"],
    [["plan", "--file", "x.yaml", "--url", "nonsense"], "no http or https URL"],
    [["plan", "--file", "x.yaml", "--url", "http://resale.example.com"], "only a service on this machine"],
    [["plan", "--file", "x.yaml", "--url", "https://resale.example.com"], "RESALE_CREDENTIAL) is missing"],
  ])("%j is a wrong call, and says how to call it", async (args, message) => {
    const { code, out, err } = await catalogue(args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).toContain("npm run catalogue -- plan|apply|export");
  });

  it("--help explains itself", async () => {
    expect(await catalogue(["--help"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("--reason TEXT"),
      err: "",
    });
  });
});

it.each(["catalogue.md", "connectors.md"])("the first document in docs/%s is one", async (name) => {
  const page = await readFile(join(ROOT, "docs", name), "utf8");
  const example: Record<string, Section> = parse(/```yaml\n(.*?)```/s.exec(page)?.[1] ?? "");
  expect(Object.keys(example)).toContain("merchants");
  await catalogue(on("export", "exported.yaml", "--yes"));
  await derived("docs.yaml", (document) => {
    const names = (item: Section[number]) => [
      item["merchantAccountKey"],
      item["resellerKey"],
      item["organisation"],
    ];
    for (const [section, items] of Object.entries(example))
      document[section] = [
        ...(document[section] ?? []).filter(
          (item) => !names(item).some((one) => one === "VIDEO" || one === "SHOP"),
        ),
        ...items,
      ];
  });
  const env = {
    VIDEO_PASSWORD: "a-password",
    VIDEO_API_TOKEN: "a-token",
    VIDEO_CREDENTIAL: "a-secret",
    SHOP_TOKEN: "a-token",
    SHOP_SIGNING: "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM=",
    SHOP_SECRET: "a-secret",
  };
  expect(await catalogue(on("plan", "docs.yaml"), env)).toMatchObject({ code: 0, err: "" });
});

describe("npm run catalogue -- operator", () => {
  const WRANGLER = join(ROOT, "node_modules/wrangler/bin/wrangler.js");

  it("makes a credential that works once its hash is in the database", async () => {
    const state = await temporaryState();
    const file = at("operator.sql");
    const { code, out } = await catalogue(["operator", "--file", file, "--id", "first"]);
    expect(code).toBe(0);
    const credential = /^RESALE_CREDENTIAL=(first:resale_operator_\w{36})$/m.exec(out)?.[1] ?? "";
    expect(await readFile(file, "utf8")).not.toContain(credential.split(":")[1]);
    expect((await catalogue(["operator", "--file", file])).code).toBe(1);

    const port = await freePort();
    await stopServer(await startServer(port, state));
    const local = ["d1", "execute", "CATALOGUE", "--local", "--persist-to", state, "--file", file];
    await promisify(execFile)(process.execPath, [WRANGLER, ...local], { cwd: ROOT });
    const child = await startServer(port, state);
    const exported = await catalogue(["export", "--file", at("first.yaml"), "--url", originOf(port)], {
      RESALE_CREDENTIAL: credential,
    });
    await stopServer(child);
    await forget(state);
    expect(exported).toMatchObject({ code: 0, err: "" });
    expect(await readFile(at("first.yaml"), "utf8")).toContain("id: first");
  });
});
