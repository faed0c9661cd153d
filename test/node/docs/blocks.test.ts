// Every code block of the docs is executed, type-checked or at least parsed, by its language; what cannot be executed here is
// listed with the reason.
import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { parseDocument } from "yaml";
import { ROOT } from "../support/server.ts";
import { allBlocks, type Block } from "./blocks.ts";

const run = promisify(execFile);
const BLOCKS = allBlocks();
const named = ({ file, line, info }: Block): string => `${file}:${line} ${info}`;
const of = (...infos: string[]): Block[] => BLOCKS.filter(({ info }) => infos.includes(info));

/** Shell that no test runs from the page, how many blocks of it, and why. Each is parsed all the same. */
const NOT_RUN: Record<string, [blocks: number, because: string]> = {
  "README.md": [2, "installs and starts; the calls are those of the quick start"],
  "docs/catalogue.md": [1, "test/node/catalogue.test.ts runs these commands"],
  "docs/certification.md": [1, "test/node/certify.test.ts runs these commands"],
  "docs/connectors.md": [1, "loads a file that the reader has"],
  "docs/deploy.md": [7, "needs an account at Cloudflare"],
  "docs/erasure.md": [1, "test/jobs/erasure runs the call"],
  "docs/jobs.md": [1, "test/node/jobs.test.ts runs these calls with a file"],
  "docs/migration.md": [1, "test/node/jobsImport.test.ts runs these calls with a file"],
  "docs/notifications.md": [1, "test/node/docs/verify.test.ts runs it"],
  "docs/openapi.md": [1, "test/node/openApi.test.ts does the same"],
  "docs/operator.md": [3, "needs entitlements in trouble, which test/api makes"],
  "docs/quickstart.md": [1, "installs and starts; the rest of the page is run"],
  "docs/reconciliation.md": [1, "test/jobs/reconciliation runs these calls with a file"],
  "docs/reliability.md": [1, "test/node/crash.test.ts runs a short one"],
  "docs/sandbox.md": [2, "test/api runs these calls"],
  "docs/upgrading.md": [2, "needs an account at Cloudflare"],
};

it("every block has a language that a test knows", () => {
  const known = ["ts", "json", "yaml", "sh", "sh run", "text", "mermaid", "python", "java", "php"];
  expect(BLOCKS.filter(({ info }) => !known.includes(info)).map(named)).toEqual([]);
  expect(BLOCKS.length).toBeGreaterThan(30);
});

it("every ts block compiles against the package's sources", async () => {
  await mkdir(join(ROOT, ".wrangler"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".wrangler/docs-"));
  try {
    const blocks = of("ts");
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks)
      await writeFile(join(folder, `${block.file.replaceAll(/\W/g, "-")}-${block.line}.ts`), block.text);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(CONFIGURATION));
    const compiler = join(ROOT, "node_modules/.bin/tsc");
    const { stdout } = await run(compiler, ["-p", folder]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Two folders below the root, and beyond it like any reader's project. */
const CONFIGURATION = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: {
      "@typescript/lib-dom": ["../../src/console/noDom.d.ts"],
      "resale-edge": ["../../src/worker.ts"],
      "resale-edge/client": ["../../src/client/client.ts"],
      "resale-edge/notifications": ["../../src/notifications/notifications.ts"],
      "resale-edge/merchant": ["../../src/merchant/merchant.ts"],
    },
  },
  include: [".", "../../worker-configuration.d.ts"],
};

it("every json and yaml block parses", () => {
  const blocks = of("json", "yaml");
  expect(blocks.length).toBeGreaterThan(5);
  const broken = blocks.flatMap((block) => {
    if (block.info === "yaml")
      return parseDocument(block.text).errors.map(({ message }) => named(block) + message);
    try {
      JSON.parse(block.text);
      return [];
    } catch (error) {
      return [`${named(block)}: ${String(error)}`];
    }
  });
  expect(broken).toEqual([]);
});

it("every shell block parses, and what is not run is listed", async () => {
  for (const block of of("sh", "sh run")) {
    const { stderr } = await run("bash", ["-n", "-c", block.text]).catch(
      (error: { stderr: string }) => error,
    );
    expect(stderr, named(block)).toBe("");
  }
  const counts = Object.entries(Object.groupBy(of("sh"), ({ file }) => file));
  expect(Object.fromEntries(counts.map(([file, blocks = []]) => [file, blocks.length]))).toEqual(
    Object.fromEntries(Object.entries(NOT_RUN).map(([file, [blocks]]) => [file, blocks])),
  );
  expect([...new Set(of("sh run").map(({ file }) => file))]).toEqual(["docs/quickstart.md"]);
});

it("every block of another language is an example that is run", () => {
  const files = { python: "verify.py", java: "Verify.java", php: "verify.php" };
  for (const [language, file] of Object.entries(files)) {
    const example = readFileSync(join(ROOT, "scripts/examples", file), "utf8");
    expect(of(language).map(({ text }) => text)).toEqual([example]);
  }
});
