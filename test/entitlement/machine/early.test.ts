// Contract §3, rule 4: a merchant may confirm before its answer to the call has arrived.
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../src/entitlement/answer";
import type { MerchantOperation, Outcome } from "../../../src/connectors/contract";
import { isLateContradiction } from "../../../src/entitlement/contradiction";
import { nextEntry } from "../../../src/entitlement/entry";
import type { State } from "../../../src/entitlement/state";
import {
  ACTION_REQUIRED,
  command,
  COMPLETED,
  DAY,
  HOUR,
  MINUTE,
  NOW,
  operation,
  QUEUED,
  rejected,
  SECOND,
  SITUATIONS,
  terminate,
  UNKNOWN,
} from "../fixtures";
import { Life } from "./life";

const activate = { type: "activate", merchantEntitlementId: "m-1" } as const;

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

const ASKED = { productKey: "MUSIC_PREMIUM", offerKey: "STANDARD" };

/** An answer to a call made a minute ago, where the record has gone through these states, the first of them before. */
function contradictsLate(states: State[], of: MerchantOperation, outcome: Outcome): boolean {
  const entries = states.map((state, at) => nextEntry(null, state, null, NOW - (states.length - at) * HOUR));
  const since = entries.map((entry, at) => (at === 0 ? entry : { ...entry, at: NOW - 30 * SECOND + at }));
  return isLateContradiction(
    since,
    { operation: of, at: NOW - MINUTE, durationMs: 1, product: ASKED },
    outcome,
  );
}

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
    expect(contradictsLate([state], of, outcome)).toBe(contradicts);
  });

  const { active, suspended, ending, cancelled, revoked, resumed } = SITUATIONS;
  const changed = { ...active, ...ASKED };
  const revoking = { ...active, operation: operation("revoke") };

  it.each([
    ["suspended, but the record never was", "suspend", [active, active], COMPLETED, true],
    ["suspended, and the record is ending unsuspended", "suspend", [active, ending], COMPLETED, true],
    ["suspended, as the record is", "suspend", [active, suspended], COMPLETED, false],
    [
      "suspended, as the record was until it was resumed",
      "suspend",
      [active, suspended, resumed],
      COMPLETED,
      false,
    ],
    ["suspended, and the record has ended", "suspend", [active, cancelled], COMPLETED, false],
    ["suspended, and a revoke is on its way", "suspend", [active, revoking], COMPLETED, false],
    ["resumed, but the record is suspended all the time", "resume", [suspended, suspended], COMPLETED, true],
    [
      "resumed, as the record was until it was suspended",
      "resume",
      [suspended, resumed, suspended],
      COMPLETED,
      false,
    ],
    ["changed, but the record never had that product", "update", [active, active], COMPLETED, true],
    ["changed, as the record is", "update", [active, changed], COMPLETED, false],
    ["changed, as the record was for a while", "update", [active, changed, active], COMPLETED, false],
    ["ended, but the record goes on", "terminate", [active, active], COMPLETED, true],
    [
      "ended, as the record was going to until it was undone",
      "terminate",
      [active, ending, active],
      COMPLETED,
      false,
    ],
    ["ended, as the record has", "terminate", [active, revoked], COMPLETED, false],
    ["reversed, but the record goes to its end", "undo", [ending, ending], COMPLETED, true],
    ["reversed, but the record has come to its end", "undo", [ending, cancelled], COMPLETED, true],
    ["reversed, and cancelled once more", "undo", [ending, active, cancelled], COMPLETED, false],
    ["not suspended, but the record is", "suspend", [active, suspended], rejected("MERCHANT_REJECTED"), true],
    ["not suspended, as the record", "suspend", [active, active], rejected("MERCHANT_REJECTED"), false],
    ["not changed, but the record is", "update", [active, changed], rejected("MERCHANT_REJECTED"), true],
    ["not ended, as the record", "terminate", [active, active], rejected("MERCHANT_REJECTED"), false],
    ["no new page", "activationInfo", [SITUATIONS.pending], rejected("MERCHANT_REJECTED"), false],
  ] as const)("that says: %s", (_, of, states, outcome, contradicts) => {
    expect(contradictsLate([...states], of, outcome)).toBe(contradicts);
  });

  it("not about a change, where the Worker that asked did not say for which product", () => {
    const entries = [nextEntry(null, active, null, NOW)];
    const meta = { operation: "update", at: NOW, durationMs: 1 } as const;
    for (const outcome of [COMPLETED, rejected("MERCHANT_REJECTED")])
      expect(isLateContradiction(entries, meta, outcome)).toBe(false);
  });

  it("and so does one that arrives in time but no longer fits", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.say(terminate(false, NOW + DAY));
    expect(life.answer(COMPLETED)).toMatchObject({ kind: "closed", contradiction: true });
    expect(life.state).toMatchObject({ status: "ACTIVE-ENDING", operation: null });
  });
});
