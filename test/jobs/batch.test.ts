// A batch: what each action does and says, rows of one entitlement in their order, a dry run that does nothing, what is asked
// for again, and a step that runs twice.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../src/jobs/batch/command";
import { outcomeOf } from "../../src/jobs/batch/outcome";
import type { Called, StepContext } from "../../src/jobs/kind";
import { paced } from "../../src/jobs/pace";
import type { Row } from "../../src/jobs/rows";
import { PATIENCE_MS } from "../../src/jobs/schedule";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { call, entitled, OPERATOR, read, until, verb } from "../support/api";
import { ended, resultText, started } from "../support/jobs";
import { alarm, loseReports, stateOf } from "../support/probe";
import { MINUTE, pass } from "../support/world";

const ACTIONS = "action,entitlementId,reasonCategory,reasonCode,reasonDescription";
const UPDATES = "action,entitlementId,productKey,notificationUrl,dateExpiry,customerIdentifier,extensionData";

const resultsOf = async (id: string): Promise<string[]> =>
  (await resultText(id, "rows.csv")).trimEnd().split("\r\n").slice(1);

async function run(header: string, rows: string[], query = "rowsPerSecond=100") {
  const id = await started("batch", { file: [header, ...rows].join("\n"), query });
  const job = await ended(id);
  return { id, job, results: await resultsOf(id) };
}

const versionsOf = async (entitlementId: string): Promise<number> => {
  const { body } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
  return (body["events"] as unknown[]).length;
};

describe("the rows of a batch", () => {
  it("do what they say, in their order where they are about one entitlement, and each has its answer", async () => {
    const [a, b, c] = [await entitled(), await entitled(), await entitled()];
    const { job, results } = await run(ACTIONS, [
      `SUSPEND,${a.entitlementId},,,`,
      `suspend,${b.entitlementId},IGNORED,HERE,"said, but unheard"`,
      `RESUME,${a.entitlementId.toUpperCase()},,,`,
      `CANCEL,${c.entitlementId},CUSTOMER_CANCELLED,SUBSCRIPTION_CANCELLED,"moved, sadly"`,
      `REVOKE,${b.entitlementId},,,`,
      `REVOKE,${b.entitlementId},,,`,
      "RESUME,00000000-0000-8000-8000-000000000000,,,",
      `CANCEL,${a.entitlementId},NO,SUCH,`,
      `FLY,${a.entitlementId},,,`,
      `UPDATE,${a.entitlementId},,,`,
      "SUSPEND,,,,",
    ]);
    expect(results.map((line) => line.split(",").slice(2, 5).join(" "))).toEqual([
      "SUSPEND OK ",
      "SUSPEND OK ",
      "RESUME OK ",
      "CANCEL OK ",
      "REVOKE OK ",
      "REVOKE CONFLICT ALREADY_ENDED",
      "RESUME NOT_FOUND UNKNOWN_ENTITLEMENT",
      "CANCEL BAD_REQUEST UNKNOWN_REASON_CODE",
      "FLY BAD_REQUEST VALIDATION",
      "UPDATE BAD_REQUEST VALIDATION",
      "SUSPEND BAD_REQUEST VALIDATION",
    ]);
    expect(results[9]).toContain("others have a file of their own");
    expect(job).toMatchObject({
      state: "DONE",
      counts: {
        read: 11,
        done: 5,
        outcomes: { OK: 5, ALREADY_ENDED: 1, VALIDATION: 3, UNKNOWN_ENTITLEMENT: 1 },
      },
    });
    expect([await read(a.entitlementId), await read(b.entitlementId)].map(({ status }) => status)).toEqual([
      "ACTIVE",
      "REVOKED",
    ]);
    expect(await read(c.entitlementId)).toMatchObject({ terminationReason: { description: "moved, sadly" } });
  });

  it("of an update change what they name, and leave alone what they do not", async () => {
    const { url } = inbox();
    const [a, b] = [await entitled({ externalEntitlementId: "own" }), await entitled()];
    const { results } = await run(UPDATES, [
      `UPDATE,${a.entitlementId},,${url},2031-01-31T12:00:00Z,,"{""plan"":""x"",""n"":1}"`,
      `UPDATE,${b.entitlementId},MUSIC_CODE,,,,`,
      `UPDATE,${b.entitlementId},,,,,[1]`,
      `UPDATE,${b.entitlementId},,,,,`,
      `CANCEL,${b.entitlementId},,,,,`,
      `UPDATE,${b.entitlementId},,,tomorrow,,`,
    ]);
    expect(results.map((line) => line.split(",").slice(3, 6).join(" "))).toEqual([
      "OK  Success",
      "OK  Success",
      "BAD_REQUEST VALIDATION extensionData: Must be a JSON object.",
      "BAD_REQUEST VALIDATION body: Nothing to change: name at least one field.",
      "BAD_REQUEST VALIDATION action: Must be UPDATE; others have a file of their own.",
      expect.stringContaining("dateExpiry: Must be an ISO 8601 time"),
    ]);
    expect(await read(a.entitlementId)).toMatchObject({
      notificationUrl: url,
      dateExpiry: "2031-01-31T12:00:00.000Z",
      extensionData: { plan: "x", n: 1 },
      externalEntitlementId: "own",
    });
    expect(await read(b.entitlementId)).toMatchObject({ productKey: "MUSIC_CODE" });
  });

  it("are decided and not done in a dry run", async () => {
    const { entitlementId, version } = await entitled();
    const { results, job } = await run(
      ACTIONS,
      [`SUSPEND,${entitlementId},,,`, `RESUME,${entitlementId},,,`],
      "dryRun=true&rowsPerSecond=100",
    );
    expect(results[0]).toMatch(/OK,,Success,SUSPENDED/);
    expect(results[1]).toContain("INCOMPATIBLE_STATE");
    expect(job).toMatchObject({ dryRun: true, counts: { done: 1 } });
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", version });
  });

  it("that were done before their worker died are answered again, and not done again", async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, async () => (await entitled()).entitlementId));
    loseReports(1);
    const file = [ACTIONS, ...ids.flatMap((id) => [`SUSPEND,${id},,,`, `RESUME,${id},,,`])].join("\n");
    const id = await started("batch", { file, query: "rowsPerSecond=100" });
    await until(async () => {
      for (const one of ids) expect(await versionsOf(one)).toBe(3);
    });
    expect((await stateOf(id))?.counts.read).toBe(0);
    pass(MINUTE);
    await alarm(id);
    expect(await ended(id)).toMatchObject({ counts: { read: 12, done: 12, outcomes: { OK: 12 } } });
    const statuses = (await resultsOf(id)).map((line) => line.split(",").at(-1));
    expect(statuses).toEqual(ids.flatMap(() => ["SUSPENDED", "ACTIVE"]));
    for (const one of ids) expect(await versionsOf(one)).toBe(3);
  });

  it("keep to their pace", async () => {
    const { entitlementId } = await entitled();
    const began = Date.now();
    await run(ACTIONS, Array<string>(5).fill(`SUSPEND,${entitlementId},,,`), "rowsPerSecond=4");
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_000);
  });
});

describe("an answer", () => {
  const row: Row = {
    row: 7,
    behind: { at: 0, row: 7, columns: null },
    ok: true,
    value: {
      action: "SUSPEND",
      entitlementId: "x",
      reasonCategory: "",
      reasonCode: "",
      reasonDescription: "",
    },
  };
  const answer = (status: number, reason: string | null, more: object = {}): Called => ({
    status,
    body: { responseCode: "CODE", responseMessage: "text", ...(reason && { metadata: { reason } }), ...more },
  });
  const suspended = answer(200, null, { status: "SUSPENDED" });
  const active = answer(200, null, { status: "ACTIVE" });
  const untouched = { events: [], operations: [] };

  /** What comes of answers in a row, and under which keys they were asked for; nobody waits, but time passes. */
  async function said(
    answers: Called[],
    { isAlone = true, history = untouched as object, time = 20_000 } = {},
  ) {
    const keys: (string | null)[] = [];
    const wait = scheduler.wait.bind(scheduler);
    const waits: number[] = [];
    scheduler.wait = async (ms) => {
      waits.push(ms);
      pass(ms);
    };
    const context = {
      env,
      until: clock.now() + time,
      job: { dryRun: false, created: 0 },
      keyOf: (at: number) => `job:${at}`,
      call: async (method: string, _path: string, _body: unknown, key: string | null) => {
        if (method === "GET") return answer(200, null, history);
        keys.push(key);
        return answers.shift() ?? suspended;
      },
    } as unknown as StepContext;
    try {
      return { ...(await outcomeOf(context, row, isAlone)), keys, waits };
    } finally {
      scheduler.wait = wait;
    }
  }

  it.each([
    [409, "OPERATION_IN_PROGRESS", 3],
    [409, "REQUEST_IN_PROGRESS", 5],
    [503, "OUTCOME_UNKNOWN", 5],
    [503, "MERCHANT_UNAVAILABLE", 3],
    [429, "RATE_LIMITED", 3],
    [500, "INTERNAL_ERROR", 3],
    [409, "INCOMPATIBLE_STATE", 0],
    [404, "UNKNOWN_ENTITLEMENT", 0],
  ])("%d %s is asked for %d times again, under the same key", async (status, reason, times) => {
    const never = Array<Called>(20).fill(answer(status, reason));
    const result = await said(never);
    expect(result).toMatchObject({ isDone: false, word: reason, reason });
    expect(result.keys).toEqual(Array(times + 1).fill("job:7"));
    expect(result.waits).toHaveLength(times);
    if (times > 0) expect(await said([answer(status, reason)])).toMatchObject({ isDone: true, word: "CODE" });
  });

  it("that shows that nothing had happened after a doubt begins the row anew, under another key", async () => {
    const result = await said([answer(503, "OUTCOME_UNKNOWN"), active]);
    expect(result).toMatchObject({ isDone: true, status: "SUSPENDED", keys: ["job:7", "job:7", "job:7:2"] });
    expect(await said([active, active, active])).toMatchObject({
      isDone: false,
      word: "NOT_DONE",
      status: "ACTIVE",
    });
    // Another row may have changed the entitlement since.
    expect(await said([active], { isAlone: false })).toMatchObject({
      isDone: false,
      word: "NOT_DONE",
      keys: ["job:7"],
    });
  });

  it("is asked for no more when its step would become too long", async () => {
    const doubt = () => Array<Called>(20).fill(answer(503, "OUTCOME_UNKNOWN"));
    expect((await said(doubt())).waits).toEqual([1_000, 3_000, 9_000, 20_000, 30_000]);
    expect((await said(doubt(), { time: -60_000 })).waits).toEqual([1_000, 3_000, 9_000, 20_000]);
    const late = await said([active, active], { time: -PATIENCE_MS });
    expect(late).toMatchObject({ word: "NOT_DONE", keys: ["job:7"] });
  });

  it("that is not what was done after a doubt, because others changed it since, is not ordered again", async () => {
    const [before, doubt, after] = ["2026-01-01", "2026-01-02", "2026-01-03"];
    const event = (date: string | undefined, side: string, from: string, to: string) => ({
      date,
      actor: { side, name: "" },
      from,
      to,
      reason: null,
    });
    const operations = [{ date: doubt, operation: "suspend", outcome: "unknown" }];
    const done = event(after, "PLATFORM", "ACTIVE", "SUSPENDED");
    const changed = [done, event(after, "MERCHANT", "SUSPENDED", "ACTIVE")];
    expect(await said([active], { history: { events: changed, operations } })).toMatchObject({
      isDone: true,
      word: "CODE",
      status: "ACTIVE",
      message: "It was done after a doubt, and somebody has changed it since.",
      keys: ["job:7"],
    });
    for (const other of [
      event(before, "MERCHANT", "ACTIVE", "SUSPENDED"),
      event(after, "PLATFORM", "ACTIVE", "ACTIVE"),
      event(after, "RESELLER", "ACTIVE", "SUSPENDED"),
    ])
      expect((await said([active], { history: { events: [other], operations } })).keys).toEqual([
        "job:7",
        "job:7:2",
      ]);
    const lost = await said([active], { history: { responseCode: "NOT_FOUND" } });
    expect(lost).toMatchObject({ word: "NOT_DONE", keys: ["job:7"] });
  });

  it("of a queued request is one that stays", async () => {
    expect(await said([answer(202, null, { status: "ACTIVE" })])).toMatchObject({
      isDone: true,
      status: "ACTIVE",
    });
  });
});

it.each([
  ["DONE", "It was done after a doubt, and somebody has changed it since.", "ACTIVE"],
  ["NOT_DONE", "Success", "SUSPENDED"],
])("a row in doubt that was settled as %s before its worker came back", async (outcome, message, status) => {
  const { entitlementId } = await entitled();
  const key = `job:${crypto.randomUUID()}:1`;
  const headers = { "Idempotency-Key": key };
  hooks.beforeMerchantCall = () => {
    throw new Error("the merchant's network is down");
  };
  const doubt = await verb("suspend", entitlementId, { headers });
  delete hooks.beforeMerchantCall;
  expect(doubt.body.metadata.reason).toBe("OUTCOME_UNKNOWN");
  const body = { outcome, reason: "asked the merchant" };
  await call("POST", `/admin/v1/entitlement/settle/${entitlementId}`, { as: OPERATOR, body });
  if (outcome === "DONE") await verb("resume", entitlementId);
  const context = {
    until: clock.now() + 20_000,
    job: { dryRun: false, created: clock.now() },
    keyOf: () => key,
    call: async (method: string, path: string, sent: unknown, under: string | null) =>
      call(method, path, { body: sent, headers: under === null ? {} : { "Idempotency-Key": under } }),
  } as unknown as StepContext;
  const value = { action: "SUSPEND", entitlementId };
  const row: Row = { row: 1, behind: { at: 0, row: 1, columns: null }, ok: true, value };
  expect(await outcomeOf(context, row, true)).toMatchObject({ isDone: true, message, status });
  expect(await versionsOf(entitlementId)).toBe(3);
});

it("a row's id is a part of the path, whatever is in it", () => {
  const command = commandOf({ action: "CANCEL", entitlementId: "../x?y=1", reasonCategory: "" });
  expect(command).toMatchObject({ ok: true, command: { path: "/v1/entitlement/cancel/..%2Fx%3Fy%3D1" } });
});

describe("the pace", () => {
  it("begins so many at a time, keeps what belongs together in order, and stops when time is up", async () => {
    let [open, most] = [0, 0];
    const log: string[] = [];
    const items = ["a1", "b1", "a2", "c1", "a3", "b2", "d1"];
    const pace = { perSecond: 10_000, atOnce: 3, until: clock.now() + 10_000 };
    const results = await paced(
      items,
      pace,
      (item) => item.charAt(0),
      async (item) => {
        most = Math.max(most, ++open);
        log.push(`${item} begins`);
        await scheduler.wait(item === "a1" ? 30 : 2);
        log.push(`${item} ends`);
        open--;
        return item;
      },
    );
    expect(results).toEqual(items);
    expect(most).toBeLessThanOrEqual(3);
    for (const [first, second] of [
      ["a1", "a2"],
      ["a2", "a3"],
      ["b1", "b2"],
    ])
      expect(log.indexOf(`${first} ends`)).toBeLessThan(log.indexOf(`${second} begins`));
    expect(
      await paced(
        items,
        { ...pace, until: 0 },
        (item) => item,
        async (item) => item,
      ),
    ).toEqual(["a1"]);
  });

  it("begins nothing when time is up, also not what has waited for what belongs with it", async () => {
    const begun: string[] = [];
    const pace = { perSecond: 10_000, atOnce: 6, until: clock.now() + MINUTE };
    const results = await paced(
      ["a1", "b1", "a2", "a3", "c1"],
      pace,
      (item) => item.charAt(0),
      async (item) => {
        expect(clock.now()).toBeLessThan(pace.until);
        begun.push(item);
        await scheduler.wait(1);
        if (item.startsWith("a")) pass(40_000);
        return item;
      },
    );
    expect(begun).toEqual(["a1", "b1", "a2"]);
    expect(results).toEqual(begun);
  });

  it("begins nothing after something went wrong", async () => {
    const begun: number[] = [];
    const pace = { perSecond: 10_000, atOnce: 2, until: clock.now() + 10_000 };
    const work = async (item: number): Promise<number> => {
      begun.push(item);
      await scheduler.wait(5);
      if (item === 1) throw new Error("the step is over");
      return item;
    };
    await expect(paced([0, 1, 2, 3, 4, 5, 6, 7], pace, String, work)).rejects.toThrow("is over");
    await scheduler.wait(30);
    expect(begun.length).toBeLessThan(5);
  });
});
