// The tour that the README promises, as a newcomer runs it.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/demo/freePort.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";

interface Run {
  code: number | string | null | undefined;
  out: string;
  err: string;
}

function demo(port: number, ...flags: string[]): Promise<Run> {
  const script = join(ROOT, "scripts/demo.ts");
  const env = { ...process.env, PORT: String(port) };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...flags], { env }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

/** Every step with the state and version that it leads to. */
const STEPS = [
  /echo: credentials/,
  /products: 4/,
  /sell MUSIC_INSTANT +ACTIVE +1 /,
  /cancel +CANCELLED +2 /,
  /sell MUSIC: .* PENDING +1 /,
  /sign up .* ACTIVE +2 /,
  /ACTIVATION_SUCCESS, signature verified +ACTIVE +2 /,
  /suspend +SUSPENDED +3 /,
  /SUSPENSION_SUCCESS, signature verified +SUSPENDED +3 /,
  /resume +ACTIVE +4 /,
  /RESUMPTION_SUCCESS, signature verified +ACTIVE +4 /,
  /cancel, .* ACTIVE-ENDING +5 /,
  /TERMINATION_PENDING, signature verified +ACTIVE-ENDING +5 /,
  /undo .* ACTIVE +6 /,
  /TERMINATION_REVERSED, signature verified +ACTIVE +6 /,
  /revoke, .* REVOKED +7 /,
  /TERMINATION_SUCCESS, signature verified +REVOKED +7 /,
  /notifications: 6, in order, no gap/,
  /feed: 7 versions, equal to the notifications/,
  /report: \d+ events, theirs among them/,
  /Everything as the contract says/,
];

function expectTour({ code, out, err }: Run): void {
  expect(code, out + err).toBe(0);
  for (const step of STEPS) expect(out).toMatch(step);
  expect(out).not.toContain("\u001B");
}

/** Something else that listens, and what the tour makes of it. */
async function demoAgainst(listener: RequestListener): Promise<Run> {
  const other = createServer(listener).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const run = await demo(address.port);
  other.closeAllConnections();
  other.close();
  return run;
}

describe("npm run demo", () => {
  it("starts a service where none runs, and takes it down again", async () => {
    const port = await freePort();
    const run = await demo(port);
    expectTour(run);
    expect(run.out).toContain("started for this tour");
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });

  it("says so where something else listens", async () => {
    const { code, err } = await demoAgainst((_, response) => response.end("<h1>Hello</h1>"));
    expect(code).toBe(1);
    expect(err).toContain("is no resale-edge: GET /health answered 200 <h1>Hello</h1>");
  });

  it("names the first difference from the contract", async () => {
    const health = { status: "ok", version: "0", time: new Date().toISOString() };
    const { code, err } = await demoAgainst((_, response) =>
      response.end(JSON.stringify({ ...health, responseCode: "OK", echo: "something else" })),
    );
    expect(code).toBe(1);
    expect(err).toContain('Not as the contract says. The echo: echo is "something else", expected');
  });

  it("explains itself, and refuses what it does not know", async () => {
    expect(await demo(1, "--help")).toMatchObject({ code: 0, out: expect.stringContaining("--manual") });
    expect(await demo(1, "--nonsense")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--nonsense"),
    });
  });

  describe("at a service that runs", () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await serve();
    });
    afterAll(() => server.end());

    it("can be repeated", async () => {
      for (const _ of ["first", "second"]) {
        const run = await demo(server.port);
        expectTour(run);
        expect(run.out).toContain("running already");
      }
      expect((await fetch(`${server.origin}/health`)).status).toBe(200);
    });
  });
});
