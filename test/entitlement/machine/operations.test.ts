// Contract §3, "Operations that need the merchant", rules 1, 2, 3, 4 and 6, each as it is told there.
import { describe, expect, it } from "vitest";
import { isLateContradiction } from "../../../src/entitlement/calls";
import { codeOf } from "../../../src/entitlement/answer";
import { begin } from "../../../src/entitlement/machine/begin";
import { confirm } from "../../../src/entitlement/machine/confirm";
import { tick } from "../../../src/entitlement/machine/time";
import { waiting } from "../../../src/entitlement/record";
import {
  ACTION_REQUIRED,
  asking,
  command,
  COMPLETED,
  DAY,
  FRAUD,
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

describe("a merchant that confirms before its answer", () => {
  it.each([
    ["completed", COMPLETED],
    ["actionRequired", ACTION_REQUIRED],
    ["accepted", QUEUED],
    ["rejected", rejected("MERCHANT_REJECTED")],
    ["unknown", UNKNOWN],
  ] as const)("is heard; the late %s changes nothing", (_, outcome) => {
    const life = new Life();
    life.say(activate);
    expect(life.state).toMatchObject({ status: "ACTIVE", version: 1, operation: null });
    const before = life.state;
    expect(life.answer(outcome)).toEqual({ kind: "late" });
    expect(life.state).toEqual(before);
    expect(codeOf(life.state, NOW)).toBe("OK");
  });

  it("gets what its answer knows more filled in, and nothing overwritten", () => {
    const life = new Life();
    life.say(activate);
    life.answer({ ...COMPLETED, merchantEntitlementId: "m-2", activationCode: "CODE" });
    expect(life.state).toMatchObject({ merchantEntitlementId: "m-1", activationCode: "CODE", version: 2 });
    expect(life.story).toEqual(["ACTIVE ACTIVATION_SUCCESS", "ACTIVE METADATA_UPDATE"]);
  });

  it("with a sign-up page leaves the caller with 202 and that page", () => {
    const life = new Life();
    const activation = { url: "https://merchant.invalid/early", expiry: null };
    life.say({ type: "notify", activation, merchantExtensionData: null, message: null });
    life.answer({ ...ACTION_REQUIRED, merchantEntitlementId: "m-1" });
    expect(life.state).toMatchObject({ status: "PENDING", activation, merchantEntitlementId: "m-1" });
    expect(codeOf(life.state, NOW)).toBe("CLIENT_ACTION_REQUIRED");
  });

  it("with a rejection leaves a CANCELLED record, version 1, notified", () => {
    const life = new Life();
    life.say({ type: "reject", reasonCode: "CUSTOMER_NOT_ELIGIBLE", reasonDescription: "too young" });
    expect(life.notifications).toEqual([{ version: 1, reason: "ACTIVATION_FAILURE", previousVersion: null }]);
    expect(life.state.terminationReason).toEqual({
      category: "ACTIVATION_ROLLBACK",
      code: "CUSTOMER_NOT_ELIGIBLE",
      description: "too young",
    });
    expect(life.answer(rejected("MERCHANT_REJECTED"))).toEqual({ kind: "late" });
  });

  it("takes a reseller's suspension for the reseller's", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.say({ type: "suspend", reasonDescription: null });
    expect(life.state).toMatchObject({ status: "SUSPENDED", suspendedBy: "RESELLER", operation: null });
  });

  it("confirms the open change with all that came with it", () => {
    const life = new Life(SITUATIONS.active);
    const change = { offerKey: "BUNDLE", externalEntitlementId: "order-2" };
    life.begin({ verb: "update", change });
    life.say({ type: "update", change: { offerKey: "BUNDLE" }, merchantExtensionData: { tier: "gold" } });
    expect(life.state).toMatchObject({ ...change, merchantExtensionData: { tier: "gold" }, operation: null });
    expect(life.story).toEqual(["ACTIVE PRODUCT_UPDATE"]);
  });

  it("of another product than the open change is not its confirmation", () => {
    const life = new Life(SITUATIONS.active);
    life.begin({ verb: "update", change: { offerKey: "BUNDLE" } });
    life.say({ type: "update", change: { productKey: "MUSIC_PREMIUM" }, merchantExtensionData: null });
    expect(life.state).toMatchObject({
      productKey: "MUSIC_PREMIUM",
      offerKey: "STANDARD",
      operation: { verb: "update" },
    });
    life.answer(COMPLETED);
    expect(life.state).toMatchObject({ productKey: "MUSIC_PREMIUM", offerKey: "BUNDLE" });
  });
});

describe("a late answer contradicts", () => {
  it.each([
    ["a refusal of what was confirmed", SITUATIONS.active, "create", rejected("MERCHANT_REJECTED"), true],
    ["a success of what was rejected", SITUATIONS.cancelled, "create", COMPLETED, true],
    ["a success where a sign-up was announced", SITUATIONS.pending, "create", COMPLETED, true],
    [
      "a refused termination of what was terminated",
      SITUATIONS.cancelled,
      "terminate",
      rejected("MERCHANT_REJECTED"),
      true,
    ],
    ["a success of what was confirmed: no", SITUATIONS.active, "create", COMPLETED, false],
    ["a sign-up that was finished meanwhile: no", SITUATIONS.active, "create", ACTION_REQUIRED, false],
    [
      "a refusal of what was rejected: no",
      SITUATIONS.cancelled,
      "create",
      rejected("MERCHANT_REJECTED"),
      false,
    ],
    [
      "a refused suspension of what was revoked: no",
      SITUATIONS.revoked,
      "suspend",
      rejected("MERCHANT_REJECTED"),
      false,
    ],
    ["an unclear answer: no", SITUATIONS.active, "create", UNKNOWN, false],
  ] as const)("%s", (_, state, of, outcome, contradicts) => {
    expect(isLateContradiction(state, of, outcome)).toBe(contradicts);
  });

  it("and so does one that arrives in time but no longer fits", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.say(terminate(false, NOW + DAY));
    expect(life.answer(COMPLETED)).toMatchObject({ kind: "closed", contradiction: true });
    expect(life.state).toMatchObject({ status: "ACTIVE-ENDING", operation: null });
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
