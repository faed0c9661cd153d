// Merchants with different APIs, each a program of its own, behind the one Resale API: what a reseller sees of a
// subscription is the same whatever the merchant speaks.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver, type Receiver } from "../../scripts/demo/receiver.ts";
import { credentialOf, withMerchants, type CatalogueDocument } from "./merchants/catalogue.ts";
import { Transcript, type Step } from "./merchants/transcript.ts";
import { serve, type TestServer } from "./support/server.ts";

const PROGRAMS = { STANDARD: "standard.ts", LANDING: "landing.ts", LEGACY: "legacyXml.ts" };
type Key = keyof typeof PROGRAMS;
const ALL = Object.keys(PROGRAMS) as Key[];

const children: ChildProcess[] = [];
const origins: Record<string, string> = {};
let server: TestServer;
let receiver: Receiver;

/** Starts a merchant's program; resolves to where it listens. */
async function program(key: Key): Promise<string> {
  const { id, secret } = credentialOf(key);
  const child = spawn(process.execPath, [join(import.meta.dirname, "merchants", PROGRAMS[key])], {
    env: { ...process.env, PORT: "0", PLATFORM_URL: server.origin, PLATFORM_CREDENTIAL: `${id}:${secret}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [said] = await once(child.stdout ?? child, "data");
  const origin = /ready (\S+)/.exec(String(said))?.[1];
  if (origin === undefined) throw new Error(`${key} did not start: ${String(said)}`);
  return origin;
}

async function admin(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.origin}${path}`, {
    method,
    headers: {
      Authorization: `Basic ${btoa("operator:operator-secret")}`,
      ...(body && { "Content-Type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

beforeAll(async () => {
  server = await serve();
  receiver = await startReceiver();
  for (const key of ALL) origins[key] = await program(key);
  const { catalogue } = await admin("GET", "/admin/v1/catalogue");
  const document = withMerchants(catalogue as CatalogueDocument, origins);
  await admin("PUT", "/admin/v1/catalogue", { catalogue: document, reason: "three merchants more" });
});

afterAll(async () => {
  for (const child of children) child.kill("SIGTERM");
  receiver?.close();
  await server?.end();
});

/** From the order through the merchant's page and every verb to the end. */
async function asynchronousLife(key: Key): Promise<Step[]> {
  const transcript = new Transcript(server.origin, receiver);
  const { parameters } = await transcript.sell(key, "STREAM");
  await transcript.call("GET", "/v1/entitlement/{id}");
  await transcript.call("GET", "/v1/entitlement/activationInfo/{id}");
  const { url } = parameters as { url: string };
  expect(await (await fetch(url)).text()).toContain("<form");
  expect((await fetch(url, { method: "POST" })).status).toBe(200);
  await transcript.notified(2);
  await livesOn(transcript, 2);
  return transcript.steps;
}

async function synchronousLife(key: Key): Promise<Step[]> {
  const transcript = new Transcript(server.origin, receiver);
  const sold = await transcript.sell(key, "CODE");
  expect(sold["activationCode"]).toMatch(/^[\w-]{13}$/);
  await transcript.notified(1);
  await livesOn(transcript, 1);
  return transcript.steps;
}

/** The rest of a life, each step with its notification; `version` is the one that is active. */
async function livesOn(transcript: Transcript, version: number): Promise<void> {
  const verbs = [
    ["PATCH", "/v1/entitlement/{id}", { offerKey: "BUNDLE" }],
    ["POST", "/v1/entitlement/suspend/{id}"],
    ["POST", "/v1/entitlement/resume/{id}"],
    ["POST", "/v1/entitlement/cancel/{id}"],
    ["POST", "/v1/entitlement/undo/{id}"],
    ["POST", "/v1/entitlement/cancel/{id}", { cancelReasonDescription: "too loud" }],
    ["POST", "/v1/entitlement/revoke/{id}"],
  ] as const;
  await transcript.call("GET", "/v1/entitlement/{id}");
  for (const [at, [method, path, body]] of verbs.entries()) {
    await transcript.call(method, path, body);
    await transcript.notified(version + at + 1);
  }
  await transcript.call("POST", "/v1/entitlement/suspend/{id}");
  await transcript.call("GET", "/v1/entitlement/{id}");
}

describe("a reseller cannot tell merchants apart", () => {
  it("that send the customer to a page first", async () => {
    const [first, ...others] = await Promise.all(ALL.map(asynchronousLife));
    expect(first?.map(({ step, status }) => `${status} ${step}`)).toMatchSnapshot();
    for (const other of others) expect(other).toEqual(first);
  });

  it("that are active at once with a code", async () => {
    const [first, ...others] = await Promise.all((["STANDARD", "LEGACY"] as const).map(synchronousLife));
    for (const other of others) expect(other).toEqual(first);
  });

  it("that refuse", async () => {
    const refused = async (key: Key): Promise<Step[]> => {
      const transcript = new Transcript(server.origin, receiver);
      const { metadata } = await transcript.sell(key, "FORBIDDEN");
      expect(metadata).toMatchObject({
        reason: "CUSTOMER_NOT_ELIGIBLE",
        merchant: { code: expect.any(String) },
      });
      return transcript.steps.map(({ step, status }) => ({ step, status, body: null }));
    };
    expect(await refused("LEGACY")).toEqual(await refused("STANDARD"));
  });

  it("except by what GET /v1/product says of the products", async () => {
    const transcript = new Transcript(server.origin, receiver);
    const { products } = await transcript.call("GET", "/v1/product");
    const own = (
      products as { merchantAccountKey: string; capabilities: object; productKey: string }[]
    ).filter(({ merchantAccountKey }) => merchantAccountKey !== "MUSIC");
    expect(own).toHaveLength(12);
    for (const { productKey, capabilities } of own)
      expect(capabilities).toMatchObject({
        activation: productKey === "CODE" ? "SYNC" : "ASYNC",
        endOfPeriodCancel: true,
        limitPerCustomer: 1,
      });
  });

  it("and no merchant has done anything twice", async () => {
    for (const key of ALL) {
      const effects = (await (await fetch(`${origins[key]}/~effects`)).json()) as Record<string, number>;
      expect(Object.keys(effects).length).toBeGreaterThan(5);
      expect(new Set(Object.values(effects))).toEqual(new Set([1]));
    }
  });
});
