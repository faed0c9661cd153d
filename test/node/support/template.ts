// A state that has all migrations and nothing else, made once per run of the tests. Each server under test gets a copy,
// and so is spared the longest part of a first start.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../../../scripts/demo/freePort.ts";
import { startServer, stopServer } from "../../../scripts/demo/server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    migratedState: string;
  }
}

/** Starts a server once on a folder of its own, and hands the folder to the tests. */
export default async function makeTemplate(project: TestProject): Promise<() => Promise<void>> {
  const state = await mkdtemp(join(tmpdir(), "resale-edge-template-"));
  await stopServer(await startServer(await freePort(), state));
  project.provide("migratedState", state);
  return () => rm(state, { recursive: true, force: true, maxRetries: 5 });
}

/** A folder of one's own with the same in it. */
export async function copyOf(template: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "resale-edge-test-"));
  await cp(template, folder, { recursive: true });
  return folder;
}
