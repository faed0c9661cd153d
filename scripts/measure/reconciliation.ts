/**
 * What the reconciliation of a large book costs, measured in workerd with the deployable bundle:
 *
 *   npx node scripts/measure/reconciliation.ts [entitlements = 500000]
 *
 * The query store is filled with so many entitlements by the projection's own code. Beside them a few are sold through the
 * API, because a difference is looked at in the entitlement's own object. Then TELCO sends its book: a CSV of all of them with
 * differences of each kind planted. Exactly those have to be found; the calls are made; the same book is sent again.
 * Memory is that of the whole workerd process, which here is the database, the bucket and the queue as well.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "../bench/build.ts";
import type { Reply } from "../bench/http.ts";
import { externalIdOf, idOf } from "../bench/loader/shipment.ts";
import { clearProgress, progress } from "../bench/print.ts";
import { Receiver } from "../bench/receiver.ts";
import { boot, forget, temporaryFolder } from "../bench/side.ts";
import { headingsOf } from "../../src/jobs/reconciliation/columns.ts";
import { workerd, type Taken } from "./workerd.ts";

const LOADED = Number(process.argv[2] ?? 500_000);
/** Of each kind. */
const PLANTED = 100;
const AUTHORIZATION = `Basic ${Buffer.from("telco-sandbox:telco-sandbox-secret").toString("base64")}`;

interface Sold {
  entitlementId: string;
  customerIdentifier: string;
  version: number;
}

interface Job {
  jobId: string;
  state: string;
  message: string | null;
  counts: { read: number; done: number; outcomes: Record<string, number> };
}

const receiver = await new Receiver().start();
const folder = await temporaryFolder();
progress("building the bundles");
const [real, loader] = await Promise.all([build("real", folder), build("loader", folder)]);
const side = await boot({
  kind: "real",
  name: "real",
  bundle: real.path,
  loader: loader.path,
  connections: 8,
  bindings: {},
});
async function measured(): Promise<void> {
  const sold = await sell(6 * PLANTED);
  await side.load(LOADED, 0, (done) => progress(`loading ${done} of ${LOADED}`));
  const book = bookOf(sold);
  const calm = await workerd();
  const first = await run("reconciliation&asOf=2100-01-01", book);
  expect(first.job, {
    OK: LOADED + 2 * PLANTED,
    STATUS_DIFFERS: PLANTED,
    PRODUCT_DIFFERS: PLANTED,
    CUSTOMER_DIFFERS: PLANTED,
    MISSING_THERE: PLANTED,
    MISSING_HERE: PLANTED,
    DUPLICATE: PLANTED,
    MALFORMED: PLANTED,
  });
  const repair = await run(`repair&of=${first.job.jobId}&what=all&dryRun=false&callsPerSecond=100`, null);
  expect(repair.job, { OK: 4 * PLANTED });
  await sleep(2_000);
  const second = await run("reconciliation", book);
  expect(second.job, {
    OK: LOADED + 5 * PLANTED,
    MISSING_HERE: PLANTED,
    DUPLICATE: PLANTED,
    MALFORMED: PLANTED,
  });
  clearProgress();
  const after = await workerd();
  console.log(`Node ${process.version}, ${LOADED} entitlements, a book of ${mib(book.length)} MiB\n`);
  console.log("| | |\n| --- | --- |");
  console.log(`| the book against what is here | ${shown(first)} |`);
  console.log(`| ${4 * PLANTED} calls made | ${shown(repair)} |`);
  console.log(`| the same book again | ${shown(second)} |`);
  console.log(
    `| memory of workerd before, while it ran, at the peak | ${calm.now} MiB, ${Math.max(first.most, second.most)} MiB, ${after.peak} MiB |`,
  );
}

const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);

const shown = ({ clock, processor }: Run): string =>
  `${clock.toFixed(1)} s, ${processor.toFixed(1)} s of processor`;

const sorted = (some: Record<string, number>): string => JSON.stringify(Object.entries(some).sort());

function expect({ counts }: Job, wanted: Record<string, number>): void {
  if (sorted(counts.outcomes) !== sorted(wanted))
    throw new Error(`found ${sorted(counts.outcomes)}\nbut planted ${sorted(wanted)}`);
}

async function ask(
  method: "GET" | "POST",
  path: string,
  body?: string,
  type = "application/json",
): Promise<Reply> {
  const headers = { Authorization: AUTHORIZATION, ...(body !== undefined && { "Content-Type": type }) };
  const reply = await side.client.ask({ method, path, headers, ...(body !== undefined && { body }) });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
  return reply;
}

/** So many, active at once. */
async function sell(count: number): Promise<Sold[]> {
  const sold: Sold[] = [];
  for (let at = 0; at < count; at++) {
    const body = {
      customerIdentifier: `sold-${at}`,
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC_INSTANT",
      notificationUrl: receiver.url,
    };
    sold.push(JSON.parse((await ask("POST", "/v1/entitlement", JSON.stringify(body))).body));
  }
  return sold;
}

type Line = Record<string, string>;

/** The book of all that is here, with what was planted. */
function bookOf(sold: readonly Sold[]): string {
  const headings = headingsOf("RESELLER");
  const lines: Line[] = sold.flatMap((one, at) => plantedAt(Math.floor(at / PLANTED), lineOf(one), at));
  const csv = (line: Line): string => `${headings.map((heading) => line[heading] ?? "").join(",")}\r\n`;
  const chunks = [`${headings.join(",")}\r\n`, ...lines.map(csv)];
  for (let number = 0; number < LOADED; number++)
    chunks.push(
      csv(
        lineOf(
          { entitlementId: idOf(number), customerIdentifier: `customer-${number}` },
          externalIdOf(number),
        ),
      ),
    );
  return chunks.join("");
}

const lineOf = ({ entitlementId, customerIdentifier }: Omit<Sold, "version">, own = ""): Line => ({
  ExternalEntitlementId: own,
  CustomerIdentifier: customerIdentifier,
  EntitlementId: entitlementId,
  Status: "ACTIVE",
  MerchantAccountKey: "MUSIC",
  ProductKey: "MUSIC_INSTANT",
  DisplayName: "Music Instant",
  CreatedDate: "14/11/2023 22:13:20",
  ActivatedDate: "14/11/2023 22:13:20",
});

/** A sixth of what was sold is as it is, and each other sixth is something else. */
function plantedAt(kind: number, line: Line, at: number): Line[] {
  switch (kind) {
    case 0:
      return [
        line,
        { ...line, EntitlementId: `00000000-0000-8000-9000-${at.toString(16).padStart(12, "0")}` },
      ];
    case 1:
      return [line, line, { ...line, Status: "?" }];
    case 2:
      return [{ ...line, Status: "SUSPENDED" }];
    case 3:
      return [{ ...line, ProductKey: "MUSIC_CODE" }];
    case 4:
      return [{ ...line, CustomerIdentifier: `moved-${at}` }];
    default:
      return [];
  }
}

interface Run {
  job: Job;
  /** Seconds on the clock, and of processor. */
  clock: number;
  processor: number;
  /** Memory while it ran, MiB. */
  most: number;
}

async function run(kind: string, file: string | null): Promise<Run> {
  const [started, before]: [number, Taken] = [performance.now(), await workerd()];
  let job: Job = JSON.parse((await ask("POST", `/v1/jobs?kind=${kind}`, file ?? undefined, "text/csv")).body);
  let most = 0;
  while (job.state === "WAITING" || job.state === "RUNNING") {
    await sleep(250);
    job = JSON.parse((await ask("GET", `/v1/jobs/${job.jobId}`)).body);
    most = Math.max(most, (await workerd()).now);
    progress(`${kind.split("&")[0]}: ${JSON.stringify(job.counts)}`);
  }
  if (job.state !== "DONE") throw new Error(`the job is ${job.state}: ${job.message}`);
  const { processor } = await workerd();
  return { job, clock: (performance.now() - started) / 1_000, processor: processor - before.processor, most };
}

try {
  await measured();
} finally {
  await side.end();
  receiver.end();
  await forget(folder);
}
