// The entries as ES modules, readable, each in one file: what two of them share is little, and a file that both import
// would be one more for every bundler to look into.
import { join } from "node:path";
import { build } from "esbuild";
import { ENTRIES } from "./entries.ts";

/** Writes them into a folder. */
export async function buildModules(root: string, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, path]) => [name, join(root, "src", `${path}.ts`)]),
    ),
    outdir,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    packages: "external",
    logLevel: "warning",
  });
}
