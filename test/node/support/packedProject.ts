// The package as others get it: packed, unpacked into the node_modules of a project that has nothing else but the
// package's own dependencies, and the examples beside it. No registry is asked.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./server.ts";

const run = promisify(execFile);

export interface PackedProject {
  folder: string;
  tarball: string;
  /** Runs a program of Node's in it; resolves to what it says, and throws with that where it fails. */
  node: (...args: string[]) => Promise<string>;
  end: () => Promise<void>;
}

/** `npm pack`, which builds first, and a project with the result. */
export async function packedProject(): Promise<PackedProject> {
  const folder = await mkdtemp(join(tmpdir(), "resale-edge-package-"));
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT });
  const tarball = join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "resale-edge"), { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components", "1", "-C", join(modules, "resale-edge")]);
  await dependencies(modules);
  await cp(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  return {
    folder,
    tarball,
    async node(...args) {
      const failed = (error: { stdout?: string; stderr?: string }) => {
        throw new Error(`${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
      };
      return (await run(process.execPath, args, { cwd: folder }).catch(failed)).stdout;
    },
    end: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** What the package depends on, and the types of the two runtimes. */
async function dependencies(modules: string): Promise<void> {
  const { dependencies: named } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const names = [...Object.keys(named), "@types/node", "@cloudflare/workers-types"];
  await mkdir(join(modules, "@types"));
  await mkdir(join(modules, "@cloudflare"));
  for (const name of names) await symlink(join(ROOT, "node_modules", name), join(modules, name), "dir");
}
