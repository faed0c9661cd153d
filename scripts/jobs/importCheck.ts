// Whether an import did everything once, seen from outside: its results, an export of everything, and the whole feed.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { asked, job as look, JobShown } from "./client.ts";
import { importRow } from "./importFile.ts";

const LOOK_EVERY_MS = 500;

const Imported = z.object({ row: z.number(), outcome: z.literal("imported"), entitlementId: z.string() });
const Exported = z.looseObject({ entitlementId: z.string() });
const Page = z.object({
  events: z.array(z.looseObject({ entitlementId: z.string(), version: z.number() })),
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

/** Everything that is not as it should be; empty when all is well. */
export async function violationsOf(origin: string, job: JobShown, rows: number): Promise<string[]> {
  const found: string[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || found.push(what));
  const { jobId, state, message, counts } = job;
  expect(state === "DONE", `the job is ${state}: ${message}`);
  expect(
    counts.read === rows && counts.done === rows,
    `${counts.read} rows read and ${counts.done} done of ${rows}`,
  );

  const errors = await lines(origin, jobId, "errors.ndjson");
  expect(errors.length === 0, `${errors.length} errors, first ${JSON.stringify(errors[0])}`);
  const imported = (await lines(origin, jobId, "imported.ndjson")).map((line) => Imported.parse(line));
  const isWhole = imported.length === rows && imported.every(({ row }, at) => row === at + 1);
  expect(isWhole, `imported.ndjson has ${imported.length} lines for ${rows} rows, or not each row once`);
  const rowOf = new Map(imported.map(({ entitlementId, row }) => [entitlementId, row]));
  expect(rowOf.size === rows, `${rowOf.size} ids for ${rows} rows`);

  const exported = (await exportAll(origin)).map((line) => Exported.parse(line));
  expect(exported.length === rows, `the export has ${exported.length} entitlements`);
  const other = exported.filter((line) => !isAsInFile(line, rowOf.get(line.entitlementId)));
  expect(other.length === 0, `${other.length} differ from their row, first ${JSON.stringify(other[0])}`);

  const events = await feed(origin);
  expect(events.length === rows, `the feed has ${events.length} events`);
  const isEachOnce = new Set(events).size === rows && events.every((id) => rowOf.has(id));
  expect(isEachOnce, "the feed has not each of them once, at version 1");
  return found;
}

async function lines(origin: string, jobId: string, name: string): Promise<unknown[]> {
  const text = await asked(origin, `/v1/jobs/${jobId}/results/${name}`);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}

async function exportAll(origin: string): Promise<unknown[]> {
  const sent = { method: "POST", key: crypto.randomUUID() } as const;
  const { jobId } = JobShown.parse(JSON.parse(await asked(origin, "/v1/jobs?kind=export", sent)));
  for (;;) {
    const { state } = await look(origin, jobId);
    if (state !== "WAITING" && state !== "RUNNING") return lines(origin, jobId, "entitlements.ndjson");
    await sleep(LOOK_EVERY_MS);
  }
}

/** Whether an exported record says what its row said; dates are counted from when the file was made. */
function isAsInFile(exported: Record<string, unknown>, row: number | undefined): boolean {
  if (row === undefined) return false;
  const { entitlementId: _, ...given } = importRow(row, 0);
  return Object.entries(given).every(([name, value]) =>
    name.startsWith("date")
      ? typeof exported[name] === "string"
      : JSON.stringify(exported[name]) === JSON.stringify(value),
  );
}

/** Ids in the order of the feed; one that is not of version 1 is no id. */
async function feed(origin: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ""; ;) {
    const page = Page.parse(JSON.parse(await asked(origin, `/v1/events?limit=100${after}`)));
    ids.push(
      ...page.events.map(({ entitlementId, version }) =>
        version === 1 ? entitlementId : `version ${version}`,
      ),
    );
    if (!page.hasMore) return ids;
    after = `&after=${page.nextCursor}`;
  }
}
