// The package as others get it: what is in it, whether it can be imported and type-checked, and whether the examples do
// with it what the documentation says.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { freePort } from "../../scripts/demo/freePort.ts";
import { startExample, type Example } from "./support/example.ts";
import { FILMS, HOUSE_TOKEN, openHouse, TELCO, TELCO_KEY } from "./support/house.ts";
import { packedProject, type PackedProject } from "./support/packedProject.ts";
import { ROOT } from "./support/server.ts";

let project: PackedProject;
let house: Awaited<ReturnType<typeof openHouse>>;
let films: Example;
let filmsUrl = "";
const program = (name: string): string => join(ROOT, "node_modules", name);

beforeAll(async () => {
  project = await packedProject();
  const port = String(await freePort());
  filmsUrl = `http://127.0.0.1:${port}`;
  house = await openHouse(project.folder, filmsUrl);
  const variables = { PORT: port, PLATFORM_URL: house.url, CREDENTIAL: FILMS };
  films = startExample(project.folder, "examples/merchant/merchant.ts", variables);
  await films.said("ready on");
});
afterAll(async () => {
  await films?.end();
  await house?.harness.close();
  await project?.end();
});

describe("the package", () => {
  it("is one that every tool can use", async () => {
    const pkgDir = join(project.folder, "node_modules/resale-edge");
    const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    const attw = program("@arethetypeswrong/cli/dist/index.js");
    // It ends with an error where there is a problem; what only CommonJS could have is no problem here.
    const said = await project.node(attw, project.tarball, "--profile", "esm-only", "--no-color");
    expect(said).toContain('"resale-edge/merchant"');
  });

  it("can be imported, each entry by itself, and asks for nothing else", async () => {
    const names = "Object.keys(await import(`resale-edge/${entry}`)).length > 0";
    const code = `for (const entry of ["client", "notifications", "merchant"]) console.log(entry, ${names})`;
    expect(await project.node("--input-type=module", "-e", code)).toBe(
      "client true\nnotifications true\nmerchant true\n",
    );
    for (const entry of ["client", "notifications", "merchant"]) {
      const text = await readFile(join(project.folder, `node_modules/resale-edge/dist/${entry}.js`), "utf8");
      const imported = [...text.matchAll(/\bfrom\s*"([^"]+)"/g)].map(([, from]) => from);
      expect(imported).toEqual([]);
    }
  });

  it("has types that hold under Node's own resolution, in Node and in a Worker", async () => {
    const strict = { module: "nodenext", target: "es2024", lib: ["es2024"], strict: true, noEmit: true };
    const node = { ...strict, skipLibCheck: false, types: ["node"] };
    const worker = { ...strict, skipLibCheck: false, types: ["@cloudflare/workers-types"] };
    const configs = [
      ["node.json", node, ["examples/reseller/*.ts", "examples/merchant/*.ts", "consumer.ts"]],
      ["worker.json", worker, ["examples/embedded/*.ts"]],
    ] as const;
    await writeFile(join(project.folder, "consumer.ts"), CONSUMER);
    const tsc = program("typescript/bin/tsc");
    for (const [name, compilerOptions, include] of configs) {
      await writeFile(join(project.folder, name), JSON.stringify({ compilerOptions, include }));
      expect(await project.node(tsc, "-p", name)).toBe("");
    }
  });
});

/** Each union is narrowed by its code, and what cannot be is an error. */
const CONSUMER = `
import { resaleClient, succeeded, type Failure } from "resale-edge/client";
import { verifyNotification } from "resale-edge/notifications";
const api = resaleClient({ url: "https://resale.example.com", credential: async () => "id:secret" });
const sold = await api.create({ customerIdentifier: "c", merchantAccountKey: "M", productKey: "P" });
if (sold.responseCode === "CLIENT_ACTION_REQUIRED") sold.parameters.url.toUpperCase();
if (sold.responseCode === "TOO_MANY_REQUESTS") sold.metadata.reason satisfies "RATE_LIMITED";
if (sold.responseCode === "NO_ANSWER")
  sold.metadata.reason satisfies "CREDENTIAL" | "NETWORK" | "TIMEOUT" | "UNREADABLE";
if (succeeded(sold)) sold.version.toFixed();
else sold satisfies Failure;
const read = await api.getIfChanged("id", '"1"');
if (!succeeded(read)) read satisfies Failure;
else if (read.responseCode !== "NOT_MODIFIED") read.version.toFixed();
const job = await api.startJob({ kind: "batch", file: Buffer.from("") });
if (succeeded(job)) job.counts.rows?.toFixed();
// @ts-expect-error a misspelled field
await api.create({ customerIdentifier: "c", merchantAccountKey: "M", productKey: "P", offer: "O" });
// @ts-expect-error a record is not there before the code has been looked at
sold.entitlementId.length;
const { possible } = (await api.cancel("id", {}, { dryRun: true })) as { possible: string[] };
for await (const { events } of api.feed()) events.map(({ notificationId }) => notificationId?.length);
const verified = await verifyNotification("", {}, { keys: ["whsec_"] });
if (verified.ok) verified.notification.status satisfies string;
export { possible };
`;

const order = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const [id = "", secret = ""] = TELCO.split(":");
  const response = await fetch(`${house.url}/v1/entitlement${path}`, {
    method: "POST",
    headers: {
      Authorization: `Basic ${btoa(`${id}:${secret}`)}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const answered: {
    entitlementId: string;
    status: string;
    activationCode: string;
    parameters: { url: string };
  } = JSON.parse(await response.text());
  return answered;
};
const customer = (merchantAccountKey: string, productKey: string) => ({
  customerIdentifier: crypto.randomUUID(),
  merchantAccountKey,
  productKey,
  notificationUrl: `${filmsUrl}/nowhere`,
});

describe("examples/embedded", () => {
  it("has the platform below its own pages, with its own merchant", async () => {
    expect(await (await fetch(house.origin)).text()).toBe("The house's own front page.");
    const sold = await order("", customer("THEATRE", "SEAT"));
    expect(sold).toMatchObject({ status: "ACTIVE", activationCode: `A-${sold.entitlementId.slice(-4)}` });
    expect(await order(`/cancel/${sold.entitlementId}`, {})).toMatchObject({ status: "CANCELLED" });
    const headers = { "X-House-Token": HOUSE_TOKEN };
    const audit = await (await fetch(`${house.url}/admin/v1/audit`, { headers })).text();
    expect(audit).toContain('"actor":"HOUSE"');
    const logged = house.harness.getLogs().map(({ message }) => message);
    expect(logged.join("\n")).toContain('"audit":"catalogue.apply"');
  });

  it("has jobs, and the sandbox reseller", async () => {
    const basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` });
    const asked = async (path: string, init: RequestInit): Promise<Record<string, unknown>> =>
      JSON.parse(await (await fetch(house.url + path, init)).text());
    const telco = basic(TELCO);
    const job = await asked("/v1/jobs?kind=export", { method: "POST", headers: telco });
    const state = async () => (await asked(`/v1/jobs/${String(job.jobId)}`, { headers: telco })).state;
    await expect.poll(state, { timeout: 20_000 }).toBe("DONE");
    const ordered = await asked("/merchant/v1/sandbox/orders", {
      method: "POST",
      headers: { ...basic("music-sandbox:music-sandbox-secret"), "Content-Type": "application/json" },
      body: JSON.stringify({ productKey: "MUSIC_INSTANT" }),
    });
    expect(ordered).toMatchObject({ responseCode: "OK", status: "ACTIVE" });
  });

  it("is called back by the sandbox merchant below its prefix", async () => {
    const later = { "X-Magic-Number": "CREATE_REQUEST_RETURNS_CREATED" };
    const { entitlementId, status } = await order("", customer("MUSIC", "MUSIC_INSTANT"), later);
    expect(status).toBe("PENDING");
    const headers = { Authorization: `Basic ${btoa("music-sandbox:music-sandbox-secret")}` };
    const read = async () =>
      (await fetch(`${house.url}/merchant/v1/entitlement/${entitlementId}`, { headers })).text();
    await expect.poll(read, { timeout: 10_000 }).toContain('"ACTIVE"');
  });
});

/** The package's own command, as `npx` runs it; throws with the report where it does not end with 0. */
const certify = (...args: string[]): Promise<string> =>
  project.node("node_modules/resale-edge/dist/resale-edge.js", "certify", "--url", house.url, ...args);

describe("examples/reseller", () => {
  it("survives certification", async () => {
    const port = String(await freePort());
    const variables = { PORT: port, PLATFORM_URL: house.url, CREDENTIAL: TELCO, SIGNING_KEYS: TELCO_KEY };
    const reseller = startExample(project.folder, "examples/reseller/reseller.ts", variables);
    try {
      await reseller.said("ACTIVATION_SUCCESS");
      const url = `http://127.0.0.1:${port}/notifications`;
      const report = await certify("--credential", TELCO, "--notification-url", url);
      expect(report.match(/✓ [A-Z_]+/g)?.slice(0, 9)).toEqual(SURVIVED.map((name) => `✓ ${name}`));
      expect(report).toContain(" 0 failed");
    } finally {
      await reseller.end();
    }
  });

  it("sells one, and takes in what it is told of it", async () => {
    const port = String(await freePort());
    const variables = { PORT: port, PLATFORM_URL: house.url, CREDENTIAL: TELCO, SIGNING_KEYS: TELCO_KEY };
    const reseller = startExample(project.folder, "examples/reseller/reseller.ts", variables);
    try {
      const said = await reseller.said("ACTIVATION_SUCCESS: ACTIVE, version 1");
      expect(said).toContain(": ACTIVE");
      const forged = await fetch(`http://127.0.0.1:${port}/notifications`, { method: "POST", body: "{}" });
      expect(forged.status).toBe(401);
    } finally {
      await reseller.end();
    }
  });
});

const SURVIVED = [
  "VALID",
  "BURST",
  "DUPLICATE",
  "OLDER_VERSION",
  "RETRY",
  "ROTATION",
  "UNKNOWN_FIELDS",
  "BAD_SIGNATURE",
  "STALE_TIMESTAMP",
];

describe("examples/merchant", () => {
  it("survives certification, as far as nobody has to sign up", async () => {
    const report = await certify("--merchant", "--credential", FILMS);
    expect(report).toContain("10 passed, 0 failed, 5 not covered");
    for (const name of ["REPEATED_CREATE", "REPEATED_TERMINATE", "BAD_CREDENTIALS", "MALFORMED_BODY"])
      expect(report).toContain(`✓ ${name}`);
  });

  it("sells with a sign-up, and does what resellers want afterwards", async () => {
    const { entitlementId: id, status, parameters } = await order("", customer("FILMS", "FILMS"));
    expect([status, parameters.url]).toEqual(["PENDING", `${filmsUrl}/sign-up/${id}`]);
    expect(await (await fetch(parameters.url)).text()).toContain("Sign up");
    expect(await (await fetch(parameters.url, { method: "POST" })).text()).toContain("Welcome.");
    const statuses = [];
    for (const verb of ["suspend", "resume", "cancel", "undo", "revoke"])
      statuses.push((await order(`/${verb}/${id}`, {})).status);
    expect(statuses).toEqual(["SUSPENDED", "ACTIVE", "ACTIVE-ENDING", "ACTIVE", "REVOKED"]);
    expect((await fetch(`${filmsUrl}/entitlement`, { method: "POST", body: "{}" })).status).toBe(401);
  });
});

it("the examples are as short as they promise to be", async () => {
  const lines = async (name: string) =>
    (await readFile(join(ROOT, "examples", name), "utf8")).trim().split("\n").length;
  expect(await lines("reseller/reseller.ts")).toBeLessThan(60);
  expect(await lines("merchant/merchant.ts")).toBeLessThan(80);
});
