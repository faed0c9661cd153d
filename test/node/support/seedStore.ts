// Rows for the local query store, put there before a server starts on it: what would take days to come about by itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./server.ts";

const literal = (value: unknown): string =>
  value === null
    ? "NULL"
    : typeof value === "number"
      ? String(value)
      : `'${String(value).replaceAll("'", "''")}'`;

/** One statement per hundred rows: D1 bounds the length of a statement. */
export function inserts(table: string, rows: readonly (readonly unknown[])[]): string[] {
  const chunks = Array.from({ length: Math.ceil(rows.length / 100) }, (_, at) =>
    rows.slice(at * 100, at * 100 + 100),
  );
  return chunks.map(
    (chunk) =>
      `INSERT INTO ${table} VALUES ${chunk.map((row) => `(${row.map(literal).join(",")})`).join(",")};`,
  );
}

async function wrangler(...args: string[]): Promise<void> {
  const program = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", CI: "true" };
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} ended with ${code}`);
}

/** Applies the migrations and runs statements on a state that no server uses yet. */
export async function seedStore(state: string, statements: string): Promise<void> {
  const file = join(state, "seed.sql");
  await writeFile(file, statements);
  await wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
  await wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--file", file);
}
