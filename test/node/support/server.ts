// Servers of one's own: on free ports, with temporary state, ended by their own process ids.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { freePort } from "../../../scripts/demo/freePort.ts";
import { originOf, startServer, stopServer } from "../../../scripts/demo/server.ts";
import { copyOf } from "./template.ts";

export const ROOT = join(import.meta.dirname, "../../..");

/** A folder for a server's state: migrated, and empty otherwise. */
export const temporaryState = (): Promise<string> => copyOf(inject("migratedState"));
export const forget = (state: string): Promise<void> =>
  rm(state, { recursive: true, force: true, maxRetries: 5 });

export interface TestServer {
  origin: string;
  port: number;
  /** Ends it, and forgets its state. */
  end: () => Promise<void>;
}

/** A server with nothing in it. */
export async function serve(): Promise<TestServer> {
  const [state, port] = await Promise.all([temporaryState(), freePort()]);
  const child = await startServer(port, state);
  return { origin: originOf(port), port, end: () => stopServer(child).then(() => forget(state)) };
}

/** The whole process group at once, as when a machine is switched off; needs a detached child. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) throw new Error("the server has no process");
  const gone = once(child, "exit");
  process.kill(-child.pid, "SIGKILL");
  await gone;
}
