// The entries as ES modules, readable. What they share stands in chunks, so that nothing is there twice.
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
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "neutral",
    target: "es2024",
    packages: "external",
    logLevel: "warning",
  });
}
