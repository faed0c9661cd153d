/** Runs before each test file, on storage of its own: brings both databases to their newest migration. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_MIGRATIONS: { projection: D1Migration[]; catalogue: D1Migration[] };
    }
  }
}

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.projection);
await applyD1Migrations(env.CATALOGUE, env.TEST_MIGRATIONS.catalogue);
