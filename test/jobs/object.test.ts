// A job's object and its worker together: nothing is lost with a message, a worker, a report or the list; nothing counts
// twice; and everything of a job goes when its time is over.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { keepJobs } from "../../src/jobs/housekeeping";
import { jobStub } from "../../src/jobs/locate";
import { HEARTBEAT_MS, KEPT_MS, LEASE_MS, LONGEST_STEP_MS, MOST_RUNNING } from "../../src/jobs/schedule";
import type { StepContext, StepResult } from "../../src/jobs/kind";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { credential, write } from "../support/catalogue";
import { keysOf } from "../support/bucket";
import { ended, resultText } from "../support/jobs";
import {
  alarm,
  alarmAt,
  arrives,
  begun,
  loseReports,
  loseSteps,
  objectOf,
  probe,
  stateOf,
  TELCO_OWNER,
} from "../support/probe";
import { until } from "../support/api";
import { HOUR, MINUTE, pass, SECOND } from "../support/world";

/** A step of one row: says which it is, and goes on to the next one until there are so many. */
const upTo =
  (steps: number, seen: number[] = []) =>
  ({ step }: { step: number }): StepResult => {
    seen.push(step);
    return {
      cursor: step + 1 < steps ? step + 1 : null,
      counts: { read: 1, done: 1, outcomes: { OK: 1 } },
      parts: {
        "rows.csv": { rows: 1, text: `${step},run ${seen.length}\r\n` },
        scratch: { rows: 1, text: `${step}` },
      },
    };
  };

const rowOf = (id: string) =>
  env.DB.prepare("SELECT state FROM job WHERE id = ?1").bind(id).first<string>("state");

describe("a job", () => {
  it("runs from step to step and puts its parts together", async () => {
    probe(upTo(12));
    const id = await begun();
    expect(await ended(id)).toMatchObject({
      state: "DONE",
      percent: 100,
      counts: { rows: null, read: 12, done: 12, outcomes: { OK: 12 } },
      results: [
        { name: "rows.csv", rows: 12 },
        { name: "errors.ndjson", rows: 0 },
      ],
    });
    const rows = Array.from({ length: 12 }, (_, step) => `${step},run ${step + 1}\r\n`);
    expect(await resultText(id, "rows.csv")).toBe(`row,what\r\n${rows.join("")}`);
    expect(await resultText(id, "errors.ndjson")).toBe("");
    expect(await rowOf(id)).toBe("DONE");
  });

  it("reads what earlier steps, and other jobs of the owner, left for it", async () => {
    probe(upTo(3));
    const before = await begun();
    await ended(before);
    probe(async ({ step, parts }, cursor) => {
      if (step < 3) return upTo(4)({ step });
      const read = async (name: string, jobId?: string): Promise<string> => {
        let text = "";
        for await (const part of parts(name, jobId)) text += await part.text();
        return text;
      };
      const left = (await read("rows.csv", before)).replaceAll(/,.*\r\n/g, "");
      const note = `${await read("scratch")} ${left} ${JSON.stringify(cursor)}`;
      return { cursor: null, parts: { "errors.ndjson": { rows: 1, text: `${note}\n` } } };
    });
    const id = await begun();
    await ended(id);
    expect(await resultText(id, "errors.ndjson")).toBe("012 012 3\n");
  });

  it("does not read what is another owner's", async () => {
    probe(upTo(1));
    const theirs = await begun({ party: "RESELLER", key: "BANK", environment: "sandbox" });
    await until(async () => expect((await stateOf(theirs))?.state).toBe("DONE"));
    const problems: string[] = [];
    probe(async ({ parts }) => {
      try {
        for await (const part of parts("rows.csv", theirs)) problems.push(await part.text());
      } catch (error) {
        problems.push(String(error));
      }
      return { cursor: null };
    });
    await ended(await begun());
    expect(problems).toEqual(["Error: there is no such job"]);
  });

  it("keeps no options that its kind does not want kept, once it has ended", async () => {
    const seen: unknown[] = [];
    probe(({ job }) => {
      seen.push(job.options);
      return { cursor: null };
    });
    const id = await begun(TELCO_OWNER, { secret: "+4915", note: "kept" });
    await ended(id);
    expect(seen).toEqual([{ secret: "+4915", note: "kept" }]);
    const stored = await runInDurableObject(objectOf(id), (_, { storage }) =>
      JSON.stringify([...storage.kv.list()]),
    );
    expect(stored).toContain("kept");
    expect(stored).not.toContain("+4915");
  });
});

describe("what is lost", () => {
  it("a message: the alarm sends it again, and of two only one is taken", async () => {
    const seen: number[] = [];
    probe(upTo(1, seen));
    loseSteps();
    const id = await begun();
    expect((await stateOf(id))?.dispatch).toMatchObject({ number: 1, phase: "sent" });
    delete hooks.beforeHandOver;
    pass(LEASE_MS + SECOND);
    await alarm(id);
    await ended(id);
    await arrives(id, 1);
    expect(seen).toEqual([0]);
  });

  it("a worker: another does the step, and the parts of the dead one are not in the result", async () => {
    const seen: number[] = [];
    probe(upTo(2, seen));
    loseReports(1);
    const id = await begun();
    await until(async () => expect(seen).toEqual([0]));
    expect((await stateOf(id))?.counts.read).toBe(0);
    pass(LEASE_MS + SECOND);
    await alarm(id);
    expect(await ended(id)).toMatchObject({ state: "DONE", counts: { read: 2 } });
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n0,run 2\r\n1,run 3\r\n");
    // What the dead one wrote is there, and does not count.
    expect(await keysOf(`jobs/${id}/parts/rows.csv/`)).toHaveLength(3);
  });

  it("a worker, and then somebody cancels: the step is finished, and what it did has its result", async () => {
    const seen: number[] = [];
    probe(upTo(3, seen));
    loseReports(1);
    const id = await begun();
    await until(async () => expect(seen).toEqual([0]));
    loseSteps();
    pass(LEASE_MS + SECOND);
    await alarm(id);
    await jobStub(env, id).cancel();
    expect(await stateOf(id)).toMatchObject({ state: "RUNNING", cancelling: true, dispatch: { number: 2 } });
    await arrives(id, 2);
    expect(await ended(id)).toMatchObject({ state: "CANCELLED", cancelling: false, counts: { read: 1 } });
    expect(await resultText(id, "rows.csv")).toBe("row,what\r\n0,run 2\r\n");
    expect(seen).toEqual([0, 0]);
  });

  it("the answer that a step waits for: the step is given to another", async () => {
    const waits = vi.spyOn(scheduler, "wait").mockImplementation(async (ms) => {
      if (ms !== LONGEST_STEP_MS) throw new Error(`nobody else waits, ${ms} ms`);
    });
    probe(() => new Promise<never>(() => undefined));
    loseSteps();
    const id = await begun();
    await arrives(id, 1);
    waits.mockRestore();
    expect((await stateOf(id))?.dispatch).toMatchObject({ number: 2, phase: "resting", tries: 1 });
    probe(upTo(1));
    delete hooks.beforeHandOver;
    pass(MINUTE);
    await alarm(id);
    expect(await ended(id)).toMatchObject({ state: "DONE", counts: { read: 1 } });
  });

  describe("a step: what goes on in its first run begins nothing more", () => {
    /** A step that waits, then makes a call; what became of the call, and of its parts. */
    function waiting() {
      const [gate, over] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
      probe(async ({ call: ask }) => {
        await gate.promise;
        const called = ask("GET", "/v1/echo/x", undefined, null);
        over.resolve(
          await called.then(
            () => "called",
            () => "not called",
          ),
        );
        return { cursor: null, parts: { "rows.csv": { rows: 1, text: "late" } } };
      });
      return async () => {
        gate.resolve();
        return over.promise;
      };
    }

    it("when it was given up", async () => {
      const waits = vi.spyOn(scheduler, "wait").mockResolvedValue(undefined);
      const goOn = waiting();
      loseSteps();
      const id = await begun();
      await arrives(id, 1);
      waits.mockRestore();
      expect((await stateOf(id))?.dispatch).toMatchObject({ number: 2, phase: "resting" });
      expect(await goOn()).toBe("not called");
      await scheduler.wait(20);
      expect(await keysOf(`jobs/${id}/`)).toEqual([]);
    });

    it("when its worker was thought dead, and hears of it", async () => {
      const speak = vi.spyOn(globalThis, "setInterval");
      const goOn = waiting();
      loseSteps();
      const id = await begun();
      const first = arrives(id, 1);
      await until(async () => expect((await stateOf(id))?.dispatch?.phase).toBe("taken"));
      pass(LEASE_MS + SECOND);
      await alarm(id);
      const [heartbeat] = speak.mock.calls.find(([, ms]) => ms === HEARTBEAT_MS) ?? [];
      speak.mockRestore();
      (heartbeat as () => void)();
      await first;
      expect(await goOn()).toBe("not called");
      expect((await stateOf(id))?.dispatch).toMatchObject({ number: 2, phase: "sent" });
    });
  });

  it("the object's memory: it goes on where it was", async () => {
    const seen: number[] = [];
    probe(upTo(2, seen));
    loseReports(1);
    const id = await begun();
    await until(async () => expect(seen).toEqual([0]));
    await evictDurableObject(objectOf(id));
    pass(LEASE_MS + SECOND);
    await alarm(id);
    expect(await ended(id)).toMatchObject({ state: "DONE", counts: { read: 2 } });
  });

  it("a step that throws is tried again after a rest, and then the job says why", async () => {
    let failures = 1;
    probe((context) => {
      if (context.step === 1 && failures-- > 0) throw new Error("secret of the house");
      return upTo(3)(context);
    });
    const id = await begun();
    await until(async () =>
      expect((await stateOf(id))?.dispatch).toMatchObject({ phase: "resting", tries: 1 }),
    );
    pass(MINUTE);
    await alarm(id);
    expect(await ended(id)).toMatchObject({ state: "DONE", counts: { read: 3 } });

    probe(() => {
      throw new Error("secret of the house");
    });
    const bad = await begun();
    for (let tries = 1; tries < 6; tries++) {
      await until(async () =>
        expect((await stateOf(bad))?.dispatch).toMatchObject({ phase: "resting", tries }),
      );
      pass(HOUR);
      await alarm(bad);
    }
    const job = await ended(bad);
    expect(job).toMatchObject({ state: "FAILED", message: expect.stringContaining("6 times in a row") });
    expect(JSON.stringify(job)).not.toContain("of the house");
  });

  it("the list: the job begins when it is back, and its end is told then", async () => {
    probe(upTo(1));
    const away = (): void => {
      const prepare = env.DB.batch.bind(env.DB);
      Reflect.set(env.DB, "batch", () => Promise.reject(new Error("the list is away")));
      restore = () => Reflect.set(env.DB, "batch", prepare);
    };
    let restore = (): unknown => undefined;
    away();
    const id = await begun();
    expect((await stateOf(id))?.state).toBe("WAITING");
    restore();
    expect(await alarmAt(id)).not.toBeNull();
    loseSteps();
    await alarm(id);
    expect(await stateOf(id)).toMatchObject({ state: "RUNNING", listed: "RUNNING" });
    delete hooks.beforeHandOver;
    hooks.beforeStepReport = away;
    pass(LEASE_MS + SECOND);
    await alarm(id);
    await until(async () => expect((await stateOf(id))?.state).toBe("DONE"));
    expect(await stateOf(id)).toMatchObject({ listed: "RUNNING" });
    restore();
    pass(MINUTE);
    await alarm(id);
    expect(await stateOf(id)).toMatchObject({ listed: "DONE" });
    expect(await rowOf(id)).toBe("DONE");
  });
});

describe("at its end a job keeps its results, and nothing that it worked on", () => {
  const namesIn = async (id: string) =>
    (await keysOf(`jobs/${id}/`)).map((key) => key.split("/").slice(2, -1).join("/")).sort();
  /** The files of three runs, the first of which came to nothing, and of two requests. */
  async function left(step: (context: StepContext) => StepResult): Promise<string> {
    probe(step);
    loseReports(1);
    const id = await begun();
    for (const name of ["one", "two"]) await env.FILES.put(`jobs/${id}/upload/${name}`, "a,b\n");
    await until(async () => expect(await namesIn(id)).toContain("parts/scratch"));
    pass(LEASE_MS + SECOND);
    await alarm(id);
    return id;
  }
  const KEPT = ["parts/rows.csv", "parts/rows.csv", "parts/rows.csv"];

  it("when it is done", async () => {
    const id = await left(upTo(2));
    expect(await ended(id)).toMatchObject({ state: "DONE" });
    await until(async () => expect(await namesIn(id)).toEqual(KEPT));
  });

  it("when it has failed", async () => {
    const id = await left((context) => ({
      ...upTo(3)(context),
      ...(context.step === 1 && { failed: "No." }),
    }));
    expect(await ended(id)).toMatchObject({ state: "FAILED" });
    await until(async () => expect(await namesIn(id)).toEqual(KEPT));
  });

  it("when it was cancelled, and the bucket is away for a while", async () => {
    const remove = env.FILES.delete.bind(env.FILES);
    Reflect.set(env.FILES, "delete", () => Promise.reject(new Error("the bucket is away")));
    const id = await left((context) => {
      if (context.step === 1) void jobStub(env, context.job.id).cancel();
      return { ...upTo(3)(context), notBefore: context.step === 1 ? clock.now() + MINUTE : 0 };
    });
    expect(await ended(id)).toMatchObject({ state: "CANCELLED" });
    await until(async () => expect(await rowOf(id)).toBe("CANCELLED"));
    expect(await namesIn(id)).toContain("upload");
    Reflect.set(env.FILES, "delete", remove);
    pass(MINUTE);
    await alarm(id);
    expect(await namesIn(id)).toEqual(KEPT);
    expect((await stateOf(id))?.listed).toBe("CANCELLED");
  });
});

describe("turns", () => {
  it("of one owner come in order, so many at a time; others do not wait for them", async () => {
    probe(upTo(1));
    const owner = { party: "RESELLER", key: "QUEUER", environment: "sandbox" } as const;
    loseSteps();
    const ids: string[] = [];
    for (let count = 0; count < MOST_RUNNING + 2; count++) {
      ids.push(await begun(owner));
      pass(1);
    }
    const states = async () => Promise.all(ids.map(async (id) => (await stateOf(id))?.state));
    expect(await states()).toEqual(["RUNNING", "RUNNING", "RUNNING", "WAITING", "WAITING"]);
    const other = await begun({ ...owner, key: "OTHER" });
    expect((await stateOf(other))?.state).toBe("RUNNING");
    // The fifth may ask as often as it likes.
    await jobStub(env, ids[4] ?? "").poke();
    expect((await states()).slice(3)).toEqual(["WAITING", "WAITING"]);
    await jobStub(env, ids[1] ?? "").cancel();
    expect(await states()).toEqual(["RUNNING", "CANCELLED", "RUNNING", "RUNNING", "WAITING"]);
    // One that waits gives way as well.
    await jobStub(env, ids[4] ?? "").cancel();
    expect((await states())[4]).toBe("CANCELLED");
    expect(await rowOf(ids[4] ?? "")).toBe("CANCELLED");
    await jobStub(env, other).cancel();
    for (const id of [0, 2, 3]) await jobStub(env, ids[id] ?? "").cancel();
  });
});

it("a job whose starter's credential was revoked does not go on", async () => {
  const seen: number[] = [];
  probe(upTo(1, seen));
  loseSteps();
  await write(await credential("leaver", ["leaver-secret"]));
  const id = await begun();
  await runInDurableObject(objectOf(id), (_, { storage }) => {
    const job = JSON.parse(storage.kv.get<string>("job") ?? "");
    storage.kv.put("job", JSON.stringify({ ...job, by: { ...job.by, credentialId: "leaver" } }));
  });
  await evictDurableObject(objectOf(id));
  await write(await credential("leaver", ["leaver-secret"], { revoked: true }));
  pass(MINUTE);
  await arrives(id, 1);
  expect(await ended(id)).toMatchObject({ state: "FAILED", message: expect.stringContaining("revoked") });
  expect(seen).toEqual([]);
});

describe("after 30 days", () => {
  const everything = async (id: string) => ({
    files: await keysOf(`jobs/${id}/`),
    row: await rowOf(id),
    state: await stateOf(id),
    stored: await runInDurableObject(objectOf(id), (_, { storage }) => [...storage.kv.list()].length),
    alarm: await alarmAt(id),
  });
  const NOTHING = { files: [], row: null, state: null, stored: 0, alarm: null };

  it("nothing of a job is left", async () => {
    probe(upTo(2));
    const id = await begun();
    await ended(id);
    expect((await everything(id)).files).toHaveLength(2);
    const { alarm: last, state } = await everything(id);
    await alarm(id);
    expect(await alarmAt(id)).toBe((state?.created ?? 0) + KEPT_MS);
    expect(last).toBeLessThanOrEqual((state?.created ?? 0) + KEPT_MS);
    pass(KEPT_MS);
    await alarm(id);
    expect(await everything(id)).toEqual(NOTHING);
  });

  it("nothing is left of one whose alarm was lost, either; nor of an upload that became no job", async () => {
    probe(upTo(1));
    const id = await begun();
    await ended(id);
    await runInDurableObject(objectOf(id), (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(objectOf(id));
    const unbegun = crypto.randomUUID();
    await jobStub(env, unbegun).open(unbegun);
    await env.FILES.put(`jobs/${unbegun}/upload/x`, "a,b\n");
    pass(KEPT_MS + 25 * HOUR);
    await keepJobs(env);
    await alarm(unbegun);
    expect(await everything(id)).toEqual(NOTHING);
    expect(await everything(unbegun)).toEqual(NOTHING);
  });
});

describe("a job that is opened again after a day", () => {
  it("has another day to begin", async () => {
    const id = crypto.randomUUID();
    await jobStub(env, id).open(id);
    pass(23 * HOUR);
    await jobStub(env, id).open(id);
    expect(await alarmAt(id)).toBeGreaterThan(clock.now() + 23 * HOUR);
    // An alarm that was on its way already finds nothing to do.
    pass(2 * HOUR);
    await env.FILES.put(`jobs/${id}/upload/x`, "a,b\n");
    await jobStub(env, id).poke();
    expect(await keysOf(`jobs/${id}/`)).toHaveLength(1);
  });

  it("begins also while the first attempt is being forgotten", async () => {
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    probe(upTo(1));
    loseSteps();
    const id = crypto.randomUUID();
    await jobStub(env, id).open(id);
    pass(25 * HOUR);
    const list = env.FILES.list.bind(env.FILES);
    Reflect.set(env.FILES, "list", async (options: R2ListOptions) => {
      reached.resolve();
      await gate.promise;
      return list(options);
    });
    const forgetting = alarm(id);
    await reached.promise;
    await begun(TELCO_OWNER, {}, id);
    Reflect.set(env.FILES, "list", list);
    gate.resolve();
    await forgetting;
    expect(await stateOf(id)).toMatchObject({ id, state: "RUNNING" });
    expect(await alarmAt(id)).not.toBeNull();
    delete hooks.beforeHandOver;
    await arrives(id, 1);
    expect(await stateOf(id)).toMatchObject({ state: "DONE" });
  });
});

it("messages of a later release are kept for it", async () => {
  const { handled } = await import("../support/queue");
  const answer = await handled("resale-jobs", { format: 2, kind: "step", jobId: "x", dispatch: 1 });
  expect(answer.retryMessages).toHaveLength(1);
});

it("a step costs three rows in its object and none in the list", async () => {
  probe(upTo(20));
  loseSteps();
  const id = await begun();
  const rows = { puts: 0, alarms: 0 };
  await runInDurableObject(objectOf(id), (_, { storage }) => {
    const put = storage.kv.put.bind(storage.kv);
    storage.kv.put = (key, value) => {
      rows.puts++;
      put(key, value);
    };
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (at) => {
      rows.alarms++;
      return setAlarm(at);
    };
  });
  for (let dispatch = 1; dispatch <= 10; dispatch++) await arrives(id, dispatch);
  expect(rows).toEqual({ puts: 20, alarms: 0 });
  await jobStub(env, id).cancel();
});
