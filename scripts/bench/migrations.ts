import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./build.ts";

/** The migrations of a database, in order. */
export async function migrationsOf(database: "projection" | "catalogue"): Promise<string[]> {
  const folder = join(ROOT, "migrations", database);
  return (await readdir(folder))
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => join(folder, name));
}
