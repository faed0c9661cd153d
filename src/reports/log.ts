// The log of a reseller: every event once, the archive first and then the feed's tail, home by home in the order of
// positions. It ends at a position that is fixed beforehand, so several readings see the same.
import { feedSlice, newestPosition, type FeedRow } from "../projection/feedLog";
import { scopeOf } from "../projection/project";
import { HOMES } from "../shared/homes";
import type { Volume } from "./archiveKey";
import { linesOf } from "./lines";
import { rowOf, type ReportRow } from "./row";
import type { Scope } from "./scope";
import { lastArchived, volumesSince, type Since } from "./volumes";

/** One event of the log. */
export interface LogEvent {
  home: number;
  position: number;
  merchantAccountKey: string;
  entitlementId: string;
  version: number;
  date: number;
  /** Parses the rest. */
  row: () => ReportRow;
}

/** A position per home. */
export type Positions = readonly number[];

export const positionIn = (positions: Positions, home: number): number => positions[home] ?? 0;

const SLICE = 500;

/** Where a reseller's log ends now. */
export const endOfLog = (env: Env, { environment, resellerKey }: Scope): Promise<number[]> =>
  Promise.all(HOMES.map((_, home) => newestPosition(env, home, scopeOf(environment, resellerKey))));

/** What is read of a home's log: see `Since`; up to a position, inclusive. */
interface Span extends Since {
  through: number;
}

/** Events of versions from a date on, and all behind the positions `after`, in batches; nothing beyond `through`. */
export async function* readLog(
  env: Env,
  scope: Scope,
  { date, after, through }: { date: number; after: Positions; through: Positions },
): AsyncGenerator<LogEvent[]> {
  for (const [home] of HOMES.entries()) {
    const span = { date, position: positionIn(after, home), through: positionIn(through, home) };
    const archived = await lastArchived(env.FILES, scope, home);
    const volumes = await volumesSince(env.FILES, scope, home, span);
    yield* fromArchive(env, volumes, home, span);
    // What has come into the archive since is in the later list, and not to be read from the feed as well.
    const last = volumes.reduce((most, volume) => Math.max(most, volume.last), archived);
    yield* fromFeed(env, scope, home, last, span);
  }
}

const isWanted = (event: LogEvent, { date, position, through }: Span): boolean =>
  event.position <= through && (event.position > position || event.date >= date);

async function* fromArchive(
  env: Env,
  volumes: readonly Volume[],
  home: number,
  span: Span,
): AsyncGenerator<LogEvent[]> {
  let seen = 0;
  for (const volume of volumes) {
    if (volume.first > span.through) break;
    for await (const lines of volumeLines(env.FILES, volume)) {
      const events = lines.map((line) => eventFrom(line, home));
      const fresh = events.filter((event) => event.position > seen && isWanted(event, span));
      if (fresh.length > 0) yield fresh;
    }
    seen = Math.max(seen, volume.last);
  }
}

async function* volumeLines(files: R2Bucket, { key }: Volume): AsyncGenerator<string[]> {
  const object = await files.get(key);
  if (object === null) throw new Error(`the archive has lost ${key}`);
  yield* linesOf(object.body);
}

async function* fromFeed(
  env: Env,
  scope: Scope,
  home: number,
  archived: number,
  span: Span,
): AsyncGenerator<LogEvent[]> {
  const text = scopeOf(scope.environment, scope.resellerKey);
  let after = archived;
  while (after < span.through) {
    const rows = await feedSlice(env, home, text, { after, through: span.through, limit: SLICE });
    const [first, last] = [rows[0], rows.at(-1)];
    // Positions have no gaps: what is missing has gone to the archive after its list was read.
    if (first === undefined || last === undefined || (after > 0 && first.position !== after + 1))
      throw new Error("the log moved while it was read");
    const fresh = rows.map((row) => eventOf(row, home)).filter((event) => isWanted(event, span));
    if (fresh.length > 0) yield fresh;
    after = last.position;
  }
}

const eventOf = (row: FeedRow, home: number): LogEvent => ({
  home,
  position: row.position,
  merchantAccountKey: row.merchant_account_key,
  entitlementId: row.entitlement_id,
  version: row.version,
  date: row.date,
  row: () => rowOf(JSON.parse(row.body), row.merchant_data === null ? null : JSON.parse(row.merchant_data)),
});

/** How archive.ts begins a line. */
const HEAD =
  /^\{"merchantAccountKey":("(?:[^"\\]|\\.)*"),"entitlementId":"([^"]*)","version":(\d+),"date":(-?\d+),"position":(\d+),/;

function eventFrom(line: string, home: number): LogEvent {
  const [, merchant = '""', entitlementId = "", version, date, position] = HEAD.exec(line) ?? [];
  if (position === undefined) throw new Error("a line of the archive is not one");
  return {
    home,
    position: Number(position),
    merchantAccountKey: JSON.parse(merchant),
    entitlementId,
    version: Number(version),
    date: Number(date),
    row: () => {
      const { body, merchantData } = JSON.parse(line);
      return rowOf(body, merchantData);
    },
  };
}
