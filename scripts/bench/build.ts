// Bundles a Worker as a deployment would: `wrangler deploy --dry-run`. The real one and the floor go the same way.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export const ROOT = join(import.meta.dirname, "../..");
export const SOURCES = {
  real: join(ROOT, "src/index.ts"),
  floor: join(import.meta.dirname, "floor/index.ts"),
  loader: join(import.meta.dirname, "loader/index.ts"),
} as const;

const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};

export interface Bundle {
  path: string;
  bytes: number;
  gzipBytes: number;
}

/** Runs wrangler and hears everything it says. */
export async function wrangler(...args: string[]): Promise<string> {
  const program = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, env: { ...process.env, ...QUIET } });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${output}\nwrangler ${args[0]} failed.`);
  return output;
}

/** Writes the bundle into a folder of its own below `folder`; `readable` leaves names and lines as they were written. */
export async function build(name: keyof typeof SOURCES, folder: string, readable = false): Promise<Bundle> {
  const outdir = join(folder, name);
  const config = join(name === "loader" ? join(import.meta.dirname, "loader") : ROOT, "wrangler.toml");
  const where = [
    "--config",
    config,
    "--env",
    "",
    "--outdir",
    outdir,
    ...(readable ? ["--minify=false"] : []),
  ];
  await wrangler("deploy", SOURCES[name], "--dry-run", ...where);
  const path = join(outdir, "index.js");
  const content = await readFile(path);
  return { path, bytes: content.length, gzipBytes: gzipSync(content).length };
}
