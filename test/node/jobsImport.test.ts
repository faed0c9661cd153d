// The short run of `npm run jobs -- --kind import`: an import under which the service is killed once, with everything that is
// checked.
import { expect, it } from "vitest";
import { importUnderKills } from "../../scripts/jobs/import.ts";

/** Mostly waiting: the step that was under way has a lease of half a minute. */
const TIMEOUT_MS = 8 * 60_000;
const ROWS = 120;

it(
  "an import whose service is killed in the middle has every row once",
  { timeout: TIMEOUT_MS },
  async () => {
    const plan = { rows: ROWS, kills: 1, timeoutMs: TIMEOUT_MS - 60_000, say: () => undefined };
    const { violations, job, kills } = await importUnderKills(plan);
    expect(violations).toEqual([]);
    expect([kills, job.counts.outcomes]).toEqual([1, { imported: ROWS }]);
  },
);
