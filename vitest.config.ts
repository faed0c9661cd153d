/**
 * Two projects: `workers` runs in workerd with the real bindings of wrangler.toml and .dev.vars; `node` runs in plain
 * Node and sees the service only from outside (black box, browser, scripts), each with processes of its own.
 */
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** CI counts the tests from the JSON report. */
const CI = Boolean(process.env["CI"]);

/** How many entitlements the reports are recomputed for: `LIVES=20000 npm test -- test/reports/equal.test.ts` takes long. */
const LIVES = Number(process.env["LIVES"] ?? 2_000);

/** How many requests are made at random out of the API's document, and which. */
const REQUESTS = Number(process.env["REQUESTS"] ?? 400);
const SEED = Number(process.env["SEED"] ?? 4_711);

const [projection, catalogue] = await Promise.all([
  readD1Migrations("migrations/projection"),
  readD1Migrations("migrations/catalogue"),
]);

/** A merchant that is a Worker itself, bound like one of a real deployment. */
const MERCHANT = {
  name: "video-merchant",
  modules: [{ type: "ESModule" as const, path: "test/support/videoMerchant.mjs" }],
  compatibilityDate: "2026-10-23",
};

export default defineConfig({
  test: {
    // Two also on two cores: tests from outside mostly wait. Three made tests of deliveries late.
    maxWorkers: 2,
    reporters: ["default", ...(CI ? ["json"] : [])],
    outputFile: { json: "test-results/vitest.json" },
    // Relayed logs can wait for ever for an answer at the end of a file: see test/setup.ts.
    disableConsoleIntercept: true,
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: { projection, catalogue },
                TEST_LIVES: LIVES,
                TEST_REQUESTS: REQUESTS,
                TEST_SEED: SEED,
              },
              serviceBindings: {
                VIDEO_MERCHANT: "video-merchant",
                NO_MERCHANT: { name: "video-merchant", entrypoint: "NoMerchant" },
              },
              workers: [MERCHANT],
            },
          }),
        ],
        test: {
          name: "workers",
          include: ["test/**/*.test.ts"],
          exclude: ["test/node/**"],
          setupFiles: ["test/setup.ts"],
          globalSetup: [
            "test/node/support/receiver.ts",
            "test/node/support/scriptedMerchant.ts",
            "test/node/support/authorizationServer.ts",
            "test/node/support/merchant.ts",
          ],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: "node",
          include: ["test/node/**/*.test.ts"],
          setupFiles: ["test/node/setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
