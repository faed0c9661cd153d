/** Runs before each test file, on storage of its own: brings both databases to their newest migration. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, vi } from "vitest";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_MIGRATIONS: { projection: D1Migration[]; catalogue: D1Migration[] };
      /** How many entitlements the reports are recomputed for. */
      TEST_LIVES: number;
      /** How many requests are made at random out of the API's document, and from which seed. */
      TEST_REQUESTS: number;
      TEST_SEED: number;
      /** How many worlds a reconciliation is held against. */
      TEST_BOOKS: number;
    }
  }
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.projection);
await applyD1Migrations(env.CATALOGUE, env.TEST_MIGRATIONS.catalogue);

/**
 * The Worker logs a line per request, and a line that arrives after a file's last test keeps a run from ending
 * (cloudflare/workers-sdk#15719). So nothing is logged here, and what the last test set going comes to rest.
 */
const REST_MS = 500;
vi.spyOn(console, "log").mockImplementation(() => undefined);
afterAll(() => scheduler.wait(REST_MS));
