// The hourly look: objects that fell asleep with something to do are poked; what the feed has is counted and archived, and
// only then old events are forgotten; then the reports that are due are written.
import { homeOf } from "../entitlement/id";
import { entitlementStub } from "../entitlement/locate";
import { pruneAnswers } from "../projection/answers";
import { pruneOperationalEvents } from "../projection/endpoints";
import { pruneFeed } from "../projection/feed";
import { findOverdue, notePoked } from "../projection/overdue";
import { correctWakeAt, findSleepers } from "../projection/sleepers";
import { archiveFeed } from "../reports/archive";
import { writeReports } from "../reports/run";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { aggregateAll } from "../statistics/aggregate";
import { flushCalls } from "../statistics/calls";

const DAY_MS = 86_400_000;
/** An alarm that is this late was lost. */
const ASLEEP_MS = 30 * 60_000;
/** Bounds of one run: it comes again in an hour. */
const MOST_POKED = 500;
const MOST_PRUNED = 50_000;
/** The platform ends a run after a quarter of an hour; a pair that has begun is finished. */
const MOST_WRITING_MS = 8 * 60_000;
const MOST_STEPS = 100;

export async function keepHouse(env: Env): Promise<void> {
  const now = clock.now();
  const [sleepers, late] = await Promise.all([
    findSleepers(env, now - ASLEEP_MS, MOST_POKED),
    findOverdue(env, now - ASLEEP_MS, MOST_POKED),
  ]);
  const ids = [...new Set([...sleepers, ...late])].slice(0, MOST_POKED);
  const poked = await Promise.allSettled(ids.map((id) => poke(env, id)));
  await notePoked(env, ids, now - ASLEEP_MS, now);
  const failed = poked.filter(({ status }) => status === "rejected").length;
  const counted = await countFeed(env);
  const oldest = now - Number(env.FEED_RETENTION_DAYS) * DAY_MS;
  const archived = await archiveFeed(env, now);
  const pruned = await pruneFeed(env, oldest, MOST_PRUNED, archived);
  const prunedEvents = await pruneOperationalEvents(env, oldest, MOST_PRUNED);
  await pruneAnswers(env, now);
  log("house.kept", { pruned, prunedEvents, poked: poked.length, failed, counted });
  await writeReports(env, now + MOST_WRITING_MS);
}

/** What cannot be counted now is counted in an hour; the rest of the house is kept all the same. */
async function countFeed(env: Env): Promise<number | null> {
  try {
    await flushCalls(env);
    return await aggregateAll(env, MOST_STEPS);
  } catch (error) {
    log("statistics.failed", { error: errorText(error) });
    return null;
  }
}

async function poke(env: Env, id: string): Promise<void> {
  const next = await entitlementStub(env, id).poke();
  // An object that still runs the release before does not say where its row is.
  if (next?.dateCreated !== undefined) await correctWakeAt(env, homeOf(id), id, next);
}
