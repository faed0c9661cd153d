// What each side sees of an entitlement (contract §2): one record, one view per side.
import { describe, expect, it } from "vitest";
import { etagOf, parametersOf, recordFor, viewFor, waiting } from "../../src/entitlement/record";
import type { State } from "../../src/entitlement/state";
import {
  ACCEPTED,
  DAY,
  DOUBT,
  fresh,
  HOUR,
  NOW,
  operation,
  SECOND,
  SITUATIONS,
  TERMS,
  type Situation,
} from "./fixtures";

const FIELDS = [
  "entitlementId",
  "externalEntitlementId",
  "merchantEntitlementId",
  "status",
  "customerIdentifier",
  "sharedCustomerId",
  "platformUserId",
  "merchantAccountKey",
  "productKey",
  "offerKey",
  "entitlementDisplayName",
  "activationCode",
  "notificationUrl",
  "dateCreated",
  "dateActivated",
  "dateSuspended",
  "dateResumed",
  "dateExpiry",
  "dateEnded",
  "dateLastUpdated",
  "extensionData",
  "merchantExtensionData",
  "terminationReason",
  "environment",
  "version",
];

const full: State = {
  ...SITUATIONS.active,
  merchantEntitlementId: "m-1",
  extensionData: { order: 1 },
  merchantExtensionData: { tier: "gold" },
};

describe("the record", () => {
  it.each(Object.keys(SITUATIONS) as Situation[])(
    "has all its fields, absent ones null (%s)",
    (situation) => {
      const record = recordFor(SITUATIONS[situation], "RESELLER");
      expect(Object.keys(record)).toEqual(FIELDS);
      expect(Object.values(record)).not.toContain(undefined);
    },
  );

  it("says times in UTC ISO 8601 with milliseconds", () => {
    expect(recordFor(SITUATIONS.ending, "RESELLER")).toMatchObject({
      dateCreated: "2026-03-01T11:00:00.000Z",
      dateEnded: "2026-03-02T12:00:00.000Z",
      dateSuspended: null,
    });
  });

  it("has the platform's id where the merchant gave none", () => {
    expect(recordFor(SITUATIONS.active, "RESELLER").merchantEntitlementId).toBe(full.entitlementId);
    expect(recordFor(full, "RESELLER").merchantEntitlementId).toBe("m-1");
  });

  it("shows a reseller the merchant's data only where the route shares it", () => {
    expect(recordFor(full, "RESELLER").merchantExtensionData).toBeNull();
    const terms = { ...TERMS, sharesMerchantExtensionData: true };
    expect(recordFor({ ...full, terms }, "RESELLER").merchantExtensionData).toEqual({ tier: "gold" });
    expect(recordFor(full, "MERCHANT").merchantExtensionData).toEqual({ tier: "gold" });
  });

  it("hides the customer from a merchant, and shows the pseudonym", () => {
    expect(recordFor(full, "MERCHANT")).toMatchObject({
      customerIdentifier: null,
      extensionData: null,
      notificationUrl: null,
      platformUserId: null,
      sharedCustomerId: "shared-customer",
      resellerKey: "TELCO",
    });
    const text = JSON.stringify(viewFor(full, "MERCHANT", NOW));
    for (const secret of ["+491701234567", "platform-user", "reseller.invalid"])
      expect(text).not.toContain(secret);
  });

  it("shows a merchant what the route shares, and no more", () => {
    const terms = { ...TERMS, sharesWithMerchant: ["customerIdentifier"] };
    expect(recordFor({ ...full, terms }, "MERCHANT")).toMatchObject({
      customerIdentifier: "+491701234567",
      extensionData: null,
    });
  });

  it("shows an operator everything", () => {
    const record = recordFor(full, "OPERATOR");
    expect(record).toMatchObject({
      customerIdentifier: "+491701234567",
      merchantExtensionData: { tier: "gold" },
    });
    expect(record.resellerKey).toBe("TELCO");
  });
});

describe("who has to act", () => {
  const url = { url: "https://merchant.invalid", expiry: NOW + HOUR };
  it.each<[string, State, [string | null, number | null]]>([
    ["the merchant, while a call is open", SITUATIONS.fresh, ["MERCHANT", NOW + 44 * SECOND]],
    [
      "the merchant, who queued it",
      { ...full, operation: operation("cancel", ACCEPTED) },
      ["MERCHANT", NOW + DAY],
    ],
    [
      "the platform, in doubt",
      { ...full, operation: operation("cancel", DOUBT) },
      ["PLATFORM", NOW + 4 * SECOND],
    ],
    [
      "the customer, until the page expires",
      { ...SITUATIONS.pending, activation: url },
      ["CUSTOMER", NOW + HOUR],
    ],
    [
      "the customer, until the sign-up lapses",
      { ...SITUATIONS.pending, activation: { ...url, expiry: null } },
      ["CUSTOMER", NOW + 2 * DAY],
    ],
    [
      "the customer, who needs a fresh page first",
      { ...SITUATIONS.pending, activation: { ...url, expiry: NOW } },
      ["CUSTOMER", NOW + 2 * DAY],
    ],
    ["nobody, when there is no page", { ...SITUATIONS.pending, activation: null }, [null, null]],
    ["nobody", full, [null, null]],
  ])("%s", (_, state, [on, until]) => {
    expect(waiting(state, NOW)).toEqual({ on, until });
    const waitingUntil = until === null ? null : new Date(until).toISOString();
    expect(viewFor(state, "RESELLER", NOW)).toMatchObject({ waitingOn: on, waitingUntil });
  });
});

describe("the page for the customer", () => {
  it("is there while it is valid", () => {
    const url = "https://merchant.invalid/sign-up";
    const urlExpiry = new Date(NOW + HOUR).toISOString();
    expect(parametersOf(SITUATIONS.pending, NOW)).toEqual({ action: "NAVIGATE_TO_URL", url, urlExpiry });
    expect(parametersOf(SITUATIONS.pending, NOW + HOUR - 1)).not.toBeNull();
    expect(parametersOf(SITUATIONS.pending, NOW + HOUR)).toBeNull();
  });

  it("is there for a PENDING one only", () => {
    const { activation } = SITUATIONS.pending;
    for (const state of Object.values<State>(SITUATIONS))
      expect(parametersOf({ ...state, activation }, NOW) !== null).toBe(state.status === "PENDING");
  });
});

describe("the ETag", () => {
  it.each<[State, string | null]>([
    [fresh(), null],
    [full, '"3"'],
    [{ ...full, operation: operation("cancel") }, '"3-cancel"'],
    [SITUATIONS.failed, '"1-create"'],
  ])("is the version, with what is open behind it", (state, etag) => {
    expect(etagOf(state)).toBe(etag);
  });
});

describe("allowed actions", () => {
  const ENDING = ["cancel", "revoke"];
  it.each<[Situation, string[], string[]]>([
    ["fresh", ["revoke"], ["activate", "reject", "terminate", "notify"]],
    [
      "pending",
      [...ENDING, "update", "activationInfo"],
      ["activate", "reject", "terminate", "update", "notify"],
    ],
    [
      "changing",
      [...ENDING, "update", "activationInfo"],
      ["activate", "reject", "terminate", "update", "notify"],
    ],
    ["active", [...ENDING, "suspend", "update"], ["terminate", "suspend", "update", "notify"]],
    ["resumed", [...ENDING, "suspend", "update"], ["terminate", "suspend", "update", "notify"]],
    ["ending", ["revoke", "undo", "update"], ["terminate", "update", "notify"]],
    ["endingByMerchant", ["revoke", "update"], ["terminate", "update", "notify"]],
    ["suspended", [...ENDING, "resume", "update"], ["terminate", "update", "notify"]],
    ["suspendedByMerchant", [...ENDING, "update"], ["terminate", "resume", "update", "notify"]],
    ["failed", ["revoke", "update"], ["activate", "reject", "terminate", "update", "notify"]],
    ["cancelled", [], []],
    ["cancelledByMerchant", [], []],
    ["cancelConfirmed", [], []],
    ["revoked", [], []],
    ["revokedByMerchant", [], []],
    ["revokeConfirmed", [], []],
  ])("of what is %s", (situation, reseller, merchant) => {
    const state = SITUATIONS[situation];
    expect(viewFor(state, "RESELLER", NOW).allowedActions).toEqual(reseller);
    expect(viewFor(state, "MERCHANT", NOW).allowedActions).toEqual(merchant);
  });

  it("are only revoke and a change of fields while an operation is open", () => {
    const state = { ...full, operation: operation("suspend") };
    expect(viewFor(state, "RESELLER", NOW).allowedActions).toEqual(["revoke", "update"]);
  });

  it("leave out what the product cannot do, but never revoke", () => {
    const state = { ...full, terms: { ...TERMS, verbs: [] } };
    expect(viewFor(state, "RESELLER", NOW).allowedActions).toEqual(["revoke", "update"]);
  });
});
