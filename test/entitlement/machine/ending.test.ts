// How entitlements end: a merchant's termination with its dates and repetitions, expiry and lapse, and the way back.
import { describe, expect, it } from "vitest";
import { confirm, type Confirmation } from "../../../src/entitlement/machine/confirm";
import {
  ACCEPTED,
  ACTION_REQUIRED,
  answered,
  asking,
  begun,
  command,
  COMPLETED,
  confirmed,
  DAY,
  FRAUD,
  fresh,
  HOUR,
  NOW,
  operation,
  REASON,
  SECOND,
  SITUATIONS,
  terminate,
} from "../fixtures";
import { Life } from "./life";

const say = (state: Life["state"], what: Confirmation) => confirm(state, what, asking("MERCHANT"));

describe("a termination that confirms a waiting verb", () => {
  const phases = [["calling", {}] as const, ["accepted", ACCEPTED] as const];

  it.each(phases)("ends in the status and reason of a cancel (%s), whatever it says itself", (_, phase) => {
    for (const immediate of [true, false]) {
      const state = { ...SITUATIONS.active, operation: operation("cancel", phase) };
      const { state: after } = confirmed(state, { ...terminate(immediate), reason: FRAUD } as Confirmation);
      expect(after).toMatchObject({ status: "CANCELLED", terminationReason: REASON, operation: null });
    }
  });

  it.each(phases)("ends in the status and reason of a revoke (%s), also with a date", (_, phase) => {
    for (const what of [terminate(true), terminate(false), terminate(false, NOW + DAY)]) {
      const state = { ...SITUATIONS.active, operation: operation("revoke", phase) };
      expect(confirmed(state, what).state).toMatchObject({ status: "REVOKED", terminationReason: FRAUD });
    }
  });

  it("with a date makes the cancel one that its reseller can undo", () => {
    const state = begun(SITUATIONS.active, command("cancel"));
    const { state: after } = confirmed(state, terminate(false, NOW + DAY));
    expect(after).toMatchObject({ status: "ACTIVE-ENDING", endingBy: "RESELLER", terminationReason: REASON });
    expect(begun(after, command("undo")).operation?.verb).toBe("undo");
  });

  it("keeps the further properties that came with the cancel", () => {
    const extensionData = { ticket: 7 };
    const state = begun(SITUATIONS.active, { verb: "cancel", reason: REASON, extensionData });
    expect(confirmed(state, terminate(false)).state.extensionData).toEqual(extensionData);
  });
});

describe("a merchant's own termination", () => {
  it("has default reasons by how it ends", () => {
    const at = (immediate: boolean) =>
      confirmed(SITUATIONS.active, terminate(immediate)).state.terminationReason;
    expect(at(false)).toMatchObject({ category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED" });
    expect(at(true)).toMatchObject({ category: "REVOKED", code: "IMMEDIATE_CANCELLATION" });
  });

  it("keeps the reason of what was ending, unless it gives one", () => {
    const { state } = confirmed(SITUATIONS.ending, terminate(false));
    expect(state.terminationReason).toEqual(REASON);
    const reason = { category: "CUSTOMER_CANCELLED", code: "OTHER" };
    const told = confirmed(SITUATIONS.ending, { ...terminate(false), reason } as Confirmation);
    expect(told.state.terminationReason).toMatchObject(reason);
  });

  it("cannot be undone by the reseller", () => {
    const { state } = confirmed(SITUATIONS.active, terminate(false, NOW + DAY));
    expect(() => begun(state, command("undo"))).toThrow("INCOMPATIBLE_STATE");
  });

  it("moves the date of what is ending, as often as it likes", () => {
    const { state } = confirmed(SITUATIONS.ending, terminate(false, NOW + 2 * DAY));
    expect(state).toMatchObject({ status: "ACTIVE-ENDING", dateEnded: NOW + 2 * DAY, version: 4 });
    expect(say(state, terminate(false, NOW + 2 * DAY))).toBeNull();
  });

  it("takes effect by itself at its date", () => {
    const life = new Life(SITUATIONS.active);
    life.say(terminate(false, NOW + DAY));
    life.pass(DAY - SECOND);
    expect(life.state.status).toBe("ACTIVE-ENDING");
    life.pass(SECOND);
    expect(life.story).toEqual(["ACTIVE-ENDING TERMINATION_PENDING", "CANCELLED TERMINATION_SUCCESS"]);
    expect(life.state).toMatchObject({ dateEnded: NOW + DAY, tasks: [] });
  });
});

describe("repeating a confirmation", () => {
  it("of an activation fills blanks once, then changes nothing", () => {
    const activate = { type: "activate", activationCode: "CODE", merchantEntitlementId: "m-1" } as const;
    for (const situation of ["active", "suspended", "ending"] as const) {
      const { state, event } = confirmed(SITUATIONS[situation], activate);
      expect(state).toMatchObject({
        activationCode: "CODE",
        version: 4,
        status: SITUATIONS[situation].status,
      });
      expect(event?.notifies).toBe("METADATA_UPDATE");
      expect(say(state, { ...activate, activationCode: "OTHER" })).toBeNull();
    }
  });

  it("of the termination that ended it is fine, of another one is not", () => {
    const { state } = confirmed(SITUATIONS.active, terminate(true));
    expect(say(state, terminate(true))).toBeNull();
    expect(say(state, terminate(false))).toMatchObject({ refusal: { reason: "ALREADY_ENDED" } });
  });

  it("of the suspension or resumption that holds is fine", () => {
    const { state: suspended } = confirmed(SITUATIONS.active, { type: "suspend", reasonDescription: null });
    expect(say(suspended, { type: "suspend", reasonDescription: null })).toBeNull();
    const { state: resumed } = confirmed(suspended, { type: "resume", reasonDescription: null });
    expect(say(resumed, { type: "resume", reasonDescription: null })).toBeNull();
  });
});

describe("dateExpiry", () => {
  it.each(["pending", "changing", "active", "ending", "suspended", "failed"] as const)(
    "ends what is %s at the due time, and owes the merchant a termination at once",
    (situation) => {
      const life = new Life({ ...SITUATIONS[situation], dateExpiry: NOW + HOUR, operation: null });
      life.pass(2 * HOUR);
      expect(life.story).toEqual(["CANCELLED TERMINATION_SUCCESS"]);
      expect(life.state).toMatchObject({
        dateEnded: NOW + HOUR,
        terminationReason: { category: "CUSTOMER_CANCELLED", code: "EXPIRED" },
        tasks: [{ kind: "terminate" }],
      });
      expect(life.calls).not.toEqual([]);
    },
  );

  it("does not hold the status for the merchant's answer", () => {
    const life = new Life({ ...SITUATIONS.active, dateExpiry: NOW + HOUR });
    life.pass(40 * DAY);
    expect(life.state).toMatchObject({ status: "CANCELLED", version: 4 });
    life.answer(COMPLETED);
    expect(life.state).toMatchObject({ version: 4, tasks: [] });
  });
});

describe("a sign-up that nobody finishes", () => {
  it("lapses after the product's time, and owes the merchant a termination", () => {
    const life = new Life();
    life.answer(ACTION_REQUIRED);
    life.pass(2 * DAY);
    expect(life.story).toEqual(["PENDING", "CANCELLED ACTIVATION_FAILURE"]);
    expect(life.state).toMatchObject({
      terminationReason: { category: "ACTIVATION_ROLLBACK", code: "SIGN_UP_LAPSED" },
      tasks: [{ kind: "terminate" }],
    });
  });

  it("stays where the product sets no time", () => {
    const life = new Life(fresh({ terms: { ...fresh().terms, signUpTtlMs: null } }));
    life.answer(ACTION_REQUIRED);
    life.pass(400 * DAY);
    expect(life.story).toEqual(["PENDING"]);
  });

  it("is not prolonged by a fresh page", () => {
    const life = new Life();
    life.answer(ACTION_REQUIRED);
    life.pass(DAY);
    const activation = { url: "https://merchant.invalid/fresh", expiry: null };
    life.say({ type: "notify", activation, merchantExtensionData: null, message: null });
    life.pass(DAY);
    expect(life.state.status).toBe("CANCELLED");
  });

  it.each(["lapse", "reject"] as const)(
    "of a change goes back to the previous product (%s), and owes nothing",
    (how) => {
      const life = new Life(SITUATIONS.active);
      life.begin({
        verb: "update",
        change: { productKey: "MUSIC_PREMIUM", externalEntitlementId: "order-2" },
      });
      life.answer(ACTION_REQUIRED);
      expect(life.state).toMatchObject({ status: "PENDING", productKey: "MUSIC_PREMIUM" });
      if (how === "lapse") life.pass(2 * DAY);
      else life.say({ type: "reject", reasonCode: "MERCHANT_REJECTED", reasonDescription: null });
      expect(life.story).toEqual(["PENDING", "ACTIVE PRODUCT_UPDATE"]);
      expect(life.state).toMatchObject({
        productKey: "MUSIC",
        offerKey: "STANDARD",
        previous: null,
        tasks: [],
      });
    },
  );

  it("of a change that is finished is an activation with the new product", () => {
    const life = new Life(SITUATIONS.active);
    life.begin({ verb: "update", change: { productKey: "MUSIC_PREMIUM" } });
    life.answer(ACTION_REQUIRED);
    life.say({ type: "activate" });
    expect(life.story).toEqual(["PENDING", "ACTIVE ACTIVATION_SUCCESS"]);
    expect(life.state).toMatchObject({ productKey: "MUSIC_PREMIUM", previous: null });
    expect(life.state.dateActivated).toBe(SITUATIONS.active.dateActivated);
  });
});

describe("undo", () => {
  it("is possible before dateEnded, and not from it on", () => {
    expect(
      begun(SITUATIONS.ending, command("undo"), asking("RESELLER", { now: NOW + DAY - 1 })),
    ).toBeDefined();
    const late = asking("RESELLER", { now: NOW + DAY });
    expect(() => begun(SITUATIONS.ending, command("undo"), late)).toThrow("INCOMPATIBLE_STATE");
  });

  it("clears what the cancellation had set", () => {
    const { step } = answered(begun(SITUATIONS.ending, command("undo")), COMPLETED);
    expect(step.state).toMatchObject({ dateEnded: null, endingBy: null, terminationReason: null });
  });
});
