/** Servers of one's own, on free ports and with temporary state, ended by their own process ids. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import { startServer, stopServer } from "../../../scripts/demo/server.ts";

export const ROOT = join(import.meta.dirname, "../../..");

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export interface TestServer {
  origin: string;
  port: number;
  child: ChildProcess;
  /** Ends it, and forgets its state. */
  end: () => Promise<void>;
}

export const temporaryState = (): Promise<string> => mkdtemp(join(tmpdir(), "resale-edge-test-"));

export async function serve(): Promise<TestServer> {
  const state = await temporaryState();
  const port = await freePort();
  const { origin, child } = await startServer(port, state);
  const end = async (): Promise<void> => {
    await stopServer(child);
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
  return { origin, port, child, end };
}

/** The whole group at once, as when a machine is switched off. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await gone;
}
