// `npm run connector -- try`, as somebody uses it who sets a merchant up: against the real server and a real merchant.
import { execFile } from "node:child_process";
import type { Server } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { stopReceiver } from "./support/receiver.ts";
import { startScriptedMerchant } from "./support/scriptedMerchant.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { forget, ROOT, temporaryState } from "./support/server.ts";

interface Run {
  code: number | string | null | undefined;
  out: string;
  err: string;
}

const endings: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

let port = 0;
let merchant: { url: string; server: Server };

const definition = (baseUrl: string) => ({
  baseUrl,
  authentication: { type: "bearer", token: { secret: "token" } },
  operations: {
    create: {
      url: "/subscriptions",
      body: '{ "product": productKey, "pin": secrets.pin }',
      responses: [
        { status: 201, outcome: "completed", merchantEntitlementId: "body.id", terminationDate: "body.end" },
      ],
    },
  },
});

/** A merchant beside the demo's, written into the database of a server that has been stopped. */
async function addMerchant(state: string): Promise<void> {
  const item = {
    environment: "sandbox",
    merchantAccountKey: "VIDEO",
    name: "Video",
    connector: "http",
    connectorVersion: 1,
    secrets: { token: "tok-in-clear", pin: "0815-pin" },
  };
  const quoted = (value: object) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
  const statements = [
    `INSERT INTO item (kind, key, body) VALUES ('merchant', 'sandbox' || char(10) || 'VIDEO', ${quoted(item)});`,
    `INSERT INTO definition VALUES ('sandbox', 'VIDEO', 1, 'http', 'digest', ${quoted(definition(merchant.url))}, 0);`,
    "UPDATE revision SET number = number + 1;",
  ];
  const file = join(state, "merchant.sql");
  await writeFile(file, statements.join("\n"));
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const args = ["d1", "execute", "CATALOGUE", "--local", "--yes", "--persist-to", state, "--file", file];
  await promisify(execFile)(process.execPath, [wrangler, ...args], { cwd: ROOT });
}

async function tell(status: number, body: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const script = { steps: [{ status, headers, body: JSON.stringify(body) }] };
  await fetch(`${merchant.url}/~script?path=/subscriptions`, { method: "PUT", body: JSON.stringify(script) });
}

function connector(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const script = join(ROOT, "scripts/connector.ts");
  return new Promise((resolve) => {
    const options = { env: { ...process.env, PORT: String(port), ...env } };
    execFile(process.execPath, [script, ...args], options, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

const CREATE = ["try", "--merchant", "VIDEO", "--operation", "create"];

beforeAll(async () => {
  merchant = await startScriptedMerchant();
  endings.push(() => stopReceiver(merchant.server));
  const state = await temporaryState();
  endings.push(() => forget(state));
  port = await freePort();
  const first = await startServer(port, state);
  const credential = Buffer.from("telco-sandbox:telco-sandbox-secret").toString("base64");
  await fetch(`${originOf(port)}/v1/echo/1`, { headers: { Authorization: `Basic ${credential}` } });
  await stopServer(first);
  await addMerchant(state);
  const server = await startServer(port, state);
  endings.push(() => stopServer(server));
});

describe("npm run connector -- try", () => {
  it("shows the request, and sends nothing", async () => {
    const { code, out, err } = await connector([...CREATE, "--product", "FILMS"]);
    expect(code, err).toBe(0);
    expect(out).toContain(`POST ${merchant.url}/subscriptions`);
    expect(out).toContain("Authorization: Bearer (secret token)");
    expect(out).toContain('"product": "FILMS"');
    expect(out).toContain('"pin": "(secret pin)"');
    expect(out).toContain("nothing: it was not sent");
    const seen = await fetch(`${merchant.url}/~seen?path=/subscriptions`);
    expect(await seen.json()).toMatchObject({ requests: [] });
  });

  it("sends, and shows what came back and how it was understood", async () => {
    await tell(201, { id: "M-1", end: "2031-05-01T10:00:00Z", said: "tok-in-clear" });
    const { code, out, err } = await connector([...CREATE, "--send", "--reason", "Setting up."]);
    expect(code, err).toBe(0);
    expect(out).toMatch(/Answer \(\d+ ms\)\n {2}201/);
    expect(out).toContain('"said": "(secret token)"');
    expect(out).toContain("completed by rule 0");
    expect(out).toContain("merchantEntitlementId: M-1");
    expect(out).toContain("terminationDate: 2031-05-01T10:00:00.000Z");
    expect(out + err).not.toContain("tok-in-clear");
  });

  it("ends with 1 where the answer is not understood", async () => {
    await tell(200, {});
    const { code, out } = await connector([...CREATE, "--send", "--reason", "Setting up."]);
    expect(code).toBe(1);
    expect(out).toContain("unknown");
    expect(out).toContain("detail: no rule matches the answer (status 200)");
  });

  it("prints the service's answer for programs", async () => {
    const { code, out } = await connector([...CREATE, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      responseCode: "OK",
      request: { method: "POST" },
      response: null,
    });
  });

  it("ends with 1 and the service's reason where it refuses", async () => {
    const { code, err } = await connector(["try", "--merchant", "NOBODY", "--operation", "create"]);
    expect(code).toBe(1);
    expect(err).toContain("NO_ROUTE: There is no merchant NOBODY in sandbox.");
    expect((await connector(CREATE, { RESALE_CREDENTIAL: "operator:wrong" })).err).toContain("UNAUTHORIZED");
    expect(
      (await connector([...CREATE, "--credential", "operator:operator-secret"], { RESALE_CREDENTIAL: "x:y" }))
        .code,
    ).toBe(0);
  });

  it("ends with 1 where nobody answers", async () => {
    const url = originOf(await freePort());
    const { code, err } = await connector([...CREATE, "--url", url]);
    expect(code).toBe(1);
    expect(err).toContain(`${url} does not answer. Is the service running (npm start)?`);
  });

  it.each([
    [["try", "--operation", "create"], "--merchant is needed."],
    [["try", "--merchant", "VIDEO"], "--operation is needed."],
    [[...CREATE, "--send"], "--send needs a --reason"],
    [[...CREATE, "--version", "one"], "--version has to be a number."],
    [[...CREATE, "--url", "https://resale.example.com"], "A credential is needed"],
    [[...CREATE, "--nonsense"], "--nonsense"],
    [["tri"], 'The only command is "try".'],
  ])("%j is a mistake on the command line", async (args, message) => {
    const { code, err } = await connector(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain("--operation OPERATION");
  });

  it("explains itself", async () => {
    expect(await connector(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--send") });
  });
});
