// Ways to end that race each other: cancel against revoke, revoke against create, undo against the end of the period.
import { describe, expect, it } from "vitest";
import type { VerbCommand } from "../../../src/entitlement/machine/begin";
import { entitled, read, until, verb, type Reply } from "../../support/api";
import { active, HOUR, opened, pass, said, SECOND, stall, type Held } from "../../support/world";
import { clock } from "../../../src/shared/clock";

const CANCEL: VerbCommand = {
  verb: "cancel",
  reason: { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null },
  extensionData: null,
};
const REVOKE: VerbCommand = {
  verb: "revoke",
  reason: { category: "REVOKED", code: "FRAUD", description: null },
  extensionData: null,
};

const outcomes = async (held: Held): Promise<string[]> =>
  (await held.history()).operations.map(({ outcome }) => outcome);
const reasons = async (held: Held): Promise<string[]> =>
  (await held.history()).notifications.map(({ reason }) => reason);

describe("cancel against revoke", () => {
  it.each(["cancel", "revoke"])(
    "revoke supersedes an open cancel; the answer of %s comes first",
    async (first) => {
      const held = await active();
      const cancel = await held.call(CANCEL);
      const revoke = await held.call(REVOKE);
      const toCancel = () => held.answer(cancel, { kind: "completed" });
      const toRevoke = () => held.answer(revoke, { kind: "completed" });
      if (first === "cancel") {
        expect(said(await toCancel())).toBe("OPERATION_IN_PROGRESS");
        expect(said(await toRevoke())).toBe("REVOKED");
      } else {
        expect(said(await toRevoke())).toBe("REVOKED");
        expect(said(await toCancel())).toBe("ALREADY_ENDED");
      }
      expect(await held.view()).toMatchObject({
        status: "REVOKED",
        version: 2,
        waitingOn: null,
        terminationReason: { category: "REVOKED", code: "FRAUD" },
      });
      expect((await outcomes(held)).sort()).toEqual(["completed", "completed", "completed", "superseded"]);
      expect(await reasons(held)).toEqual(["ACTIVATION_SUCCESS", "TERMINATION_SUCCESS"]);
    },
  );

  it.each([
    { kind: "rejected", reason: "MERCHANT_REJECTED" },
    { kind: "unknown", cause: "TIMEOUT" },
  ] as const)("the revoke stands although the merchant answers $kind", async (answer) => {
    const held = await active();
    const cancel = await held.call(CANCEL);
    const revoke = await held.call(REVOKE);
    expect(said(await held.answer(revoke, answer))).toBe("REVOKED");
    expect(said(await held.answer(cancel, { kind: "completed", terminationDate: clock.now() + HOUR }))).toBe(
      "ALREADY_ENDED",
    );
    expect(await held.view()).toMatchObject({ status: "REVOKED", version: 2 });
  });

  it("cancel does not get past an open revoke, nor past one that has taken effect", async () => {
    const held = await active();
    const revoke = await held.call(REVOKE);
    expect(said(await held.begin(CANCEL))).toBe("OPERATION_IN_PROGRESS");
    expect(said(await held.begin(REVOKE))).toBe("OPERATION_IN_PROGRESS");
    await held.answer(revoke, { kind: "completed" });
    expect(said(await held.begin(CANCEL))).toBe("ALREADY_ENDED");
    expect(said(await held.begin(REVOKE))).toBe("ALREADY_ENDED");
  });

  const told = ({ status, body }: Reply): string => `${status} ${body.metadata?.reason ?? body.status}`;
  const POINTS = ["beforeMerchantCall", "afterMerchantCall"] as const;

  it.each(POINTS)("over HTTP: a cancel that stalls %s loses to the revoke", async (point) => {
    const { entitlementId } = await entitled();
    const { reached, release } = stall(point);
    const cancel = verb("cancel", entitlementId);
    await reached;
    expect(told(await verb("revoke", entitlementId))).toBe("200 REVOKED");
    release();
    expect(told(await cancel)).toBe("409 ALREADY_ENDED");
    expect(await read(entitlementId)).toMatchObject({ status: "REVOKED", version: 2 });
  });

  it.each(POINTS)("over HTTP: a revoke that stalls %s keeps the cancel out", async (point) => {
    const { entitlementId } = await entitled();
    const { reached, release } = stall(point);
    const revoke = verb("revoke", entitlementId);
    await reached;
    expect(told(await verb("cancel", entitlementId))).toBe("409 OPERATION_IN_PROGRESS");
    release();
    expect(told(await revoke)).toBe("200 REVOKED");
    expect(await read(entitlementId)).toMatchObject({ status: "REVOKED", version: 2 });
  });

  it("ten of each at once: one revoke wins, everybody else hears 409", async () => {
    const { entitlementId } = await entitled();
    const verbs = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? "cancel" : "revoke"));
    const answers = await Promise.all(verbs.map((name) => verb(name, entitlementId)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect((await read(entitlementId)).version).toBe(2);
  });
});

describe("a revoke while the create is open", () => {
  it("is stored, and runs as soon as the create closes; the merchant hears of it", async () => {
    const { held, call } = await opened();
    expect(await held.begin(REVOKE)).toMatchObject({ kind: "record", code: "ACCEPTED" });
    expect(said(await held.begin(REVOKE))).toBe("OPERATION_IN_PROGRESS");
    await held.answer(call, { kind: "completed", merchantEntitlementId: "M" });
    expect(await held.view()).toMatchObject({ status: "REVOKED", merchantEntitlementId: "M" });
    await until(async () => {
      const { operations } = await held.history();
      expect(operations.map(({ operation }) => operation)).toEqual(["create", "terminate"]);
    });
  });

  it("and the create comes to nothing: nothing is left, nobody is told", async () => {
    const { held, call } = await opened();
    await held.begin(REVOKE);
    expect(said(await held.answer(call, { kind: "rejected", reason: "MERCHANT_REJECTED" }))).toBe(
      "MERCHANT_REJECTED",
    );
    expect(said(await held.begin(REVOKE))).toBe("UNKNOWN_ENTITLEMENT");
  });

  it("and nobody knows how the create went: revoked all the same, and the merchant is told until it is sure", async () => {
    const { held } = await opened();
    await held.begin(REVOKE);
    pass(46 * SECOND);
    await held.alarm();
    await until(async () => expect(await held.view()).toMatchObject({ status: "REVOKED", waitingOn: null }));
    // The create was never answered. The sandbox merchant has never heard of it, which is definitive: nothing is owed.
    await until(async () => expect(await outcomes(held)).toEqual(["unknown", "rejected"]));
  });
});

describe("undo against the end of the period", () => {
  async function ending(): Promise<Held> {
    const held = await active();
    const terminationDate = clock.now() + 10 * SECOND;
    await held.answer(await held.call(CANCEL), { kind: "completed", terminationDate });
    expect(await held.view()).toMatchObject({ status: "ACTIVE-ENDING", version: 2 });
    return held;
  }

  it("asked in time, answered after the date: the end waits for the answer, and the undo holds", async () => {
    const held = await ending();
    const undo = await held.call({ verb: "undo" });
    pass(11 * SECOND);
    expect(await held.view()).toMatchObject({ status: "ACTIVE-ENDING", waitingOn: "MERCHANT" });
    expect(said(await held.answer(undo, { kind: "completed" }))).toBe("ACTIVE");
    pass(HOUR);
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 3, dateEnded: null });
  });

  it("asked in time and refused after the date: it ends, as of the date", async () => {
    const held = await ending();
    const { dateEnded } = await held.view();
    const undo = await held.call({ verb: "undo" });
    pass(11 * SECOND);
    const refused = await held.answer(undo, { kind: "rejected", reason: "MERCHANT_REJECTED" });
    expect(said(refused)).toBe("MERCHANT_REJECTED");
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 3, dateEnded });
    expect(await reasons(held)).toEqual(["ACTIVATION_SUCCESS", "TERMINATION_PENDING", "TERMINATION_SUCCESS"]);
  });

  it("asked in time and in doubt at the date: it ends, and a late success is kept as a contradiction", async () => {
    const held = await ending();
    const undo = await held.call({ verb: "undo" });
    await held.answer(undo, { kind: "unknown", cause: "TIMEOUT" });
    pass(11 * SECOND);
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 3, waitingOn: null });
    await held.answer(undo, { kind: "completed" });
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 3 });
    expect((await held.history()).operations.at(-1)).toMatchObject({
      operation: "undo",
      outcome: "completed",
      contradiction: true,
    });
  });

  it("asked too late: it has ended, whether or not the alarm has run", async () => {
    const held = await ending();
    pass(11 * SECOND);
    expect(said(await held.begin({ verb: "undo" }))).toBe("ALREADY_ENDED");
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 3 });
  });

  it("is not for the merchant's own termination", async () => {
    const held = await active();
    const terminationDate = clock.now() + HOUR;
    await held.confirm({ type: "terminate", immediate: false, terminationDate, reason: {} });
    expect(said(await held.begin({ verb: "undo" }))).toBe("INCOMPATIBLE_STATE");
  });
});
