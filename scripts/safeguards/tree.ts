// A copy of the tree to break: the sources as they are, the installed packages by a link, no state.
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Safeguard } from "./safeguard.ts";

const ROOT = join(import.meta.dirname, "../..");
const LEFT_OUT = ["node_modules", ".git", ".wrangler", "test-results"];

export interface Tree {
  folder: string;
  forget: () => Promise<void>;
}

export async function copyTree(): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), "resale-edge-safeguards-"));
  const filter = (source: string): boolean => !LEFT_OUT.includes(relative(ROOT, source));
  await cp(ROOT, folder, { recursive: true, filter });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { folder, forget: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Takes a safeguard out for as long as `during` runs; null where its text does not stand there exactly once. */
export async function withoutSafeguard<T>(
  folder: string,
  { file, text, instead }: Safeguard["mutation"],
  during: () => Promise<T>,
): Promise<T | null> {
  const path = join(folder, file);
  const source = await readFile(path, "utf8");
  if (source.split(text).length !== 2) return null;
  await writeFile(
    path,
    source.replace(text, () => instead),
  );
  try {
    return await during();
  } finally {
    await writeFile(path, source);
  }
}
