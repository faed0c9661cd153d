/**
 * What the dry run of a large import costs, measured in workerd with the deployable bundle:
 *
 *   npx node scripts/measure/dryRun.ts [rows = 400000]
 *
 * TELCO sends a file in which a few customers have far more than they may, so that hardly an object is asked (workerd keeps
 * the files of each open) but every row is remembered, with all marks that there are. Now and then a row repeats an id of the
 * first ones, as far back as it goes: exactly those have to be found. Memory is that of the whole workerd process, which here
 * is the database, the bucket and the queue as well.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "../bench/build.ts";
import { clearProgress, progress } from "../bench/print.ts";
import { boot, forget, temporaryFolder } from "../bench/side.ts";
import { workerd } from "./workerd.ts";

const ROWS = Number(process.argv[2] ?? 400_000);
/** Every so many rows one repeats what an earlier one had. */
const EVERY = 1_000;
const CUSTOMERS = 100;
const AUTHORIZATION = `Basic ${Buffer.from("telco-sandbox:telco-sandbox-secret").toString("base64")}`;

interface Job {
  jobId: string;
  state: string;
  message: string | null;
  counts: { read: number; outcomes: Record<string, number> };
}

const folder = await temporaryFolder();
progress("building the bundles");
const [real, loader] = await Promise.all([build("real", folder), build("loader", folder)]);
const side = await boot({
  kind: "real",
  name: "real",
  bundle: real.path,
  loader: loader.path,
  connections: 2,
  bindings: {},
});

async function measured(): Promise<void> {
  const file = Array.from({ length: ROWS }, (_, at) => `${JSON.stringify(lineOf(at + 1))}\n`).join("");
  const [before, began] = [await workerd(), performance.now()];
  let job = await ask("POST", "/v1/jobs?kind=import&dryRun=true", file);
  let most = 0;
  while (job.state === "WAITING" || job.state === "RUNNING") {
    await sleep(500);
    job = await ask("GET", `/v1/jobs/${job.jobId}`);
    most = Math.max(most, (await workerd()).now);
    progress(JSON.stringify(job.counts));
  }
  const [after, seconds] = [await workerd(), (performance.now() - began) / 1_000];
  clearProgress();
  const repeated = Math.floor(ROWS / EVERY);
  const errors = await text("GET", `/v1/jobs/${job.jobId}/results/errors.ndjson`);
  const found = errors.split("ALREADY_EXISTS").length - 1;
  if (job.state !== "DONE" || job.counts.read !== ROWS || found !== repeated)
    throw new Error(`${job.state}, ${job.message}: ${JSON.stringify(job.counts)}, ${found} repeated`);
  const mib = (file.length / 1024 ** 2).toFixed(1);
  console.log(`Node ${process.version}, ${ROWS} rows, ${mib} MiB, ${repeated} of them repeated: all found\n`);
  console.log(`${seconds.toFixed(0)} s, ${(after.processor - before.processor).toFixed(0)} s of processor`);
  console.log(`memory of workerd before ${before.now}, at most ${most}, its peak ${after.peak} MiB`);
}

const lineOf = (row: number): Record<string, unknown> => ({
  status: "ACTIVE",
  customerIdentifier: `c-${row % CUSTOMERS}`,
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
  entitlementId: `o-${row}`,
  externalEntitlementId: `own-${row}`,
  merchantEntitlementId: `m-${row % EVERY === 0 ? row / EVERY : row}`,
  notificationUrl: "https://a.example.org",
});

const ask = async (method: "GET" | "POST", path: string, body?: string): Promise<Job> =>
  JSON.parse(await text(method, path, body));

async function text(method: "GET" | "POST", path: string, body?: string): Promise<string> {
  const headers = {
    Authorization: AUTHORIZATION,
    ...(body !== undefined && { "Content-Type": "application/x-ndjson" }),
  };
  const reply = await side.client.ask({ method, path, headers, ...(body !== undefined && { body }) });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
  return reply.body;
}

try {
  await measured();
} finally {
  await side.end();
  await forget(folder);
}
