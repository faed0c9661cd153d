/**
 * Four projects: `workers` runs in workerd with the real bindings of wrangler.toml and .dev.vars; `paced` does the same for
 * tests in real time, fewer at a time and after the others; `pure` for the files that touch no binding, all in one runtime;
 * `node` runs in plain Node and sees the service only from outside (black box, browser, scripts), each with processes of
 * its own.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** CI counts the tests from the JSON report. */
const CI = Boolean(process.env["CI"]);

/** How many entitlements the reports are recomputed for: `LIVES=20000 npm test -- test/reports/equal.test.ts` takes long. */
const LIVES = Number(process.env["LIVES"] ?? 2_000);

/** How many requests are made at random out of the API's document, and which. */
const REQUESTS = Number(process.env["REQUESTS"] ?? 400);
const SEED = Number(process.env["SEED"] ?? 4_711);
/** How many worlds a reconciliation is held against: `BOOKS=50 npm test -- test/jobs/reconciliation/property.test.ts`. */
const BOOKS = Number(process.env["BOOKS"] ?? 1);

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

const SERVERS = [
  "test/node/support/receiver.ts",
  "test/node/support/scriptedMerchant.ts",
  "test/node/support/authorizationServer.ts",
  "test/node/support/merchant.ts",
  "test/node/support/candidates.ts",
];

/** Whether a test file, with what it imports of test/, needs bindings. */
function needsBindings(path: string): boolean {
  const text = readFileSync(path, "utf8");
  const beside = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) => join(dirname(path), to));
  return (
    text.includes('from "cloudflare:') ||
    beside
      .filter((to) => to.startsWith("test/"))
      .map((to) => (to.endsWith(".ts") ? to : `${to}.ts`))
      .some((to) => existsSync(to) && needsBindings(to))
  );
}

/** Starting a runtime takes longer than most files, so those that leave nothing behind share one. */
const PURE = globSync("test/**/*.test.ts").filter(
  (path) => !path.startsWith("test/node/") && !needsBindings(path),
);

const workerd = () =>
  cloudflareTest({
    wrangler: { configPath: "./wrangler.toml" },
    miniflare: {
      bindings: {
        TEST_MIGRATIONS: { projection, catalogue },
        TEST_LIVES: LIVES,
        TEST_REQUESTS: REQUESTS,
        TEST_SEED: SEED,
        TEST_BOOKS: BOOKS,
      },
      serviceBindings: {
        VIDEO_MERCHANT: "video-merchant",
        NO_MERCHANT: { name: "video-merchant", entrypoint: "NoMerchant" },
      },
      workers: [MERCHANT],
    },
  });

/** Deliveries and deadlines in real time: three of these at once, on two cores, come too late. */
const PACED = ["callbacks", "failpoints", "operations"].map((folder) => `test/${folder}/**/*.test.ts`);

/** Tests from outside come first: they mostly wait, for leases to end and browsers to draw, and others fill the time. */
const rankOf = ({ project, moduleId }: TestSpecification): number => {
  if (project.name !== "node") return 2;
  return /\/(?:crash|jobs|console)\.test\.ts$/.test(moduleId) ? 0 : 1;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  test: {
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", ...(CI ? ["json"] : [])],
    outputFile: { json: "test-results/vitest.json" },
    // Relayed logs can wait for ever for an answer at the end of a file: see test/setup.ts.
    disableConsoleIntercept: true,
    projects: [
      {
        plugins: [workerd()],
        test: {
          name: "workers",
          include: ["test/**/*.test.ts"],
          exclude: ["test/node/**", ...PURE, ...PACED],
          setupFiles: ["test/setup.ts"],
          globalSetup: SERVERS,
          testTimeout: 15_000,
        },
      },
      {
        plugins: [workerd()],
        test: {
          name: "paced",
          include: PACED,
          exclude: PURE,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          setupFiles: ["test/setup.ts"],
          globalSetup: SERVERS,
          testTimeout: 15_000,
        },
      },
      {
        plugins: [workerd()],
        test: {
          name: "pure",
          include: PURE,
          isolate: false,
          globalSetup: SERVERS,
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: "node",
          include: ["test/node/**/*.test.ts"],
          globalSetup: ["test/node/support/template.ts"],
          setupFiles: ["test/node/setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
