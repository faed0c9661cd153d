/** Runs before each test file, on storage of its own: brings both databases to their newest migration. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_MIGRATIONS: { projection: D1Migration[]; catalogue: D1Migration[] };
    }
  }
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.projection);
await applyD1Migrations(env.CATALOGUE, env.TEST_MIGRATIONS.catalogue);

/**
 * What the last test set going comes to rest, and what is logged after that belongs to no test: left to vitest, a
 * line that arrives too late keeps the run from ending.
 */
const REST_MS = 500;
afterAll(async () => {
  await scheduler.wait(REST_MS);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
