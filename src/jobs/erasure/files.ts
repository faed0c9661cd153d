// The stages that go through stored files: first everything, and some time later once more what was stored meanwhile. Who
// archives, writes reports or works on a job may have read what is erased now just before, and written it just after;
// twenty minutes later nobody does any more.
import * as z from "zod";
import { BEGINNING, eraseFiles } from "../../reports/erasure/walk";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import { folderOf } from "../folder";
import { eraseJobs, isOneUnderWay } from "./jobFiles";
import { subjectOf, type Done, type Work } from "./work";

/** Longer than the platform lets any run of the cron or of a queue live. */
const LATE_MS = 20 * 60_000;
/** A second look that finds something is followed by another one; more often than this somebody writes on purpose. */
const MOST_LOOKS = 5;

const Place = z.strictObject({ folder: z.number(), behind: z.string() });

export async function files(work: Work, place: Json): Promise<Done> {
  const marked = place === null ? { storedSince: await storeTime(work) } : {};
  const from = place === null ? BEGINNING : Place.parse(place);
  const { next } = await eraseFiles(work.env, await subjectOf(work), from, work.until);
  return { place: next, learned: marked };
}

/** How often it is asked whether jobs that are under way have ended. */
const UNDER_WAY_MS = 2 * 60_000;
const WAITS = "waits";

/** A job's file is somebody's order, and goes on being one until the job has ended; then its results are erased. */
export async function jobs(work: Work, place: Json): Promise<Done> {
  if (place === null) return { place: WAITS, learned: { jobsBefore: clock.now() } };
  if (place !== WAITS) return eraseJobs(work, place);
  if (await isOneUnderWay(work)) return { place: WAITS, notBefore: clock.now() + UNDER_WAY_MS };
  return eraseJobs(work, null);
}

const LatePlace = z.strictObject({
  look: z.number(),
  /** Files that this look has found. */
  written: z.number(),
  storedSince: z.number(),
  in: z.enum(["files", "jobs"]),
  place: z.json(),
});
type LatePlace = z.infer<typeof LatePlace>;

export async function late(work: Work, place: Json): Promise<Done> {
  const { cursor } = work;
  if (place === null) return nextLook({ look: 0, storedSince: cursor.storedSince });
  const at = LatePlace.parse(place);
  return at.in === "files" ? lateFiles(work, at) : lateJobs(work, at);
}

const nextLook = ({ look, storedSince }: Pick<LatePlace, "look" | "storedSince">): Done => ({
  place: { look: look + 1, written: 0, storedSince, in: "files", place: null },
  notBefore: clock.now() + LATE_MS,
});

async function lateFiles(work: Work, at: LatePlace): Promise<Done> {
  const { storedSince, place } = at;
  // What this look itself writes is looked at by the next one, if there has to be one.
  const marked = place === null ? { storedSince: await storeTime(work) } : {};
  const from = place === null ? BEGINNING : Place.parse(place);
  const subject = await subjectOf(work);
  const { next, written } = await eraseFiles(work.env, subject, from, work.until, new Date(storedSince));
  const sum = at.written + written;
  return {
    place: { ...at, written: sum, in: next === null ? "jobs" : "files", place: next },
    learned: marked,
  };
}

async function lateJobs(work: Work, at: LatePlace): Promise<Done> {
  const { storedSince, look } = at;
  const { place, written } = await eraseJobs(work, at.place, new Date(storedSince));
  const sum = at.written + written;
  if (place !== null) return { place: { ...at, written: sum, place } };
  return sum === 0 || look >= MOST_LOOKS
    ? { place: null }
    : nextLook({ look, storedSince: work.cursor.storedSince });
}

/** What time it is by the store's own clock, from a file of the job's own. */
async function storeTime({ env, job }: Work): Promise<number> {
  const mark = await env.FILES.put(`${folderOf(job.id)}mark`, "");
  if (mark === null) throw new Error("the store did not take a file");
  return mark.uploaded.getTime();
}
