// The short run of `npm run jobs`: a batch under which the service is killed once, with everything that is checked.
import { expect, it } from "vitest";
import { batchUnderKills } from "../../scripts/jobs/batch.ts";

/** Mostly waiting: the step that was under way has a lease of half a minute. */
const TIMEOUT_MS = 8 * 60_000;
const ROWS = 240;

it("a batch whose service is killed in the middle does every row once", { timeout: TIMEOUT_MS }, async () => {
  const plan = { rows: ROWS, kills: 1, timeoutMs: TIMEOUT_MS - 60_000, say: () => undefined };
  const { violations, job, kills } = await batchUnderKills(plan);
  expect(violations).toEqual([]);
  expect([kills, job.counts.outcomes]).toEqual([1, { OK: ROWS }]);
});
