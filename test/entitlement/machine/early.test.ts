// Contract §3, rule 4: a merchant may confirm before its answer to the call has arrived.
import { describe, expect, it } from "vitest";
import { isLateContradiction } from "../../../src/entitlement/calls";
import { codeOf } from "../../../src/entitlement/answer";
import {
  ACTION_REQUIRED,
  command,
  COMPLETED,
  DAY,
  NOW,
  QUEUED,
  rejected,
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
