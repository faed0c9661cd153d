/** A server to talk to: the one that runs already, or one of our own with a state of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Served {
  origin: string;
  /** Whether somebody else started it. */
  found: boolean;
  stop: () => Promise<void>;
}

const READY_MS = 60_000;

export async function isServing(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Boots `npm start` on a port, with its state in a folder; ended by its own process id. */
export async function startServer(
  port: number,
  persistTo: string,
): Promise<{ origin: string; child: ChildProcess }> {
  const script = join(import.meta.dirname, "../start.ts");
  const env = { ...process.env, PORT: String(port), PERSIST_TO: persistTo };
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_MS;
  while (!output.includes("is ready on")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGTERM");
      throw new Error(`The server did not start:\n${output}`);
    }
    await sleep(50);
  }
  return { origin, child };
}

export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** The server on that port, or a new one with a temporary state. */
export async function serverOn(port: number): Promise<Served> {
  const origin = `http://127.0.0.1:${port}`;
  if (await isServing(origin)) return { origin, found: true, stop: async () => undefined };
  const state = await mkdtemp(join(tmpdir(), "resale-edge-demo-"));
  const { child } = await startServer(port, state);
  const stop = async (): Promise<void> => {
    await stopServer(child);
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
  return { origin, found: false, stop };
}
