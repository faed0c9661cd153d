// The two sides of a measurement: each is a fresh workerd with state of its own, in memory where this machine has a
// folder for that.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "./http.ts";
import type { Hosting } from "./host.ts";

/** Linux keeps what is in this folder in memory. */
const MEMORY = "/dev/shm";
export const STATE_ROOT = existsSync(MEMORY) ? MEMORY : tmpdir();

export const temporaryFolder = (): Promise<string> => mkdtemp(join(STATE_ROOT, "resale-edge-bench-"));
export const forget = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 });

export type Kind = "real" | "floor";

export interface Side {
  kind: Kind;
  name: string;
  client: Client;
  /** Fills the query store with entitlements 0 to `count - 1`; `from` of them are there already. */
  load(count: number, from?: number, progress?: (done: number) => void): Promise<void>;
  /** Puts a merchant behind an HTTP server into the catalogue; before the first request. */
  merchant(url: string): Promise<void>;
  end(): Promise<void>;
}

export interface Boot {
  kind: Kind;
  name: string;
  bundle: string;
  loader: string;
  connections: number;
  bindings: Record<string, string>;
  inspectorPort?: number;
}

const CHUNK = 1_000;
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGTERM");
});
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

export async function boot(options: Boot): Promise<Side> {
  const { kind, name, bundle, loader, connections, bindings, inspectorPort = null } = options;
  const folder = await temporaryFolder();
  const hosting: Hosting = { bundle, loader, folder, bindings, inspectorPort };
  const child = fork(join(import.meta.dirname, "host.ts"), [JSON.stringify(hosting)], { silent: true });
  children.add(child);
  let errors = "";
  child.stdout?.resume();
  child.stderr?.on("data", (chunk) => (errors += chunk));
  const gone = once(child, "exit").then(() => {
    children.delete(child);
    return null;
  });
  const ready = await Promise.race([once(child, "message"), gone]);
  if (ready === null) throw new Error(`${errors}\nThe ${name} did not start.`);
  const { origin, loader: loaderOrigin } = ready[0] as { origin: string; loader: string };
  const client = new Client(origin, connections);
  const tell = async (what: string): Promise<void> => {
    const response = await fetch(`${loaderOrigin}${what}`, { method: "POST" });
    if (!response.ok) throw new Error(`the loader answered ${response.status}: ${await response.text()}`);
  };
  return {
    kind,
    name,
    client,
    async load(count, from = 0, progress = () => {}) {
      for (let at = from; at < count; at += CHUNK) {
        await tell(`/load?from=${at}&count=${Math.min(CHUNK, count - at)}`);
        progress(at + CHUNK);
      }
    },
    merchant: (url) => tell(`/merchant?url=${encodeURIComponent(url)}`),
    async end() {
      client.end();
      child.send("end");
      await gone;
      await forget(folder);
    },
  };
}
