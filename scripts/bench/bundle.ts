// How large the bundle is, and how long the runtime takes to have it ready.
import { join } from "node:path";
import { build, wrangler, type Bundle } from "./build.ts";
import { fixed, table } from "./print.ts";
import { forget, temporaryFolder } from "./side.ts";

/** Small enough to be loaded anywhere in the world in no time. */
export const MOST_GZIP_BYTES = 400 * 1024;
/** What a first request in a new place waits for at most. */
const MOST_STARTUP_MS = 50;

export async function sizeOfBundle(): Promise<Bundle> {
  const folder = await temporaryFolder();
  try {
    return await build("real", folder);
  } finally {
    await forget(folder);
  }
}

/** CPU milliseconds of start-up, as `wrangler check startup` reports them for this machine. */
async function startupMs(): Promise<number> {
  const folder = await temporaryFolder();
  try {
    const profile = join(folder, "startup.cpuprofile");
    const output = await wrangler("check", "startup", "--args=--env=", "--outfile", profile);
    return Number(/Active: ([\d.]+) ms/.exec(output)?.[1] ?? Number.NaN);
  } finally {
    await forget(folder);
  }
}

const kib = (size: number): string => `${fixed(size / 1024, 1)} KiB`;

export async function printBundle(): Promise<unknown> {
  const { bytes, gzipBytes } = await sizeOfBundle();
  const activeMs = await startupMs();
  const rows = [
    ["plain", kib(bytes), ""],
    ["gzip", kib(gzipBytes), kib(MOST_GZIP_BYTES)],
    ["start-up, CPU", `${fixed(activeMs, 1)} ms`, `${MOST_STARTUP_MS} ms`],
  ];
  console.log(table(["bundle", "measured", "allowed"], rows));
  return { bytes, gzipBytes, startupMs: activeMs };
}
