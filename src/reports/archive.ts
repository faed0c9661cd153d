// Carries the feed into the archive: what lies beyond the last archived position, as lines of JSON in objects that are
// never changed. The names say which positions are in, so a run that died is simply run again: nothing is lost, and what
// two runs wrote both is read once.
import { feedSlice, newestPosition, type FeedRow } from "../projection/feedLog";
import type { Archived } from "../projection/feed";
import { HOMES } from "../shared/homes";
import { errorText, log } from "../shared/log";
import { volumeKey } from "./archiveKey";
import { archiveFolder } from "./keys";
import { dayOf } from "./period";
import { everyScope, scopeFrom } from "./scope";
import { lastArchived } from "./volumes";

/** Rows of one question to the feed, and what one object holds at most. */
const SLICE = 500;
const MOST_EVENTS = 10_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/**
 * A tail of today's alone waits until there is this much of it: about one object per day instead of one per hour, and
 * readers take the tail from the feed itself.
 */
const WORTH_AN_OBJECT = 5_000;

/** Archives every feed as of a time; answers how far each is in, whatever became of this run. */
export async function archiveFeed(env: Env, now: number): Promise<Archived[]> {
  const reached: Archived[] = [];
  for (const scope of await everyScope(env))
    for (const [home] of HOMES.entries()) {
      try {
        reached.push({ home, scope, position: await archiveScope(env, scope, home, now) });
      } catch (error) {
        log("feed.archive_failed", { scope, home, error: errorText(error) });
      }
    }
  return reached;
}

async function archiveScope(env: Env, text: string, home: number, now: number): Promise<number> {
  const scope = scopeFrom(text);
  const newest = await newestPosition(env, home, text);
  let last = await lastArchived(env.FILES, scope, home);
  while (last < newest) {
    const rows = await nextRows(env, text, home, { after: last, through: newest });
    const [first] = rows;
    if (first === undefined) break;
    if (first.added >= dayOf(now) && newest - last < WORTH_AN_OBJECT) break;
    last = await putVolume(env.FILES, await archiveFolder(scope, home), rows);
    log("feed.archived", { scope: text, home, events: rows.length, last });
  }
  return last;
}

/** As much as fits into one object. */
async function nextRows(
  env: Env,
  scope: string,
  home: number,
  { after, through }: { after: number; through: number },
): Promise<FeedRow[]> {
  const rows: FeedRow[] = [];
  let characters = 0;
  while (rows.length < MOST_EVENTS && characters < MOST_CHARACTERS) {
    const from = rows.at(-1)?.position ?? after;
    const slice = await feedSlice(env, home, scope, { after: from, through, limit: SLICE });
    rows.push(...slice);
    characters += slice.reduce((sum, { body }) => sum + body.length, 0);
    if (slice.length < SLICE) break;
  }
  return rows;
}

async function putVolume(files: R2Bucket, folder: string, rows: FeedRow[]): Promise<number> {
  const dates = rows.map(({ date }) => date);
  const [first = 0, last = 0] = [rows[0]?.position, rows.at(-1)?.position];
  const key = volumeKey(folder, {
    first,
    last,
    minDate: dates.reduce((a, b) => Math.min(a, b)),
    maxDate: dates.reduce((a, b) => Math.max(a, b)),
    added: rows.reduce((most, { added }) => Math.max(most, added), 0),
  });
  await files.put(key, rows.map(lineOf).join(""), {
    httpMetadata: { contentType: "application/x-ndjson" },
  });
  return last;
}

/** What readers look at first stands first, so that they parse only what they want; bodies are JSON already. */
function lineOf(row: FeedRow): string {
  const head = JSON.stringify({
    merchantAccountKey: row.merchant_account_key,
    entitlementId: row.entitlement_id,
    version: row.version,
    date: row.date,
    position: row.position,
  });
  return `${head.slice(0, -1)},"merchantData":${row.merchant_data ?? "null"},"body":${row.body}}\n`;
}
