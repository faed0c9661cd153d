// The declarations that the entries reach, and no others. The sources leave the extension out of an import, which Node's
// resolution wants, so it is added.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { ENTRIES } from "./entries.ts";

/** `from "./x"`, `import("./x")`. */
const RELATIVE = /(\bfrom |\bimport\()"(\.{1,2}\/[^"]+)"/g;

/** Writes them into a folder. */
export async function buildDeclarations(root: string, outdir: string): Promise<void> {
  const all = await mkdtemp(join(tmpdir(), "resale-edge-types-"));
  try {
    await emit(root, all);
    const reached = new Map<string, string>();
    for (const entry of Object.values(ENTRIES)) await reach(join(all, entry), reached);
    for (const [path, text] of reached) {
      const target = join(outdir, `${relative(all, path)}.d.ts`);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text.replace(RELATIVE, '$1"$2.js"'));
    }
  } finally {
    await rm(all, { recursive: true, force: true });
  }
}

/** Follows the imports of a declaration. */
async function reach(path: string, reached: Map<string, string>): Promise<void> {
  if (reached.has(path)) return;
  const text = await readFile(`${path}.d.ts`, "utf8");
  reached.set(path, text);
  for (const [, , specifier = ""] of text.matchAll(RELATIVE))
    await reach(join(dirname(path), specifier), reached);
}

/** Every declaration there is, as the compiler writes it. */
async function emit(root: string, outdir: string): Promise<void> {
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", outdir];
  const args = ["-p", root, ...options, "--rootDir", join(root, "src")];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const child = spawn(process.execPath, [tsc, ...args], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`The declarations could not be made.\n${said}`);
}
