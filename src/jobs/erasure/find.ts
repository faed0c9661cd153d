// Looks for entitlements that were the customer's once and are somebody else's now. The customer's own list has those that
// moved since it notes them; the feed and its archive have all, by the identifier in every version. Only reads.
import * as z from "zod";
import { findInFeed } from "../../projection/erase";
import { newestPosition } from "../../projection/feedLog";
import { BEGINNING, findInArchive } from "../../reports/erasure/walk";
import { clock } from "../../shared/clock";
import { HOMES } from "../../shared/homes";
import type { Json } from "../../shared/json";
import { listOf, subjectOf, whoseOf, type Done, type Work } from "./work";

const Place = z
  .union([
    z.strictObject({ in: z.literal("feed"), home: z.number(), after: z.number() }),
    z.strictObject({ in: z.literal("archive"), folder: z.number(), behind: z.string() }),
  ])
  .nullable();

/** Positions of the feed that one question is about. */
export const SPAN = 5_000;

export async function find(work: Work, place: Json): Promise<Done> {
  const at = Place.parse(place);
  if (at?.in === "archive") return inArchive(work, at);
  return inFeed(work, at ?? { home: 0, after: 0 });
}

async function inFeed(
  work: Work,
  { home: first, after: behind }: { home: number; after: number },
): Promise<Done> {
  const { env, until } = work;
  const whose = whoseOf(await subjectOf(work));
  const { former } = await listOf(work);
  const found = new Set([...work.cursor.candidates, ...former]);
  let after = behind;
  for (const home of HOMES.keys()) {
    if (home < first) continue;
    const newest = await newestPosition(env, home, whose.scope);
    for (; after < newest; after += SPAN) {
      if (clock.now() >= until) return learned(found, { in: "feed", home, after });
      const span = { home, after, through: after + SPAN };
      for (const id of await findInFeed(env, whose, span)) found.add(id);
    }
    after = 0;
  }
  return learned(found, { in: "archive", ...BEGINNING });
}

async function inArchive(work: Work, { folder, behind }: { folder: number; behind: string }): Promise<Done> {
  const { next, found } = await findInArchive(
    work.env,
    await subjectOf(work),
    { folder, behind },
    work.until,
  );
  return learned(new Set([...work.cursor.candidates, ...found]), next && { in: "archive", ...next });
}

const learned = (found: Set<string>, place: Json): Done => ({
  place,
  learned: { candidates: [...found].sort() },
});
