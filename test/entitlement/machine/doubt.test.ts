// Contract §3, rule 5: what nobody knows is asked again, on a schedule, until it is settled or an operator has to look.
import { describe, expect, it } from "vitest";
import { nextTaskTry, nextTry } from "../../../src/entitlement/machine/schedule";
import { nextDue } from "../../../src/entitlement/machine/time";
import { waiting } from "../../../src/entitlement/record";
import type { Verb } from "../../../src/entitlement/state";
import {
  ACTION_REQUIRED,
  command,
  COMPLETED,
  DAY,
  fresh,
  HOUR,
  MINUTE,
  NOW,
  operation,
  QUEUED,
  rejected,
  SECOND,
  SITUATIONS,
  TERMS,
  UNKNOWN,
  type Situation,
} from "../fixtures";
import { Life } from "./life";

/** A create whose outcome nobody knows. */
function doubtful(): Life {
  const life = new Life();
  life.answer(UNKNOWN);
  return life;
}

/** Lets the resolver try until it gives up; the waits between its tries, in seconds. */
function tries(life: Life): number[] {
  const waits: number[] = [];
  for (let asked = life.now; life.state.operation?.dueAt; asked = life.now) {
    life.pass(life.state.operation.dueAt - life.now);
    waits.push((life.now - asked) / SECOND);
    life.answer(UNKNOWN);
  }
  return waits;
}

describe("a create with an unknown outcome", () => {
  it("is FAILED, version 1, and notified to nobody", () => {
    const life = doubtful();
    expect(life.story).toEqual(["FAILED"]);
    expect(life.notifications).toEqual([]);
    expect(waiting(life.state, NOW)).toEqual({ on: "PLATFORM", until: NOW + 5 * SECOND });
  });

  it("tells the caller OUTCOME_UNKNOWN", () => {
    expect(new Life().answer(UNKNOWN)).toMatchObject({ refusal: { reason: "OUTCOME_UNKNOWN" } });
  });

  it("is the same when the Worker that called is never heard of again", () => {
    const life = new Life();
    life.pass(43 * SECOND);
    expect(life.state.status).toBe("PENDING");
    life.pass(2 * SECOND);
    expect(life.state).toMatchObject({ status: "FAILED", operation: { phase: "doubt" } });
  });

  it("is asked after 5 s, 30 s, 2 min, 10 min, 30 min, then hourly up to 48 h, then the operator", () => {
    const life = doubtful();
    const waits = tries(life);
    expect(waits.slice(0, 5)).toEqual([5, 30, 120, 600, 1_800]);
    expect(new Set(waits.slice(5))).toEqual(new Set([3_600]));
    const asked = waits.reduce((sum, wait) => sum + wait, 0) * SECOND;
    expect(asked).toBeLessThanOrEqual(48 * HOUR);
    expect(asked).toBeGreaterThan(47 * HOUR);
    expect(waiting(life.state, life.now)).toEqual({ on: "PLATFORM", until: null });
    expect(nextDue(life.state)).toBeNull();
    expect(life.state).toMatchObject({ status: "FAILED", version: 1 });
  });

  it("asks with the same requestId and a new owner each time", () => {
    const life = doubtful();
    for (let round = 0; round < 3; round++) {
      life.pass(HOUR, 1);
      life.answer(UNKNOWN);
    }
    expect(new Set(life.calls.map(({ requestId }) => requestId)).size).toBe(1);
    const epochs = life.calls.map(({ epoch }) => epoch);
    expect(new Set(epochs).size).toBe(epochs.length);
  });

  it("hears an unknown only from its current owner, and a clear answer from anybody", () => {
    const life = doubtful();
    const [first] = life.calls;
    life.pass(5 * SECOND);
    const before = life.state.operation;
    life.answer(UNKNOWN, first);
    expect(life.state.operation).toEqual(before);
    life.answer(COMPLETED, first);
    expect(life.story).toEqual(["FAILED", "ACTIVE ACTIVATION_SUCCESS"]);
  });

  it.each([
    ["it is active", COMPLETED, "ACTIVE ACTIVATION_SUCCESS"],
    ["it waits for the customer", ACTION_REQUIRED, "PENDING ACTIVATION_PENDING"],
    ["it is queued", QUEUED, "PENDING ACTIVATION_PENDING"],
    ["it was refused", rejected("MERCHANT_REJECTED"), "CANCELLED ACTIVATION_FAILURE"],
  ] as const)("is resolved when the truth is that %s", (_, outcome, last) => {
    const life = doubtful();
    life.pass(5 * SECOND);
    life.answer(outcome);
    expect(life.story).toEqual(["FAILED", last]);
    expect(life.entries.at(-1)?.event).toMatchObject({ command: "resolve", actor: { side: "PLATFORM" } });
  });

  it("gets the page of a resolved sign-up", () => {
    const life = doubtful();
    life.pass(5 * SECOND);
    life.answer(ACTION_REQUIRED);
    expect(life.state.activation).toEqual({ url: ACTION_REQUIRED.url, expiry: ACTION_REQUIRED.urlExpiry });
  });

  it("stays in doubt while the merchant cannot be asked", () => {
    const life = doubtful();
    life.pass(5 * SECOND);
    life.answer(rejected("MERCHANT_UNAVAILABLE"));
    expect(life.state).toMatchObject({
      status: "FAILED",
      version: 1,
      operation: { dueAt: NOW + 35 * SECOND },
    });
  });

  it("is handed over again when a try is never reported", () => {
    const life = doubtful();
    life.pass(5 * SECOND);
    expect(life.calls).toHaveLength(2);
    life.pass(45 * SECOND);
    expect(life.calls).toHaveLength(3);
  });
});

describe("'not found' at the merchant", () => {
  const lost = rejected("NOT_FOUND");

  it("settles a create when it is seen twice, 5 minutes apart", () => {
    const life = doubtful();
    life.pass(5 * SECOND);
    life.answer(lost);
    expect(life.state.status).toBe("FAILED");
    life.pass(5 * MINUTE - 1, 0);
    life.answer(lost);
    expect(life.state.status).toBe("FAILED");
    life.pass(1, 0);
    life.answer(lost);
    expect(life.story).toEqual(["FAILED", "CANCELLED ACTIVATION_FAILURE"]);
    expect(life.state.terminationReason).toMatchObject({
      category: "ACTIVATION_ROLLBACK",
      code: "NOT_FOUND_AT_MERCHANT",
    });
  });

  it("counts from the start again after any other answer", () => {
    const life = doubtful();
    life.answer(lost);
    life.pass(6 * MINUTE, 0);
    life.answer(UNKNOWN, life.calls.at(-1));
    life.answer(rejected("MERCHANT_UNAVAILABLE"));
    life.answer(lost);
    expect(life.state.status).toBe("FAILED");
  });

  it("of another verb says that it was not done", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.answer(UNKNOWN);
    life.pass(5 * SECOND);
    life.answer(lost);
    expect(life.state).toMatchObject({ status: "ACTIVE", version: 4, operation: null });
  });
});

describe("another verb with an unknown outcome", () => {
  const verbs = [
    ["update", "active", "ACTIVE PRODUCT_UPDATE"],
    ["suspend", "active", "SUSPENDED SUSPENSION_SUCCESS"],
    ["resume", "suspended", "ACTIVE RESUMPTION_SUCCESS"],
    ["cancel", "active", "CANCELLED TERMINATION_SUCCESS"],
    ["undo", "ending", "ACTIVE TERMINATION_REVERSED"],
  ] as const;

  it.each(verbs)(
    "(%s) keeps the status and version, waits on the platform, and resolves",
    (verb, situation, last) => {
      const life = new Life(SITUATIONS[situation]);
      life.begin(command(verb));
      expect(life.answer(UNKNOWN)).toMatchObject({ refusal: { reason: "OUTCOME_UNKNOWN" } });
      expect(life.state).toMatchObject({ status: SITUATIONS[situation].status, version: 3 });
      expect(waiting(life.state, NOW)).toEqual({ on: "PLATFORM", until: NOW + 5 * SECOND });
      life.pass(5 * SECOND);
      life.answer(COMPLETED);
      expect(life.story).toEqual([last]);
    },
  );

  it.each(verbs)("(%s) that was not done is dropped visibly", (verb, situation) => {
    const life = new Life(SITUATIONS[situation]);
    life.begin(command(verb));
    life.answer(UNKNOWN);
    life.pass(5 * SECOND);
    life.answer(rejected("MERCHANT_REJECTED"));
    expect(life.story).toEqual([SITUATIONS[situation].status]);
    expect(life.entries.at(-1)?.event?.note).toContain("dropped");
  });

  it.each(verbs)("(%s) is settled by an operator as DONE", (verb, situation, last) => {
    const life = new Life(SITUATIONS[situation]);
    life.begin(command(verb));
    life.answer(UNKNOWN);
    life.pass(HOUR);
    expect(life.settle("ACTIVE")).toMatchObject({ refusal: { reason: "INCOMPATIBLE_STATE" } });
    life.settle("DONE");
    expect(life.story).toEqual([last]);
    expect(life.entries.at(-1)?.event).toMatchObject({ command: "settle", note: "asked by phone" });
  });

  it.each(verbs)("(%s) is settled by an operator as NOT_DONE", (verb, situation) => {
    const life = new Life(SITUATIONS[situation]);
    life.begin(command(verb));
    life.answer(UNKNOWN);
    life.settle("NOT_DONE");
    expect(life.story).toEqual([SITUATIONS[situation].status]);
    expect(life.state.operation).toBeNull();
  });

  it("(activationInfo) is not worth a doubt", () => {
    const life = new Life(SITUATIONS.pending);
    life.begin(command("activationInfo"));
    expect(life.answer(UNKNOWN)).toMatchObject({ refusal: null });
    expect(life.state).toMatchObject({
      version: 1,
      operation: null,
      activation: SITUATIONS.pending.activation,
    });
  });
});

describe("doubt that the platform cannot clear", () => {
  const terms = { ...TERMS, resolves: ["suspend"] };
  /** A verb of which nobody can be asked what became of it, without an answer. */
  function helpless(verb: Exclude<Verb, "create">, situation: Situation): Life {
    const life = new Life({ ...SITUATIONS[situation], terms });
    life.begin(command(verb));
    return life;
  }

  it.each([
    ["update", "active"],
    ["resume", "suspended"],
    ["cancel", "active"],
    ["undo", "ending"],
  ] as const)("(%s) is the operator's at once", (verb, situation) => {
    const life = helpless(verb, situation);
    expect(life.answer(UNKNOWN)).toMatchObject({
      refusal: { reason: "OUTCOME_UNKNOWN", message: expect.stringContaining("operator") },
    });
    expect(waiting(life.state, life.now)).toEqual({ on: "PLATFORM", until: null });
    life.pass(DAY - MINUTE);
    expect(life.calls).toHaveLength(1);
    expect(life.story).toEqual([]);
    life.settle("DONE");
    expect(life.entries.at(-1)?.event).toMatchObject({ command: "settle", note: "asked by phone" });
    expect(life.state.operation).toBeNull();
  });

  it("of a create makes it FAILED, and an operator settles it", () => {
    const create = operation("create", { resolves: false });
    for (const [outcome, last] of [
      ["ACTIVE", "ACTIVE ACTIVATION_SUCCESS"],
      ["CANCELLED", "CANCELLED ACTIVATION_FAILURE"],
    ] as const) {
      const life = new Life(fresh({ terms, operation: create }));
      life.pass(46 * SECOND);
      expect(waiting(life.state, life.now)).toEqual({ on: "PLATFORM", until: null });
      expect(life.story).toEqual(["FAILED"]);
      life.settle(outcome);
      expect(life.story).toEqual(["FAILED", last]);
    }
  });

  it("is asked about as ever where the verb is listed", () => {
    const life = helpless("suspend", "active");
    life.answer(UNKNOWN);
    expect(waiting(life.state, life.now)).toEqual({ on: "PLATFORM", until: NOW + 5 * SECOND });
  });

  it("is judged by what the operation began with, whatever the catalogue says by now", () => {
    const life = helpless("cancel", "active");
    life.renew({ revision: 2, terms: { ...TERMS, revision: 2 } });
    life.answer(UNKNOWN);
    expect(life.state.operation?.dueAt).toBeNull();
  });

  it("of a revoke does not arise: it stands, and is repeated all the same", () => {
    const life = helpless("revoke", "active");
    life.answer(UNKNOWN);
    expect(life.story).toEqual(["REVOKED TERMINATION_SUCCESS"]);
    life.answer(UNKNOWN);
    life.pass(DAY);
    expect(life.calls.length).toBeGreaterThan(5);
  });

  it("is cleared by an answer that comes late after all", () => {
    const life = helpless("cancel", "active");
    const [call] = life.calls;
    life.pass(HOUR);
    life.answer(COMPLETED, call);
    expect(life.story).toEqual(["CANCELLED TERMINATION_SUCCESS"]);
  });
});

describe("the schedule", () => {
  it("of a doubt ends after 48 h", () => {
    expect(nextTry(9, NOW, NOW + 47 * HOUR)).toBe(NOW + 48 * HOUR);
    expect(nextTry(9, NOW, NOW + 47 * HOUR + 1)).toBeNull();
  });

  it("of what is owed goes on daily", () => {
    expect(nextTaskTry(9, NOW, NOW + 47 * HOUR)).toBe(NOW + 48 * HOUR);
    expect(nextTaskTry(9, NOW, NOW + 40 * DAY)).toBe(NOW + 41 * DAY);
  });

  it("of a termination that is owed begins at once, with one request for all tries", () => {
    const life = new Life(fresh({ ...SITUATIONS.active, dateExpiry: NOW + HOUR }));
    life.pass(HOUR);
    expect(life.calls).toHaveLength(1);
    life.answer(UNKNOWN);
    expect(life.state.tasks).toMatchObject([{ attempt: 1, dueAt: NOW + HOUR + 30 * SECOND }]);
    life.pass(30 * SECOND);
    expect(new Set(life.calls.map(({ requestId }) => requestId)).size).toBe(1);
    life.answer(rejected("NOT_FOUND"));
    expect(life.state.tasks).toEqual([]);
  });
});
