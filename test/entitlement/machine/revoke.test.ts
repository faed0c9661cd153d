// Contract §3, rule 1: revoke supersedes what is open, and never waits for a merchant to agree.
import { describe, expect, it } from "vitest";
import {
  ACTION_REQUIRED,
  command,
  COMPLETED,
  DAY,
  FRAUD,
  QUEUED,
  rejected,
  SECOND,
  SITUATIONS,
  terminate,
  UNKNOWN,
} from "../fixtures";
import { Life } from "./life";

const activate = { type: "activate", merchantEntitlementId: "m-1" } as const;

describe("revoke supersedes", () => {
  it("the operation that is open, whose late outcome only fills blanks", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    const [suspension] = life.calls;
    expect(life.begin(command("revoke"))).toMatchObject({ kind: "call", operation: { verb: "revoke" } });
    expect(life.answer({ ...COMPLETED, activationCode: "CODE" }, suspension)).toEqual({ kind: "late" });
    expect(life.state).toMatchObject({
      status: "ACTIVE",
      activationCode: "CODE",
      operation: { verb: "revoke" },
    });
    life.answer(COMPLETED);
    expect(life.state).toMatchObject({ status: "REVOKED", terminationReason: FRAUD, dateSuspended: null });
  });

  it("an open create only after it: stored, answered 202, run when the create closes", () => {
    const life = new Life();
    expect(life.begin(command("revoke"))).toMatchObject({ kind: "queued" });
    expect(life.state).toMatchObject({ status: "PENDING", version: 0, operation: { verb: "create" } });
    expect(life.begin(command("revoke"))).toMatchObject({ refusal: { reason: "OPERATION_IN_PROGRESS" } });
    life.answer(COMPLETED);
    expect(life.story).toEqual(["ACTIVE ACTIVATION_SUCCESS", "REVOKED TERMINATION_SUCCESS"]);
    expect(life.state).toMatchObject({
      terminationReason: FRAUD,
      revokeNext: null,
      tasks: [{ kind: "terminate" }],
    });
  });

  it.each([
    [
      "the answer is a sign-up",
      (life: Life) => life.answer(ACTION_REQUIRED),
      ["PENDING", "REVOKED TERMINATION_SUCCESS"],
    ],
    [
      "the merchant queues it",
      (life: Life) => life.answer(QUEUED),
      ["PENDING", "REVOKED TERMINATION_SUCCESS"],
    ],
    [
      "the answer is unknown",
      (life: Life) => life.answer(UNKNOWN),
      ["FAILED", "REVOKED TERMINATION_SUCCESS"],
    ],
    [
      "the call is never answered",
      (life: Life) => life.pass(46 * SECOND),
      ["FAILED", "REVOKED TERMINATION_SUCCESS"],
    ],
    [
      "the merchant confirms first",
      (life: Life) => life.say(activate),
      ["ACTIVE ACTIVATION_SUCCESS", "REVOKED TERMINATION_SUCCESS"],
    ],
    [
      "the merchant ends it first",
      (life: Life) => life.say(terminate(false)),
      ["CANCELLED TERMINATION_SUCCESS"],
    ],
  ])("a queued one runs, and tells the merchant durably, also when %s", (_, close, story) => {
    const life = new Life();
    life.begin(command("revoke"));
    close(life);
    expect(life.story).toEqual(story);
    const owes = story.length > 1;
    expect(life.state.tasks).toHaveLength(owes ? 1 : 0);
    expect(life.state.revokeNext).toBeNull();
  });

  it("leaves nothing where the merchant refuses the create", () => {
    const life = new Life();
    life.begin(command("revoke"));
    expect(life.answer(rejected("MERCHANT_REJECTED"))).toMatchObject({ kind: "void" });
  });

  it.each([
    ["refuses", rejected("MERCHANT_REJECTED"), 0],
    ["does not know it", rejected("NOT_FOUND"), 0],
    ["is not reached", rejected("MERCHANT_UNAVAILABLE"), 1],
    ["gives no clear answer", UNKNOWN, 1],
  ] as const)("and never waits for a merchant that %s", (_, outcome, tasks) => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    expect(life.answer(outcome)).toMatchObject({ kind: "closed", refusal: null });
    expect(life.state.status).toBe("REVOKED");
    expect(life.state.tasks).toHaveLength(tasks);
  });

  it("and repeats an unknown termination until it is definitive", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    life.answer(UNKNOWN);
    const asked = life.calls.length;
    expect(life.calls.at(-1)?.requestId).toBe("request-1");
    for (const outcome of [UNKNOWN, rejected("MERCHANT_UNAVAILABLE"), UNKNOWN]) {
      life.answer(outcome);
      life.pass(DAY);
    }
    expect(life.calls.length).toBeGreaterThan(asked + 2);
    life.answer(COMPLETED);
    expect(life.state).toMatchObject({ status: "REVOKED", version: 4, tasks: [] });
  });

  it("even where the product does not support it", () => {
    const terms = { ...SITUATIONS.active.terms, verbs: [] };
    const life = new Life({ ...SITUATIONS.active, terms });
    expect(life.begin(command("suspend"))).toMatchObject({ refusal: { reason: "OPERATION_NOT_SUPPORTED" } });
    expect(life.begin(command("revoke"))).toMatchObject({ kind: "call" });
  });
});
