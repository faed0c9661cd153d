// The quick start as a newcomer runs it: every block of docs/quickstart.md marked `run`, one after the other in one shell,
// against a server of its own.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../../scripts/demo/freePort.ts";
import { ROOT, serve, type TestServer } from "../support/server.ts";
import { blocksOf } from "./blocks.ts";

let server: TestServer;
let folder: string;
beforeAll(async () => {
  [server, folder] = await Promise.all([serve(), mkdtemp(join(tmpdir(), "resale-edge-quickstart-"))]);
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs it in one shell; what it left running in the background ends with it. */
async function shell(script: string): Promise<{ code: number | null; out: string }> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };
  const child = spawn("bash", ["-c", script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (out += chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  return { code, out };
}

/** A reader takes a moment between two blocks, longer than Node needs to start; this shell takes none. */
const untilListening = (port: number): string =>
  `until (exec 3<> /dev/tcp/127.0.0.1/${port}) 2> /dev/null; do sleep 0.1; done`;

it("does what the quick start says", async () => {
  const receiver = await freePort();
  const page = await readFile(join(ROOT, "docs/quickstart.md"), "utf8");
  const blocks = blocksOf("docs/quickstart.md", page).filter(({ info }) => info === "sh run");
  const commands = blocks.map(({ line, text }) => `printf "\\n--- %s\\n" ${line}\n${text}`).join("\n");
  const here = commands
    .replaceAll("127.0.0.1:8787", `127.0.0.1:${server.port}`)
    .replaceAll("9000", String(receiver))
    .replace("notifications.log &", `$&\n${untilListening(receiver)}`);
  const script = `set -euo pipefail
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
${here}
for _ in $(seq 50); do [ "$(grep -c . notifications.log)" -ge 5 ] && break; sleep 0.1; done`;
  const { code, out } = await shell(script);
  expect(code, out).toBe(0);

  const said = out.split(/^--- \d+$/m).slice(1);
  expect(said).toHaveLength(blocks.length);
  const [, echo = "", products = "", , instant = "", pending = "", active = "", told = "", ended = ""] = said;
  expect(JSON.parse(echo)).toMatchObject({ responseCode: "OK", responseMessage: "Success", echo: "hello" });
  expect(JSON.parse(products).products).toHaveLength(4);
  expect(JSON.parse(instant)).toMatchObject({ responseCode: "OK", status: "ACTIVE" });
  expect(pending.trim()).toMatch(/^PENDING\nhttp:\S+$/);
  expect(active.trim()).toBe("ACTIVE");
  expect(told.trim()).toBe(
    blocksOf("", page)
      .find(({ info }) => info === "text")
      ?.text.trim(),
  );
  expect(ended.trim()).toBe("ACTIVE-ENDING\nACTIVE\nCANCELLED");
  expect((await readFile(join(folder, "notifications.log"), "utf8")).trim().split("\n").slice(2)).toEqual([
    "TERMINATION_PENDING ACTIVE-ENDING 3",
    "TERMINATION_REVERSED ACTIVE 4",
    "TERMINATION_SUCCESS CANCELLED 5",
  ]);
});
