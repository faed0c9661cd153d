// The service that the tour visits: the one that listens already, else one of its own, started like `npm start` on
// state that is thrown away afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { Difference } from "./check.ts";

const START_SCRIPT = join(import.meta.dirname, "../start.ts");
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 50;
const HEALTH_TIMEOUT_MS = 5_000;

const Health = z.object({ status: z.literal("ok"), version: z.string(), time: z.iso.datetime() });

export interface Service {
  origin: string;
  /** Whether it was started for this tour. */
  started: boolean;
  /** Ends what was started; leaves alone what ran before. */
  stop(): Promise<void>;
}

/** The running service on that port, or a fresh one. */
export async function serviceOn(port: number, signal: AbortSignal): Promise<Service> {
  const origin = originOf(port);
  if (await listens(origin)) return { origin, started: false, stop: async () => undefined };
  const state = await mkdtemp(join(tmpdir(), "resale-edge-demo-"));
  const forget = () => rm(state, { recursive: true, force: true, maxRetries: 5 });
  try {
    const child = await startServer(port, state, { signal });
    return { origin, started: true, stop: () => stopServer(child).then(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

/**
 * `npm start` on a port, with its state in a folder; `detached` gives it a process group of its own, `spawned` gets it
 * before it is ready.
 */
export async function startServer(
  port: number,
  state: string,
  {
    detached = false,
    signal,
    spawned,
  }: { detached?: boolean; signal?: AbortSignal; spawned?: (child: ChildProcess) => void } = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [START_SCRIPT], {
    env: { ...process.env, PORT: String(port), PERSIST_TO: state },
    stdio: ["ignore", "pipe", "pipe"],
    detached,
  });
  spawned?.(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!output.includes("is ready on")) {
    if (hasEnded(child) || signal?.aborted || Date.now() > deadline) {
      await stopServer(child);
      throw new Error(`The service could not be started.\n${output}`);
    }
    await sleep(POLL_MS);
  }
  return child;
}

/** Ends it by its own process id; one that does not listen is killed. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exit;
  clearTimeout(timer);
}

export const originOf = (port: number): string => `http://127.0.0.1:${port}`;

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Whether resale-edge answers there; false when nobody does, a difference when it is somebody else. */
async function listens(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).catch(
    (error: unknown) => {
      if (isRefused(error)) return null;
      throw new Difference(`${origin} is in use, but what listens there does not answer like resale-edge.`);
    },
  );
  if (response === null) return false;
  const text = await response.text();
  if (response.status === 200 && Health.safeParse(parsed(text)).success) return true;
  const answered = `GET /health answered ${response.status} ${text.slice(0, 80)}`;
  throw new Difference(`What listens on ${origin} is no resale-edge: ${answered}`);
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  "code" in error.cause &&
  error.cause.code === "ECONNREFUSED";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
