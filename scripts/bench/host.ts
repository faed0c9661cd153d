// A side in a process of its own: workerd with one bundle, started by miniflare without the development proxy, its state
// in a folder of its own. Started by side.ts with what to run as its one argument; says where it listens.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";
import { ROOT } from "./build.ts";
import { migrationsOf } from "./migrations.ts";

/** What side.ts asks for. */
export interface Hosting {
  bundle: string;
  loader: string;
  folder: string;
  bindings: Record<string, string>;
  /** Where a profiler may ask; null where nobody does. */
  inspectorPort: number | null;
}

/** Log lines would go through this process, and cost the real side only what nothing in production costs. */
const ENTRY = 'console.log = () => {};\nexport * from "./index.js";\nexport { default } from "./index.js";\n';

const { bundle, loader, folder, bindings, inspectorPort }: Hosting = JSON.parse(process.argv[2] ?? "{}");
const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
const { modulesRules: _, ...configured } = workerOptions;

/** Port 0: any that is free. The socket leads into workerd itself. */
const direct = [{ host: "127.0.0.1", port: 0 }];

const measured: V4WorkerOptions = {
  ...configured,
  name: "measured",
  rootPath: dirname(bundle),
  modulesRoot: dirname(bundle),
  modules: [
    { type: "ESModule", path: join(dirname(bundle), "entry.js"), contents: ENTRY },
    { type: "ESModule", path: bundle },
  ],
  bindings: Object.assign({}, configured.bindings, bindings),
  unsafeDirectSockets: direct,
};

const beside: V4WorkerOptions = {
  name: "loader",
  rootPath: dirname(loader),
  modulesRoot: dirname(loader),
  modules: [{ type: "ESModule", path: loader }],
  compatibilityDate: String(configured.compatibilityDate),
  d1Databases: { DB: { id: "local-resale-edge" }, CATALOGUE: { id: "local-resale-edge-catalogue" } },
  bindings: Object.assign({}, configured.bindings),
  unsafeDirectSockets: direct,
};

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    logRequests: false,
    ...(inspectorPort !== null && { inspectorPort, inspectorHost: "127.0.0.1" }),
    resourceTmpPath: folder,
    resourcePersistencePath: join(folder, "state"),
    workers: [measured, beside],
  }),
);

for (const [binding, directory] of [
  ["DB", "projection"],
  ["CATALOGUE", "catalogue"],
] as const) {
  const database = await miniflare.getD1Database(binding, "measured");
  for (const file of await migrationsOf(directory))
    for (const statement of unstable_splitSqlQuery(await readFile(file, "utf8")))
      await database.prepare(statement).run();
}

/** Told to, or left alone: workerd must not stay behind. */
const end = (): void => void miniflare.dispose().then(() => process.exit());
process.on("message", (message) => {
  if (message === "end") end();
});
process.on("disconnect", end);
process.on("SIGTERM", end);
const [origin, loaderOrigin] = await Promise.all([
  miniflare.unsafeGetDirectURL("measured"),
  miniflare.unsafeGetDirectURL("loader"),
]);
process.send?.({ origin: origin.origin, loader: loaderOrigin.origin });
