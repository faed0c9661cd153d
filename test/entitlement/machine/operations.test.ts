// Contract §3, rules 2, 3 and 6: what waits for a confirmation, what waits for a call, and who wins a race.
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../src/entitlement/answer";
import { begin } from "../../../src/entitlement/machine/begin";
import { confirm } from "../../../src/entitlement/machine/confirm";
import { tick } from "../../../src/entitlement/machine/time";
import { waiting } from "../../../src/entitlement/record";
import {
  asking,
  command,
  COMPLETED,
  DAY,
  fresh,
  HOUR,
  MINUTE,
  NOW,
  QUEUED,
  REASON,
  rejected,
  SECOND,
  SITUATIONS,
  terminate,
  UNKNOWN,
} from "../fixtures";
import { Life } from "./life";

describe("accepted", () => {
  it("closes the call with a version, and no notification, in which the record waits on the merchant", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("cancel"));
    expect(life.answer(QUEUED)).toMatchObject({ kind: "closed", refusal: null });
    expect(life.story).toEqual(["ACTIVE"]);
    expect(codeOf(life.state, NOW)).toBe("ACCEPTED");
    expect(waiting(life.state, NOW)).toEqual({ on: "MERCHANT", until: NOW + DAY });
  });

  it("makes a create PENDING, version 1", () => {
    const life = new Life();
    life.answer(QUEUED);
    expect(life.state).toMatchObject({ status: "PENDING", version: 1, operation: { phase: "accepted" } });
  });

  it.each([
    ["clear, and takes effect", COMPLETED, "CANCELLED TERMINATION_SUCCESS"],
    ["that it was not done: the wait is dropped", rejected("MERCHANT_REJECTED"), "ACTIVE"],
    ["unclear: the wait is dropped", UNKNOWN, "ACTIVE"],
    ["still queued: the wait is dropped", QUEUED, "ACTIVE"],
  ])("waits 24 h, then asks the status, whose answer is %s", (_, outcome, last) => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("cancel"));
    life.answer(QUEUED);
    life.pass(DAY - SECOND);
    expect(life.calls).toHaveLength(1);
    life.pass(SECOND);
    expect(life.calls).toMatchObject([{ epoch: 1 }, { epoch: 3, requestId: "request-1" }]);
    life.answer(outcome);
    expect(life.story).toEqual(["ACTIVE", last]);
    expect(life.state).toMatchObject({ version: 5, operation: null });
  });

  it("waits as long as the route says", () => {
    const life = new Life({
      ...SITUATIONS.active,
      terms: { ...SITUATIONS.active.terms, confirmationTtlMs: HOUR },
    });
    life.begin(command("cancel"));
    life.answer(QUEUED);
    expect(life.state.operation?.dueAt).toBe(NOW + HOUR);
  });

  it("of a revoke ends in REVOKED even when nobody confirms it", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    life.answer(QUEUED);
    expect(life.state.status).toBe("ACTIVE");
    life.pass(DAY);
    life.answer(UNKNOWN);
    expect(life.state).toMatchObject({ status: "REVOKED", tasks: [{ kind: "terminate" }] });
  });

  it("of a create that the merchant turns out to have refused ends it", () => {
    const life = new Life();
    life.answer(QUEUED);
    life.pass(DAY);
    life.answer(rejected("MERCHANT_REJECTED"));
    expect(life.story).toEqual(["PENDING", "CANCELLED ACTIVATION_FAILURE"]);
    expect(life.state.terminationReason).toMatchObject({ code: "MERCHANT_REJECTED" });
  });
});

describe("a timer that falls due while a call is open", () => {
  it("runs right after the call closes", () => {
    const life = new Life({ ...SITUATIONS.ending, dateEnded: NOW + SECOND });
    life.begin(command("undo"));
    life.pass(2 * SECOND);
    expect(life.state.status).toBe("ACTIVE-ENDING");
    life.answer(rejected("MERCHANT_REJECTED"));
    expect(life.story).toEqual(["CANCELLED TERMINATION_SUCCESS"]);
    expect(life.state.dateEnded).toBe(NOW + SECOND);
  });

  it("does not run where the call took its reason away", () => {
    const life = new Life({ ...SITUATIONS.ending, dateEnded: NOW + SECOND });
    life.begin(command("undo"));
    life.pass(2 * SECOND);
    life.answer(COMPLETED);
    expect(life.story).toEqual(["ACTIVE TERMINATION_REVERSED"]);
    expect(tick(life.state, NOW + DAY)).toBeNull();
  });

  it("waits for a call that nobody answers until that is given up", () => {
    const life = new Life(fresh({ dateExpiry: NOW + SECOND }));
    life.pass(MINUTE);
    expect(life.story).toEqual(["FAILED", "CANCELLED TERMINATION_SUCCESS"]);
  });
});

describe("racing commands", () => {
  it("are decided one after the other: of two equal ones one wins, the other gets its 409", () => {
    const life = new Life(SITUATIONS.active);
    expect(life.begin(command("cancel"))).toMatchObject({ kind: "call" });
    expect(life.begin(command("cancel"))).toMatchObject({ refusal: { reason: "OPERATION_IN_PROGRESS" } });
    life.answer(COMPLETED);
    expect(life.begin(command("cancel"))).toMatchObject({ refusal: { reason: "ALREADY_ENDED" } });
    expect(life.calls).toHaveLength(1);
  });

  it("take effect once, however often the answer is told", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("cancel"));
    const [call] = life.calls;
    life.answer(COMPLETED, call);
    life.answer(COMPLETED, call);
    life.answer(rejected("MERCHANT_REJECTED"), call);
    expect(life.story).toEqual(["CANCELLED TERMINATION_SUCCESS"]);
    expect(life.state.terminationReason).toEqual(REASON);
  });

  it.each([
    ["the present version", SITUATIONS.active, [3], "call"],
    ["a list with it", SITUATIONS.active, [2, 3], "call"],
    ["an older one", SITUATIONS.active, [2], "VERSION_MISMATCH"],
    ["any, where nothing has settled", SITUATIONS.fresh, [0], "VERSION_MISMATCH"],
    ["an older one of what has ended", SITUATIONS.cancelled, [2], "VERSION_MISMATCH"],
  ])("with an If-Match that names %s", (_, state, ifMatch, wanted) => {
    const beginning = begin(state, command("cancel"), asking("RESELLER", { ifMatch }));
    expect(beginning.kind === "refused" ? beginning.refusal.reason : beginning.kind).toBe(wanted);
  });

  it("hold for a merchant's If-Match as well", () => {
    const by = asking("MERCHANT", { ifMatch: [2] });
    expect(confirm(SITUATIONS.active, terminate(true), by)).toMatchObject({
      refusal: { reason: "VERSION_MISMATCH" },
    });
  });
});
