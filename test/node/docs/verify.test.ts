// The examples that docs/notifications.md gives for verifying a notification, each run for real against the same notification
// and what it must not take for one. PHP comes from the registry; another language whose interpreter this machine does not have is skipped by name.
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { getPHPLoaderModule } from "@php-wasm/node-8-3";
import { loadPHPRuntime, PHP } from "@php-wasm/universal";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { verified } from "../../../scripts/examples/verify.ts";
import { ROOT } from "../support/server.ts";

const run = promisify(execFile);
const EXAMPLES = join(ROOT, "scripts/examples");
const has = (command: string, flag: string): boolean => spawnSync(command, [flag]).status === 0;

interface Case {
  name: string;
  body: string;
  signatures: string;
  now: number;
  fits: boolean;
}

/** The test vector that Standard Webhooks publishes. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SENT = 1_614_265_330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const OTHER = "v1,AAAA9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

const genuine: Case = { name: "genuine", body: BODY, signatures: SIGNATURE, now: SENT + 10, fits: true };
const CASES: Case[] = [
  genuine,
  { ...genuine, name: "two signatures", signatures: `${OTHER} ${SIGNATURE}` },
  { ...genuine, name: "a forged body", body: BODY.replace("4", "5"), fits: false },
  { ...genuine, name: "a stranger's signature", signatures: OTHER, fits: false },
  { ...genuine, name: "no signature", signatures: "", fits: false },
  { ...genuine, name: "an old one", now: SENT + 301, fits: false },
  { ...genuine, name: "one of the future", now: SENT - 301, fits: false },
];
const EXPECTED = CASES.map(({ name, fits }) => `${name}: ${fits}`);
const heard = (answers: string): string[] =>
  answers
    .trim()
    .split("\n")
    .map((answer, at) => `${CASES[at]?.name}: ${answer.trim().toLowerCase()}`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resale-edge-verify-"));
  await writeFile(join(folder, "cases.json"), JSON.stringify(CASES));
});
afterAll(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

describe("the examples of docs/notifications.md verify", () => {
  it("in TypeScript", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const answers = CASES.map(({ name, body, signatures, now }) => {
      vi.setSystemTime(now * 1_000);
      const headers = {
        "webhook-id": ID,
        "webhook-timestamp": String(SENT),
        "webhook-signature": signatures,
      };
      try {
        verified(SECRET, body, headers);
        return `${name}: true`;
      } catch {
        return `${name}: false`;
      }
    });
    vi.useRealTimers();
    expect(answers).toEqual(EXPECTED);
  });

  it.skipIf(!has("python3", "--version"))("in Python (skipped without python3)", async () => {
    const program = `
import json, sys
sys.path.insert(0, ${JSON.stringify(EXAMPLES)})
from verify import verified
for case in json.load(open("cases.json")):
    headers = {"webhook-id": "${ID}", "webhook-timestamp": "${SENT}", "webhook-signature": case["signatures"]}
    print(verified("${SECRET}", case["body"].encode(), headers, case["now"]))`;
    const { stdout } = await run("python3", ["-B", "-c", program], { cwd: folder });
    expect(heard(stdout)).toEqual(EXPECTED);
  });

  it.skipIf(!has("java", "-version"))("in Java (skipped without java)", async () => {
    const example = await readFile(join(EXAMPLES, "Verify.java"), "utf8");
    const imports = example.match(/^import .*;$/gm) ?? [];
    const check = `final class Check {
  public static void main(String[] cases) throws Exception {
    for (int at = 0; at < cases.length; at += 3)
      System.out.println(Verify.verified("${SECRET}", cases[at].getBytes("UTF-8"), "${ID}", "${SENT}", cases[at + 1],
          Long.parseLong(cases[at + 2])));
  }
}`;
    const source = [...imports, check, example.replaceAll(/^import .*;$/gm, "")].join("\n");
    await writeFile(join(folder, "Check.java"), source);
    const values = CASES.flatMap(({ body, signatures, now }) => [body, signatures, String(now)]);
    const { stdout } = await run("java", ["Check.java", ...values], { cwd: folder });
    expect(heard(stdout)).toEqual(EXPECTED);
  });

  it("in PHP", async () => {
    const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule(), { processId: process.pid }));
    php.writeFile("/verify.php", await readFile(join(EXAMPLES, "verify.php")));
    php.writeFile("/cases.json", JSON.stringify(CASES));
    const code = `<?php require "/verify.php";
foreach (json_decode(file_get_contents("/cases.json"), true) as $case) {
    $headers = ["webhook-id" => "${ID}", "webhook-timestamp" => "${SENT}", "webhook-signature" => $case["signatures"]];
    echo json_encode(verified("${SECRET}", $case["body"], $headers, $case["now"])), "\\n";
}`;
    const { text, errors } = await php.run({ code });
    php.exit();
    expect(errors).toBe("");
    expect(heard(text)).toEqual(EXPECTED);
  });

  // Age is not the shell example's to judge: it looks at one notification by hand.
  const ofAnyAge = CASES.filter(({ now }) => now === genuine.now);
  it.skipIf(!has("openssl", "version"))("with openssl in the shell (skipped without openssl)", async () => {
    const example = await readFile(join(EXAMPLES, "verify.sh"), "utf8");
    for (const { name, body, signatures, fits } of ofAnyAge) {
      await writeFile(join(folder, "body.json"), body);
      const env = { PATH: process.env["PATH"], SECRET, ID, TIMESTAMP: String(SENT), SIGNATURES: signatures };
      const { stdout } = await run("bash", ["-c", example], { cwd: folder, env });
      expect(stdout.trim(), name).toBe(fits ? "the signature fits" : "no signature fits");
    }
  });
});
