/** Whether an import did everything once, seen from outside: its results, an export of everything, and the whole feed. */
import * as z from "zod";
import type { Power } from "../crash/power.ts";
import { rowOf } from "./file.ts";
import { follow, result, start, text, type JobView } from "./jobs.ts";

const Imported = z.object({ row: z.number(), entitlementId: z.string(), externalEntitlementId: z.string() });
const Exported = z.looseObject({
  entitlementId: z.string(),
  externalEntitlementId: z.string(),
  status: z.string(),
});
const Page = z.object({
  events: z.array(z.looseObject({ entitlementId: z.string(), version: z.number() })),
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

/** Everything that is not as it should be; empty when all is well. */
export async function violationsOf(power: Power, job: JobView, rows: number): Promise<string[]> {
  const found: string[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || found.push(what));
  const { state, message, counts } = job;
  expect(state === "DONE", `the job is ${state}: ${message}`);
  expect(counts.read === rows && counts.done === rows, `counts ${JSON.stringify(counts)} of ${rows} rows`);

  const errors = await result(power, job.jobId, "errors.ndjson");
  expect(errors.length === 0, `${errors.length} errors, first ${JSON.stringify(errors[0])}`);
  const imported = (await result(power, job.jobId, "imported.ndjson")).map((line) => Imported.parse(line));
  const ids = new Map(imported.map(({ entitlementId, row }) => [entitlementId, row]));
  const isComplete = imported.every(({ row }, at) => row === at + 1);
  expect(
    imported.length === rows && isComplete,
    `imported.ndjson has ${imported.length} lines, not each row once`,
  );
  expect(ids.size === rows, `${ids.size} ids for ${rows} rows`);

  const exporting = await start(power, "kind=export", null);
  await follow(power, exporting.jobId, () => undefined);
  const lines = await result(power, exporting.jobId, "entitlements.ndjson");
  const exported = lines.map((line) => Exported.parse(line));
  expect(exported.length === rows, `the export has ${exported.length} entitlements`);
  const wrong = exported.filter((line) => !isRow(line, ids.get(line.entitlementId) ?? 0));
  expect(wrong.length === 0, `${wrong.length} differ from their row, first ${JSON.stringify(wrong[0])}`);

  const events = await feedOf(power);
  expect(events.length === rows, `the feed has ${events.length} events`);
  expect(
    new Set(events).size === rows && events.every((id) => ids.has(id)),
    "the feed has not each of them once",
  );
  return found;
}

/** Whether an exported record says what its row said. */
function isRow(exported: Record<string, unknown>, row: number): boolean {
  const { entitlementId: _, ...wanted } = rowOf(row, 0);
  return Object.entries(wanted).every(([name, value]) => {
    const there = exported[name];
    // The dates of the file are counted from when it was made.
    if (name.startsWith("date")) return typeof there === "string";
    return JSON.stringify(there) === JSON.stringify(value);
  });
}

/** Ids of the events of version 1, in the order of the feed. */
async function feedOf(power: Power): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ""; ;) {
    const page = Page.parse(
      JSON.parse(await text(power, `/v1/events?limit=100${after && `&after=${after}`}`)),
    );
    ids.push(
      ...page.events.map(({ entitlementId, version }) => `${version === 1 ? "" : version}${entitlementId}`),
    );
    if (!page.hasMore) return ids;
    after = page.nextCursor;
  }
}
