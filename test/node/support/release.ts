// One release's bundle with that release's configuration, served on a state that other releases have written to or will.
// No development proxy and no migrations: the state has been brought to the newest before, as in a deployment.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { ROOT } from "./server.ts";

/** What runs: the bundled Worker and the file that binds it. */
export interface Release {
  script: string;
  configPath: string;
}

export interface Running {
  origin: string;
  end: () => Promise<void>;
}

/** Serves a release from the state of `npm start` in a folder. */
export async function run({ script, configPath }: Release, state: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "resale-edge-release-"));
  const path = join(folder, "index.js");
  await writeFile(path, script);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(configPath);
  const { modulesRules: _, ...configured } = workerOptions;
  const worker: V4WorkerOptions = {
    ...configured,
    name: "resale-edge",
    rootPath: folder,
    modulesRoot: folder,
    modules: [{ type: "ESModule", path, contents: script }],
    bindings: Object.assign({}, configured.bindings, await localSecrets(), { PUBLIC_URL: "" }),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      logRequests: false,
      resourceTmpPath: folder,
      resourcePersistencePath: join(state, "v3"),
      workers: [worker],
    }),
  );
  const { origin } = await miniflare.ready;
  return {
    origin,
    end: () => miniflare.dispose().then(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  };
}

/** What every local server has: the state was written with these keys. */
async function localSecrets(): Promise<Record<string, string>> {
  const values = parseEnv(await readFile(join(ROOT, ".dev.vars"), "utf8"));
  return Object.fromEntries(Object.entries(values).map(([name, value = ""]) => [name, value]));
}
