// The short run of the import that is killed; `npm run import:crash` is the long one.
import { expect, it } from "vitest";
import { importRun } from "../../scripts/import/run.ts";

it(
  "an import whose server is killed has every row once, and its results whole",
  { timeout: 240_000 },
  async () => {
    const { violations, kills } = await importRun({ rows: 60, kills: 1, say: () => undefined });
    expect(violations).toEqual([]);
    expect(kills).toBe(1);
  },
);
