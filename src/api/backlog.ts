// GET /admin/v1/backlog: what waits for somebody, at a glance. Counts per environment, and the oldest few of each kind.
import { readBacklogOf } from "../projection/backlog";
import { clock, iso } from "../shared/clock";
import type { Context } from "./context";
import { success } from "./envelope";

/** An object that is half an hour late is looked at within the next hour; what is later than both needs a look. */
const OVERDUE_MS = 90 * 60_000;
const OLDEST_SHOWN = 5;

export async function readBacklog({ env }: Context): Promise<Response> {
  const now = clock.now();
  const [sandbox, live] = await Promise.all(
    ["sandbox", "live"].map(async (environment) => {
      const found = await readBacklogOf(env, environment, now - OVERDUE_MS, OLDEST_SHOWN);
      return Object.fromEntries(
        Object.entries(found).map(([kind, { count, oldest }]) => [
          kind,
          {
            count,
            since: iso(oldest[0]?.since ?? null),
            oldest: oldest.map(({ since, ...ids }) => ({ ...ids, since: iso(since) })),
          },
        ]),
      );
    }),
  );
  return success({ date: iso(now), sandbox, live });
}
