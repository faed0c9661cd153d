// The reports that are due, written by the cron: each reseller's days in their order, a pair at a time. A run goes as far
// as its time reaches and the next one goes on; whatever one leaves unfinished is written once more.
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { forgetBooks } from "./books";
import { reconsidered } from "./late";
import { endOfLog } from "./log";
import { dateOf, DAY_MS, dayOf, periodsEndingWith } from "./period";
import { leaseOf, readProgress, Superseded, type Lease, type Progress } from "./progress";
import { everyScope, scopeFrom, type Scope } from "./scope";
import { writePeriod } from "./write";

/** A day is written this long after its end, so that what happened at its very end has arrived. */
const GRACE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** Writes what is due for everybody, until a time; who comes first changes with the hour. */
export async function writeReports(env: Env, until: number): Promise<void> {
  const scopes = await everyScope(env);
  const first = Math.floor(clock.now() / HOUR_MS) % Math.max(scopes.length, 1);
  for (const text of [...scopes.slice(first), ...scopes.slice(0, first)]) {
    if (clock.now() >= until) return;
    try {
      await catchUp(env, scopeFrom(text), until);
    } catch (error) {
      log("reports.failed", { scope: text, error: errorText(error) });
    }
  }
}

/** Writes what is due for a reseller, unless somebody else does. */
export async function catchUp(env: Env, scope: Scope, until: number): Promise<void> {
  const { progress: read, etag, isLeased } = await readProgress(env.FILES, scope);
  if (isLeased) return;
  const now = clock.now();
  const yesterday = dayOf(now - GRACE_MS) - DAY_MS;
  let progress = await reconsidered(env, scope, read, now);
  if (progress === null || progress.day >= yesterday) return;
  const lease = leaseOf(env.FILES, scope, etag);
  try {
    await lease.keep(progress);
    while (progress.day < yesterday && clock.now() < until)
      progress = await writeDay({ env, scope, lease, until }, progress);
    await lease.release(progress);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}

interface Run {
  env: Env;
  scope: Scope;
  lease: Lease;
  until: number;
}

/** The day after the last complete one, from where it was left; it is complete when nothing is in the making any more. */
async function writeDay({ env, scope, lease, until }: Run, progress: Progress): Promise<Progress> {
  const day = progress.day + DAY_MS;
  const through = progress.doing?.through ?? (await endOfLog(env, scope));
  const periods = periodsEndingWith(day);
  const at = Math.max(
    0,
    periods.findIndex(({ frequency }) => frequency === progress.doing?.frequency),
  );
  let behind = progress.doing?.behind ?? "";
  for (const period of periods.slice(at)) {
    const { frequency } = period;
    let reached: Progress = { ...progress, doing: { day, through, frequency, behind } };
    await lease.keep(reached);
    const writing = { scope, period, through, complete: progress.day, behind };
    const whole = await writePeriod(env, writing, async (merchantAccountKey) => {
      reached = { ...progress, doing: { day, through, frequency, behind: merchantAccountKey } };
      await lease.keep(reached);
      return clock.now() < until;
    });
    if (!whole) return reached;
    behind = "";
  }
  const complete = { day, through, doing: null };
  await lease.keep(complete);
  await forgetBooks(env.FILES, scope, day);
  log("reports.written", { ...scope, day: dateOf(day) });
  return complete;
}
