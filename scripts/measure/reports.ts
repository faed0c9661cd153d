/**
 * What a day's reports cost for one large pair, measured in workerd with the deployable bundle:
 *
 *   npx node scripts/measure/reports.ts [entitlements = 20000] [changes = 1000]
 *
 * A log with so many entitlements is put into the archive: all of them sold the day before yesterday, some changed
 * yesterday. The cron then writes both days, and yesterday once more by itself, which is what an ordinary night is. Memory
 * is that of the whole workerd process, which here is the database and the bucket as well.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_splitSqlQuery } from "wrangler";
import { volumeKey } from "../../src/reports/archiveKey.ts";
import { build, ROOT } from "../bench/build.ts";
import { migrationsOf } from "../bench/migrations.ts";
import { forget, temporaryFolder } from "../bench/side.ts";
import { workerd } from "./workerd.ts";

const [, , entitlements = "20000", changed = "1000"] = process.argv;
const SOLD = Number(entitlements);
const CHANGED = Number(changed);
const DAY_MS = 86_400_000;
const VOLUME = 10_000;
const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;

const PUT = `INSERT INTO feed (reseller_scope, position, entitlement_id, version, date, added, body)
  VALUES ('live:TELCO', ?1, ?2, ?3, ?4, ?5, ?6)`;

const folder = await temporaryFolder();
const miniflare = await host();
try {
  await fill();
  const calm = await workerd();
  const both = await run();
  await backTo(today - 2 * DAY_MS);
  const ordinary = await run();
  const files = await sizes();
  console.log(`Node ${process.version}, ${SOLD} entitlements, ${CHANGED} changed in the day\n`);
  console.log("| | |\n| --- | --- |");
  console.log(`| first day, everything is new | ${shown(minus(both, ordinary))} |`);
  console.log(`| an ordinary day | ${shown(ordinary)} |`);
  console.log(`| memory of workerd before, at the peak | ${calm.now} MiB, ${(await workerd()).peak} MiB |`);
  for (const [name, size] of files) console.log(`| ${name} | ${(size / 1024 ** 2).toFixed(1)} MiB |`);
} finally {
  await miniflare.dispose();
  await forget(folder);
}

/** Seconds on the clock, and of processor: the second does not mind what else the machine does. */
interface Took {
  clock: number;
  processor: number;
}

function minus(a: Took, b: Took): Took {
  return { clock: a.clock - b.clock, processor: a.processor - b.processor };
}

function shown({ clock, processor }: Took): string {
  return `${clock.toFixed(1)} s, ${processor.toFixed(1)} s of processor`;
}

async function host(): Promise<Miniflare> {
  const { path } = await build("real", folder);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
  const { modulesRules: _, ...configured } = workerOptions;
  const worker = {
    ...configured,
    name: "measured",
    rootPath: dirname(path),
    modulesRoot: dirname(path),
    modules: [{ type: "ESModule" as const, path }],
  };
  const started = new Miniflare(
    convertV4MiniflareOptions({
      logRequests: false,
      resourceTmpPath: folder,
      resourcePersistencePath: join(folder, "state"),
      workers: [worker],
    }),
  );
  const database = await started.getD1Database("DB", "measured");
  for (const file of await migrationsOf("projection"))
    for (const statement of unstable_splitSqlQuery(await readFile(file, "utf8")))
      await database.prepare(statement).run();
  return started;
}

/** A version as the feed has it. */
function eventOf(number: number, version: number, date: number) {
  const entitlementId = `${((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0")}-0000-8000-8000-${number.toString(16).padStart(12, "0")}`;
  const time = new Date(date).toISOString();
  const body = {
    responseCode: "OK",
    responseMessage: "Success",
    notificationId: crypto.randomUUID(),
    notificationReason: "ACTIVATION_SUCCESS",
    notificationDate: time,
    previousVersion: null,
    entitlementId,
    externalEntitlementId: `own-${number}`,
    merchantEntitlementId: `MUSIC-${number}`,
    status: version === 1 ? "ACTIVE" : "SUSPENDED",
    customerIdentifier: `customer-${number}`,
    sharedCustomerId: crypto.randomUUID(),
    platformUserId: crypto.randomUUID(),
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC_INSTANT",
    offerKey: null,
    entitlementDisplayName: "Music, at once",
    activationCode: null,
    notificationUrl: "https://reseller.example/notifications/resale",
    dateCreated: time,
    dateActivated: time,
    dateSuspended: version === 1 ? null : time,
    dateResumed: null,
    dateExpiry: null,
    dateEnded: null,
    dateLastUpdated: time,
    extensionData: { tariff: "L", shop: "0815" },
    merchantExtensionData: null,
    terminationReason: null,
    environment: "live",
    version,
    parameters: null,
  };
  return { merchantAccountKey: "MUSIC", entitlementId, version, date, body };
}

/** The log: the archive, and the newest event in the feed. */
async function fill(): Promise<void> {
  const files = await miniflare.getR2Bucket("FILES", "measured");
  const total = SOLD + CHANGED;
  for (let first = 1; first <= total; first += VOLUME) {
    const last = Math.min(first + VOLUME - 1, total);
    const events = Array.from({ length: last - first + 1 }, (_, at) => ({
      position: first + at,
      ...numbered(first + at),
    }));
    const dates = events.map(({ date }) => date);
    const range = { minDate: Math.min(...dates), maxDate: Math.max(...dates), added: Math.max(...dates) };
    const lines = events.map(
      ({ position, body, ...head }) => `${JSON.stringify({ ...head, position, merchantData: null, body })}\n`,
    );
    await files.put(volumeKey("log/live/TELCO/0/", { first, last, ...range }), lines.join(""));
  }
  const { entitlementId, version, date, body } = eventOf(total, 1, today - DAY_MS);
  const row = (await miniflare.getD1Database("DB", "measured")).prepare(PUT);
  await row.bind(total + 1, entitlementId, version, date, date, JSON.stringify(body)).run();
}

/** The event at a position: first everything is sold, then some are changed. */
function numbered(position: number) {
  const [number, version] = position <= SOLD ? [position, 1] : [(position - SOLD) * 7, 2];
  const share = position <= SOLD ? position / SOLD : (position - SOLD) / CHANGED;
  const start = today - (version === 1 ? 2 : 1) * DAY_MS;
  return eventOf(number, version, start + Math.floor(share * (DAY_MS - 1)));
}

/** One run of the cron. */
async function run(): Promise<Took> {
  const [started, before] = [performance.now(), await workerd()];
  const worker = await miniflare.getWorker("measured");
  // The way to workerd gives up waiting long before a large run is over; the run goes on, and says so itself.
  await worker.scheduled({ cron: "17 * * * *" }).catch(() => undefined);
  while (!(await isWritten())) await sleep(500);
  const took = {
    clock: (performance.now() - started) / 1_000,
    processor: (await workerd()).processor - before.processor,
  };
  return took;
}

/** Whether yesterday's reports are complete, and nobody writes any. */
async function isWritten(): Promise<boolean> {
  const files = await miniflare.getR2Bucket("FILES", "measured");
  const progress = await (await files.get("progress/live/TELCO.json"))?.json();
  const { day, leasedUntil }: { day?: number; leasedUntil?: number } = Object(progress);
  return day === today - DAY_MS && leasedUntil === 0;
}

/** As if only the days up to this one were written. */
async function backTo(day: number): Promise<void> {
  const files = await miniflare.getR2Bucket("FILES", "measured");
  const progress = await (await files.get("progress/live/TELCO.json"))?.json();
  await files.put("progress/live/TELCO.json", JSON.stringify({ ...Object(progress), day }));
}

async function sizes(): Promise<[string, number][]> {
  const files = await miniflare.getR2Bucket("FILES", "measured");
  const date = new Date(today - DAY_MS).toISOString().slice(0, 10);
  const names = [
    `books/live/TELCO/${date}/MUSIC.ndjson`,
    ...["AR", "CR", "ER", "SR"].map(
      (type) => `reports/live/reseller/TELCO/MUSIC/daily/${type}_V1_D_${date}.csv`,
    ),
  ];
  return Promise.all(
    names.map(async (name): Promise<[string, number]> => [
      name.split("/").at(-1) ?? "",
      (await files.head(name))?.size ?? 0,
    ]),
  );
}
