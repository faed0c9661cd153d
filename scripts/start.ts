/**
 * `npm start`: the service on this machine, ready to use. Applies the database migrations that are new, starts `wrangler dev`, waits
 * until it answers, and stays until it is told to stop.
 *
 *   PORT          8787             where it listens, on 127.0.0.1 only
 *   PERSIST_TO    .wrangler/state  where databases and objects are kept
 *   WRANGLER_LOG  error            "log" shows requests and what the Worker logs
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { areApplied, digestOf, noteApplied } from "./start/migrations.ts";

const HOST = "127.0.0.1";
const PORT = readPort(process.env["PORT"]);
const PERSIST_TO = process.env["PERSIST_TO"] || ".wrangler/state";
const ORIGIN = `http://${HOST}:${PORT}`;
const ROOT = join(import.meta.dirname, "..");
const WRANGLER = join(ROOT, "node_modules/wrangler/bin/wrangler.js");

/** A cold first bundle on a busy machine takes a few seconds; a minute means that something is wrong. */
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 100;
/** How long wrangler may take to write its state and leave before it is killed. */
const STOP_TIMEOUT_MS = 5_000;

/** No questions, no banner, no update check, no telemetry, no look-up of this machine's location. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

const children = new Set<ChildProcess>();
let stopping: NodeJS.Signals | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal));

if (!(await isFree(PORT)))
  fail(`Port ${PORT} is in use on ${HOST}. Stop what listens there, or choose another: PORT=8788 npm start`);
await migrateAll();
await serve();

async function migrateAll(): Promise<void> {
  const digest = await digestOf(join(ROOT, "migrations"));
  if (await areApplied(PERSIST_TO, digest)) return;
  // One after the other: both open the same local registry, which knows no waiting.
  await migrate("DB");
  await migrate("CATALOGUE");
  await noteApplied(PERSIST_TO, digest);
}

/** Applies what is new; says nothing unless it fails. */
async function migrate(database: string): Promise<void> {
  const child = wrangler(
    "pipe",
    "d1",
    "migrations",
    "apply",
    database,
    "--local",
    "--persist-to",
    PERSIST_TO,
  );
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const code = await ended(child);
  if (stopping) process.exit(exitCodeOf(stopping));
  if (code !== 0) fail(`${output}\nThe migrations of ${database} could not be applied.`);
}

async function serve(): Promise<void> {
  const address = ["--ip", HOST, "--port", String(PORT), "--inspector-port", "0"];
  const settings = ["--persist-to", PERSIST_TO, "--var", `PUBLIC_URL:${ORIGIN}`];
  const quiet = [
    "--log-level",
    process.env["WRANGLER_LOG"] ?? "error",
    "--show-interactive-dev-session=false",
  ];
  const child = wrangler("inherit", "dev", ...address, ...settings, ...quiet);
  const exit = ended(child);
  void announce(child);
  process.exit(await exit);
}

async function announce(child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (children.has(child) && !stopping) {
    if (await answers()) {
      console.log(`resale-edge is ready on ${ORIGIN} (demo catalogue loaded)`);
      console.log(
        `Next: \`npm run demo\` in a second terminal. Ctrl-C stops it; state stays in ${PERSIST_TO}.`,
      );
      return;
    }
    if (Date.now() > deadline) {
      console.error(`No answer from ${ORIGIN}/health within ${READY_TIMEOUT_MS / 1000} s.`);
      stop("SIGTERM");
      process.exitCode = 1;
      return;
    }
    await sleep(READY_POLL_MS);
  }
}

async function answers(): Promise<boolean> {
  try {
    const response = await fetch(`${ORIGIN}/health`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function wrangler(output: "pipe" | "inherit", ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    stdio: ["ignore", output, output],
  });
  children.add(child);
  return child;
}

/** Resolves with the child's exit code, or with what a shell reports for the signal that ended it. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      children.delete(child);
      resolve(code ?? exitCodeOf(signal ?? "SIGTERM"));
    });
  });
}

function stop(signal: NodeJS.Signals): void {
  if (stopping) return;
  stopping = signal;
  for (const child of children) child.kill("SIGTERM");
  setTimeout(() => {
    for (const child of children) child.kill("SIGKILL");
  }, STOP_TIMEOUT_MS).unref();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function readPort(text: string | undefined): number {
  const port = Number(text || "8787");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    fail(`PORT must be a number from 1 to 65535, not "${text}".`);
  return port;
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

function fail(message: string): never {
  console.error(message);
  for (const child of children) child.kill("SIGTERM");
  process.exit(1);
}
