// Whether a folder of state has all migrations already. Asking wrangler starts a runtime for each database, which takes
// longer than everything else at a start; so what was applied is noted among the databases themselves, and goes when
// they go.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const noteOf = (state: string): string => join(state, "v3/d1/resale-edge-migrations.sha256");

/** One digest over the names and contents of all migrations below a folder. */
export async function digestOf(migrations: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(migrations, { recursive: true });
  for (const name of entries.filter((entry) => entry.endsWith(".sql")).toSorted())
    hash.update(`${name}\n`).update(await readFile(join(migrations, name)));
  return hash.digest("hex");
}

/** Whether exactly these migrations were noted as applied to that state. */
export const areApplied = async (state: string, digest: string): Promise<boolean> =>
  (await readFile(noteOf(state), "utf8").catch(() => "")) === digest;

/** Notes that these migrations are applied to that state. */
export async function noteApplied(state: string, digest: string): Promise<void> {
  await mkdir(join(state, "v3/d1"), { recursive: true });
  await writeFile(noteOf(state), digest);
}
