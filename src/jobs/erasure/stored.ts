// The stages in the query store: everything is counted that the feed has, because a body tells less afterwards; then the
// bodies are erased, span by span; then the few texts in which somebody may have named the customer.
import * as z from "zod";
import { eraseInAudit } from "../../catalogue/eraseAudit";
import { eraseAnswers, eraseInFeed } from "../../projection/erase";
import { newestPosition } from "../../projection/feedLog";
import { clock } from "../../shared/clock";
import { HOMES, databaseOf } from "../../shared/homes";
import type { Json } from "../../shared/json";
import { aggregateStep } from "../../statistics/aggregate";
import { SPAN } from "./find";
import { subjectOf, whoseOf, type Done, type Work } from "./work";

export async function count(work: Work): Promise<Done> {
  const { scope } = whoseOf(await subjectOf(work));
  for (const home of HOMES.keys())
    while (await aggregateStep(databaseOf(work.env, home), scope))
      if (clock.now() >= work.until) return { place: {} };
  return { place: null };
}

const Place = z
  .strictObject({ home: z.number(), after: z.number() })
  .nullable()
  .transform((place) => place ?? { home: 0, after: 0 });

/** Shorter ones are part of many words, and nobody's in particular. */
const SHORTEST_NAMED = 5;

export async function feed(work: Work, place: Json): Promise<Done> {
  const { env, until, options } = work;
  const whose = whoseOf(await subjectOf(work));
  const from = Place.parse(place);
  let { after } = from;
  for (const home of HOMES.keys()) {
    if (home < from.home) continue;
    const newest = await newestPosition(env, home, whose.scope);
    for (; after < newest; after += SPAN) {
      if (clock.now() >= until) return { place: { home, after } };
      await eraseInFeed(env, whose, { home, after, through: after + SPAN });
    }
    after = 0;
  }
  const { customerIdentifier } = options;
  if (customerIdentifier.length >= SHORTEST_NAMED) {
    await eraseAnswers(env, whose);
    await eraseInAudit(env, customerIdentifier);
  }
  return { place: null };
}
