// `npm run certify`, as an integrator uses it: against the real server, with receivers and merchants that are sound or not.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Misuse, optionsOf } from "../../scripts/certify/options.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { originOf } from "../../scripts/demo/server.ts";
import { flawedMerchant } from "./support/flawedMerchant.ts";
import { flawedReceiver } from "./support/flawedReceiver.ts";
import { stopReceiver } from "./support/receiver.ts";
import { ROOT, serve, type TestServer } from "./support/server.ts";

interface Run {
  code: number | string | null | undefined;
  out: string;
  err: string;
}

const listeners: Server[] = [];
let server: TestServer;
let receiver = "";
let merchant = "";

async function listening(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  listeners.push(made);
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  const address = made.address();
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return originOf(address.port);
}

beforeAll(async () => {
  server = await serve();
  [receiver, merchant] = [await listening(flawedReceiver()), await listening(flawedMerchant())];
});

afterAll(async () => {
  await Promise.all(listeners.map(stopReceiver));
  await server?.end();
});

async function certify(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const script = join(ROOT, "scripts/certify.ts");
  try {
    const { stdout: out, stderr: err } = await promisify(execFile)(process.execPath, [script, ...args], {
      env: { ...process.env, RESALE_URL: server.origin, NO_COLOR: "1", ...env },
    });
    return { code: 0, out, err };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const ofMerchant = (flaw: string) => ["--merchant", "--base-url", `${merchant}/${flaw}`];
const BASIC = ["--basic", "platform:letmein"];

describe("a receiver", () => {
  it("that is sound passes what it has to survive, and hears what was not covered", async () => {
    const { code, out, err } = await certify(["--notification-url", `${receiver}/none/1`]);
    expect(code, err + out).toBe(0);
    expect(out).toContain(`Certification of TELCO against ${receiver}/none/1`);
    expect(out).toMatch(/✓ BAD_SIGNATURE +passed +Refused with 401\./);
    expect(out).toMatch(/– REVOKE +not covered +Not seen within the last 30 days\./);
    expect(out).toMatch(/NOT COVERED: 9 passed, 0 failed, 10 not covered\n$/);
  });

  it("that is not complete fails where that is asked for", async () => {
    const { code } = await certify(["--strict", "--notification-url", `${receiver}/none/2`]);
    expect(code).toBe(1);
  });

  it("that does not verify signatures fails", async () => {
    const { code, out } = await certify(["--notification-url", `${receiver}/unverified/1`]);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ BAD_SIGNATURE +FAILED +Answered with 204\. It has to be refused/);
    expect(out).toContain("FAILED: 7 passed, 2 failed, 10 not covered");
  });
});

describe("a merchant", () => {
  it("that is sound passes", async () => {
    const { code, out, err } = await certify([...ofMerchant("none"), ...BASIC, "--strict"]);
    expect(code, err + out).toBe(0);
    expect(out).toMatch(/PASSED: 14 passed, 0 failed, 1 not covered\n$/);
    expect(out + err).not.toContain("letmein");
  });

  it("that does everything again fails", async () => {
    const { code, out } = await certify([...ofMerchant("forgetful"), "--basic", "env:PAIR"], {
      PAIR: "platform:letmein",
    });
    expect(code).toBe(1);
    expect(out).toMatch(/✗ REPEATED_CREATE +FAILED/);
    expect(out).toMatch(/✗ REPEATED_TERMINATE +FAILED/);
  });

  it("is shown to programs as the service says it", async () => {
    const { code, out } = await certify([...ofMerchant("open"), "--operations", "create, status", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ responseCode: "OK", party: "MERCHANT", result: "PASSED" });
  });
});

describe("the command line", () => {
  it("ends with 1 and the service's reason where it refuses", async () => {
    const { code, err } = await certify([]);
    expect(code).toBe(1);
    expect(err).toContain("NOTIFICATION_URL_REQUIRED");
    expect((await certify([], { RESALE_CREDENTIAL: "telco-sandbox:wrong" })).err).toContain("UNAUTHORIZED");
    const away = originOf(await freePort());
    expect((await certify(["--url", away])).err).toContain(`${away} does not answer.`);
  });

  it.each([
    [["--product", "HD"], "--product is for merchants."],
    [["--merchant", "--notification-url", "https://x.example.com"], "--notification-url is for resellers."],
    [["--merchant", ...BASIC], "--basic belongs to --base-url."],
    [[...ofMerchant("x"), "--basic", "nobody"], "--basic has to be USER:PASSWORD."],
    [[...ofMerchant("x"), ...BASIC, "--bearer", "x"], "--basic and --bearer exclude one another."],
    [[...ofMerchant("x"), "--bearer", "env:NONE_SUCH"], "there is no NONE_SUCH in the environment."],
    [["--url", "https://resale.example.com"], "A credential is needed"],
    [["--url", "nowhere"], "--url has to be a URL"],
    [["--nonsense"], "--nonsense"],
  ])("%j is a mistake", (args, message) => {
    const attempt = () => optionsOf(args);
    expect(attempt).toThrow(Misuse);
    expect(attempt).toThrow(message);
  });

  it("ends with 2 and the help text for a mistake", async () => {
    const { code, err } = await certify(["--nonsense"]);
    expect([code, err]).toEqual([2, expect.stringContaining("--notification-url URL")]);
  });

  it("explains itself", async () => {
    expect(await certify(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--strict") });
  });
});
