// Where the reports of a reseller have to go on. Usually with the next day; but versions that came into the log after
// their day was written (the query store was away) take it back to that day, and everything from there is written again.
import { earliestAfter } from "../projection/feedLog";
import { scopeOf } from "../projection/project";
import { HOMES } from "../shared/homes";
import { endOfLog, positionIn, readLog, type Positions } from "./log";
import { DAY_MS, dayOf } from "./period";
import type { Progress } from "./progress";
import type { Scope } from "./scope";

/** Files are not written again further back; what comes later still is in the states from then on. */
const MOST_DAYS_BACK = 400;

/** The progress as it has to be taken now; null where the log is empty. */
export async function reconsidered(
  env: Env,
  scope: Scope,
  progress: Progress | null,
  now: number,
): Promise<Progress | null> {
  const through = progress?.through ?? [];
  const earliest = await earliestDate(env, scope, through);
  if (earliest === null) return progress;
  const day = Math.max(dayOf(earliest), dayOf(now) - MOST_DAYS_BACK * DAY_MS);
  if (progress !== null && progress.day < day) return progress;
  return { day: day - DAY_MS, through, doing: null };
}

/** The earliest version among what the log has behind these positions. */
async function earliestDate(env: Env, scope: Scope, after: Positions): Promise<number | null> {
  const { environment, resellerKey } = scope;
  const dates: number[] = [];
  for (const [home] of HOMES.entries()) {
    const position = positionIn(after, home);
    const feed = await earliestAfter(env, home, scopeOf(environment, resellerKey), position);
    if (feed.oldest === null) continue;
    if (feed.oldest > position + 1) return earliestInLog(env, scope, after);
    if (feed.date !== null) dates.push(feed.date);
  }
  return dates.length === 0 ? null : Math.min(...dates);
}

/** The same from the whole log: the feed does not reach back so far any more. */
async function earliestInLog(env: Env, scope: Scope, after: Positions): Promise<number | null> {
  let earliest: number | null = null;
  const range = { date: Number.MAX_SAFE_INTEGER, after, through: await endOfLog(env, scope) };
  for await (const events of readLog(env, scope, range))
    for (const { date } of events) earliest = Math.min(date, earliest ?? date);
  return earliest;
}
