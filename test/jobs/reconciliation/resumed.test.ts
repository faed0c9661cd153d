// Workers that die in every step of a reconciliation and of a repair: each row is told once, each call is made once.
import { expect, it } from "vitest";
import { LEASE_MS } from "../../../src/jobs/schedule";
import { call, entitled, read, until } from "../../support/api";
import { bookCsv, lineOf, stored, tableIn } from "../../support/book";
import { ended, ENDS, resultText, started } from "../../support/jobs";
import { hooks } from "../../../src/shared/hooks";
import { alarm, stateOf } from "../../support/probe";
import { pass, SECOND } from "../../support/world";

/** From now on the first worker of every step dies when the step is done and nobody knows it yet. */
function firstWorkersDie(): { deaths: () => number } {
  const dead = new Set<string>();
  let deaths = 0;
  hooks.beforeStepReport = async (jobId) => {
    const step = `${jobId} ${(await stateOf(jobId))?.step}`;
    if (dead.has(step)) return;
    dead.add(step);
    deaths++;
    throw new Error("the worker died");
  };
  return { deaths: () => deaths };
}

/** Lets the time pass after which a silent worker is given up, until the job has ended. */
async function endedAfterDeaths(jobId: string, deaths: () => number) {
  for (let seen = 0; ; seen++) {
    await until(async () => {
      const isOver = ENDS.includes((await stateOf(jobId))?.state ?? "");
      expect(isOver || deaths() > seen).toBe(true);
    });
    if (ENDS.includes((await stateOf(jobId))?.state ?? "")) return ended(jobId);
    pass(LEASE_MS + SECOND);
    await alarm(jobId);
  }
}

it(
  "a worker that dies in each step changes neither what is told nor what is done",
  { timeout: 60_000 },
  async () => {
    const records = await Promise.all(Array.from({ length: 4 }, () => entitled()));
    await stored(records);
    const lines = records.map(lineOf).map((line, at) => (at < 2 ? { ...line, Status: "SUSPENDED" } : line));
    const { deaths } = firstWorkersDie();
    const id = await started("reconciliation", { file: bookCsv(lines) });
    const told = await endedAfterDeaths(id, deaths);
    expect(told, JSON.stringify(told)).toMatchObject({
      state: "DONE",
      counts: { read: 4, done: 2, outcomes: { OK: 2, STATUS_DIFFERS: 2 } },
    });
    expect(
      tableIn(await resultText(id, "rows.csv"))
        .map(({ Row }) => Row)
        .sort(),
    ).toEqual(["1", "2", "3", "4"]);
    const before = deaths();
    expect(before).toBeGreaterThanOrEqual(5);

    const repair = await started("repair", { query: `of=${id}&dryRun=false` });
    const done = await endedAfterDeaths(repair, () => deaths() - before);
    expect(done).toMatchObject({ state: "DONE", counts: { read: 2, done: 2, outcomes: { OK: 2 } } });
    for (const { entitlementId, version } of records.slice(0, 2)) {
      expect(await read(entitlementId)).toMatchObject({ status: "SUSPENDED", version: version + 1 });
      const { body } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
      const operations = body["operations"] as { operation: string }[];
      expect(operations.filter(({ operation }) => operation === "suspend")).toHaveLength(1);
    }
  },
);
