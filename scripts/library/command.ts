// The package's command, `resale-edge`: one file that Node runs as it is. What it needs is a dependency of the package.
import { join } from "node:path";
import { build } from "esbuild";

/** Writes it into a folder, as package.json's `bin` names it. */
export async function buildCommand(root: string, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { "resale-edge": join(root, "scripts/resale-edge.ts") },
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    logLevel: "warning",
  });
}
