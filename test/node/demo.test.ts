// The tour that the README promises, as a newcomer runs it.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, serve, type TestServer } from "./support/server.ts";

function demo(port: number, ...flags: string[]): Promise<{ code: number; output: string }> {
  const script = join(ROOT, "scripts/demo.ts");
  return new Promise((resolve) => {
    const env = { ...process.env, PORT: String(port) };
    execFile(process.execPath, [script, ...flags], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, output: out + err }),
    );
  });
}

describe("npm run demo", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serve();
  });
  afterAll(() => server.end());

  it("sells, signs up, verifies every notification and ends well, again and again", async () => {
    for (const run of [1, 2]) {
      const { code, output } = await demo(server.port);
      expect(code, `run ${run}: ${output}`).toBe(0);
      for (const step of [
        "create MUSIC_INSTANT",
        "signs up",
        "suspend",
        "resume",
        "cancel",
        "undo",
        "revoke",
      ])
        expect(output).toContain(step);
      expect(output).toContain("Everything was as documented.");
      expect(output).not.toContain("\u001B");
    }
  });

  it("ends non-zero and says the difference where something else answers", async () => {
    const other = createServer((_, response) =>
      response.end('{"responseCode":"OK","echo":"something else"}'),
    );
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const { code, output } = await demo(typeof address === "object" ? (address?.port ?? 0) : 0);
    other.close();
    expect(code).toBe(1);
    expect(output).toContain('echo should be "hello" but is "something else"');
  });

  it("explains itself and refuses options it does not know", async () => {
    expect(await demo(server.port, "--help")).toMatchObject({
      code: 0,
      output: expect.stringContaining("--manual"),
    });
    expect(await demo(server.port, "--nonsense")).toMatchObject({ code: 2 });
  });
});
