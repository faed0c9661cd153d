// The chain of steps as a table: what each event makes of a job in each phase, and that counts and parts of a step are
// added exactly once, whatever is lost, late or double.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as machine from "../../src/jobs/machine";
import type { Report } from "../../src/jobs/machine";
import { LEASE_MS, REST_MS, TAKEN_WITHIN_MS } from "../../src/jobs/schedule";
import { hasEnded, newState, type JobState } from "../../src/jobs/state";

const job: JobState = newState({
  id: "job",
  kind: "probe",
  owner: { party: "RESELLER", key: "TELCO", environment: "sandbox" },
  by: { party: "RESELLER", name: "TELCO", credentialId: "telco-sandbox" },
  options: {},
  dryRun: false,
  reason: null,
  hash: "",
  upload: null,
  created: 0,
});

const some = (state: JobState | null): JobState => state ?? expect.fail("nothing has changed");
const running = some(machine.admitted(job, 0));
const taken = some(machine.taken(running, 1, 0));

const done = (cursor: number | null, more: Partial<Extract<Report, { kind: "done" }>> = {}): Report => ({
  kind: "done",
  cursor,
  counts: { read: 10, done: 9, outcomes: { OK: 9, BAD: 1 } },
  parts: { "rows.csv": { rows: 10, bytes: 100 } },
  percent: null,
  failed: null,
  ...more,
});

describe("a step", () => {
  it("is taken once, by the dispatch that is out", () => {
    expect(running.dispatch).toEqual({ number: 1, phase: "sent", dueAt: TAKEN_WITHIN_MS, tries: 0 });
    expect(machine.taken(running, 2, 0)).toBeNull();
    expect(taken.dispatch).toMatchObject({ phase: "taken", dueAt: LEASE_MS });
    expect(machine.taken(taken, 1, 0)).toBeNull();
    expect(machine.taken(job, 1, 0)).toBeNull();
  });

  it("that is reported adds what it did, and the next one goes out", () => {
    const next = some(machine.reported(taken, 1, done(5), 1_000));
    expect(next).toMatchObject({ state: "RUNNING", step: 1, through: 1, cursor: 5, abandoned: [] });
    expect(next.dispatch).toEqual({ number: 2, phase: "sent", dueAt: 1_000 + TAKEN_WITHIN_MS, tries: 0 });
    const again = some(machine.reported(some(machine.taken(next, 2, 0)), 2, done(6), 0));
    expect(again.counts).toEqual({ read: 20, done: 18, outcomes: { OK: 18, BAD: 2 } });
    expect(again.parts).toEqual({ "rows.csv": { rows: 20, bytes: 200 } });
  });

  it("that is reported twice, late, or by nobody who took it says nothing", () => {
    const next = some(machine.reported(taken, 1, done(5), 0));
    expect(machine.reported(next, 1, done(5), 0)).toBeNull();
    expect(machine.reported(next, 2, done(5), 0)).toBeNull();
    expect(machine.reported(running, 1, done(5), 0)).toBeNull();
  });

  it("whose worker is silent is given to another, and its own parts never count", () => {
    expect(machine.due(taken, LEASE_MS - 1)).toBeNull();
    const lost = some(machine.due(taken, LEASE_MS));
    expect(lost).toMatchObject({ abandoned: [1], step: 0 });
    expect(lost.dispatch).toMatchObject({ number: 2, phase: "sent", tries: 1 });
    expect(machine.reported(lost, 1, done(5), LEASE_MS)).toBeNull();
  });

  it("whose worker speaks stays with it", () => {
    const kept = some(machine.kept(taken, 1, 20_000));
    expect(kept.dispatch?.dueAt).toBe(20_000 + LEASE_MS);
    expect(machine.due(kept, LEASE_MS)).toBeNull();
    expect(machine.kept(running, 1, 0)).toBeNull();
  });

  it("whose message was lost is sent again, under the same number", () => {
    const sent = some(machine.due(running, TAKEN_WITHIN_MS));
    expect(sent).toMatchObject({ abandoned: [], dispatch: { number: 1, phase: "sent", tries: 0 } });
  });

  it("that fails rests longer each time, and then the job has failed", () => {
    let state = taken;
    let now = 0;
    for (const [at, rest] of REST_MS.entries()) {
      state = some(machine.reported(state, at + 1, { kind: "threw" }, now));
      expect(state.dispatch).toEqual({ number: at + 2, phase: "resting", dueAt: now + rest, tries: at + 1 });
      expect(machine.taken(state, at + 2, now)).toBeNull();
      now += rest;
      state = some(machine.taken(some(machine.due(state, now)), at + 2, now));
    }
    const failed = some(machine.reported(state, REST_MS.length + 1, { kind: "threw" }, now));
    expect(failed).toMatchObject({ state: "FAILED", dispatch: null, ended: now, cursor: null });
    expect(failed.message).toContain(`${REST_MS.length + 1} times in a row`);
  });

  it("that takes its worker along every time fails the job as well", () => {
    let state = taken;
    let now = 0;
    for (let times = 0; !hasEnded(state) && times < 100; times++) {
      now += 3_600_000;
      state = some(machine.due(state, now));
      state = machine.taken(state, state.dispatch?.number ?? 0, now) ?? state;
    }
    expect(state).toMatchObject({ state: "FAILED", message: expect.stringContaining("our side") });
  });
});

describe("a job ends", () => {
  it("when there is no next step", () => {
    expect(machine.reported(taken, 1, done(null), 7)).toMatchObject({
      state: "DONE",
      ended: 7,
      dispatch: null,
    });
  });

  it("when a step says so, with what that step did", () => {
    const failed = machine.reported(taken, 1, done(5, { failed: "Too many errors." }), 7);
    expect(failed).toMatchObject({
      state: "FAILED",
      message: "Too many errors.",
      through: 1,
      counts: { read: 10 },
    });
  });

  it("when it must not go on", () => {
    const stopped = machine.reported(taken, 1, { kind: "stopped", message: "Revoked." }, 7);
    expect(stopped).toMatchObject({ state: "FAILED", message: "Revoked.", through: 0 });
  });

  it.each([
    ["waits", job],
    ["has a message out", running],
    ["waits for the time of its next step", some(machine.reported(taken, 1, done(5, { notBefore: 99 }), 0))],
  ])("at once when it is cancelled while it %s", (_, state) => {
    expect(machine.cancelled(state, 7)).toMatchObject({ state: "CANCELLED", ended: 7, dispatch: null });
  });

  it("after the step under way when it is cancelled meanwhile, with what that step did", () => {
    const cancelling = some(machine.cancelled(taken, 7));
    expect(cancelling).toMatchObject({ state: "RUNNING", cancelling: true });
    expect(machine.cancelled(cancelling, 8)).toBeNull();
    const ended = machine.reported(cancelling, 1, done(5), 9);
    expect(ended).toMatchObject({ state: "CANCELLED", cancelling: false, counts: { read: 10 }, through: 1 });
    expect(machine.reported(cancelling, 1, done(null), 9)).toMatchObject({ state: "DONE" });
  });

  it.each([
    ["rests", some(machine.reported(taken, 1, { kind: "threw" }, 0))],
    ["is out again", some(machine.due(taken, LEASE_MS))],
  ])("after a step of which a run came to nothing: it %s, and what it did has its result", (_, state) => {
    const cancelling = some(machine.cancelled(state, LEASE_MS));
    // At once, however long the rest would have been.
    const out = { number: 2, phase: "sent", dueAt: LEASE_MS + TAKEN_WITHIN_MS, tries: 1 };
    expect(cancelling).toMatchObject({ state: "RUNNING", cancelling: true, dispatch: out });
    expect(machine.cancelled(cancelling, LEASE_MS)).toBeNull();
    const again = some(machine.taken(cancelling, 2, LEASE_MS));
    const ended = some(machine.reported(again, 2, done(5), LEASE_MS));
    expect(ended).toMatchObject({ state: "CANCELLED", cancelling: false, counts: { read: 10 }, through: 2 });
  });

  it("once", () => {
    const ended = some(machine.reported(taken, 1, done(null), 7));
    expect(machine.cancelled(ended, 8)).toBeNull();
    expect(machine.admitted(ended, 8)).toBeNull();
    expect(machine.due(ended, 1e12)).toBeNull();
  });
});

/** Workers that die, double and dawdle; whichever is accepted, each of ten steps counts once. */
it("whatever is lost, late or double, every step counts once and its parts are of one run", () => {
  const event = fc.constantFrom("take", "report", "late", "time", "keep");
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state = running;
      let now = 0;
      const workers: { number: number; step: number }[] = [];
      for (const what of [...events, ...Array<string>(40).fill("take,report")].flatMap((one) =>
        one.split(","),
      )) {
        const number = state.dispatch?.number ?? 0;
        if (what === "take") {
          const next = machine.taken(state, number, now);
          if (next) workers.push({ number, step: state.step });
          state = next ?? state;
        } else if (what === "time") {
          now += 40_000;
          state = machine.due(state, now) ?? state;
        } else if (what === "keep") state = machine.kept(state, number, now) ?? state;
        else {
          const worker = what === "late" ? workers[0] : workers.at(-1);
          if (worker === undefined) continue;
          const cursor = worker.step === 9 ? null : worker.step + 1;
          state = machine.reported(state, worker.number, done(cursor, { counts: { read: 1 } }), now) ?? state;
        }
        if (state.dispatch?.phase === "resting") state = machine.due(state, (now += 3_600_000)) ?? state;
      }
      if (state.state === "FAILED") return;
      expect(state).toMatchObject({ state: "DONE", step: 10, counts: { read: 10 } });
      const accepted = workers.filter(
        ({ number }) => number <= state.through && !state.abandoned.includes(number),
      );
      expect(accepted.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }),
    { numRuns: 500, seed: 11 },
  );
});
