// What can be taken over from another system: which dates and sides can stand beside which status, the version that such
// an entitlement begins with, and that it lives on like any other.
import { describe, expect, it } from "vitest";
import {
  IMPORTABLE,
  imported,
  standingIssues,
  type Importable,
  type Imported,
  type Standing,
} from "../../../src/entitlement/machine/imported";
import { nextDue, tick } from "../../../src/entitlement/machine/time";
import { viewFor } from "../../../src/entitlement/record";
import type { Side, State } from "../../../src/entitlement/state";
import { transition } from "../../../src/entitlement/transitions";
import { ACTORS, DAY, fresh, HOUR, NOW, REASON, TERMS } from "../fixtures";

const AGO = NOW - 30 * DAY;
const AHEAD = NOW + 30 * DAY;

const NOTHING: Omit<Standing, "status"> = {
  dateCreated: null,
  dateActivated: null,
  dateSuspended: null,
  dateResumed: null,
  dateExpiry: null,
  dateEnded: null,
  terminationReason: null,
  suspendedBy: null,
  endingBy: null,
};
/** The least that each status needs. */
const LEAST: Record<Importable, Partial<Standing>> = {
  PENDING: {},
  ACTIVE: {},
  "ACTIVE-ENDING": { dateEnded: AHEAD },
  SUSPENDED: {},
  CANCELLED: { dateEnded: AGO },
  REVOKED: { dateEnded: AGO },
};

const standing = (status: Importable, more: Partial<Standing> = {}): Standing => ({
  ...NOTHING,
  status,
  ...LEAST[status],
  ...more,
});
const wrong = (status: Importable, more: Partial<Standing> = {}): string[] =>
  standingIssues(standing(status, more), NOW).map(({ path }) => path);

function given(status: Importable, more: Partial<Imported> = {}): Imported {
  const { createHash: _, dateCreated: __, ...sold } = fresh();
  return {
    ...sold,
    ...standing(status),
    terms: TERMS,
    merchantEntitlementId: "m-1",
    platformUserId: null,
    sharedCustomerId: null,
    activationCode: null,
    extensionData: null,
    merchantExtensionData: null,
    createHash: "hash",
    imported: { jobId: "job", row: 7 },
    ...more,
  };
}

const NAMES = { platformUserId: "platform-user", sharedCustomerId: "shared-customer" };
const step = (status: Importable, more: Partial<Imported> = {}, notify = false) =>
  imported(given(status, more), NAMES, { actor: ACTORS.OPERATOR, now: NOW, notify });
const stateOf = (status: Importable, more: Partial<Imported> = {}): State => step(status, more).state;

describe("what can stand on its own", () => {
  it.each(IMPORTABLE)("%s with the least that it needs", (status) => {
    expect(wrong(status)).toEqual([]);
  });

  it.each<[string, Importable, Partial<Standing>, string[]]>([
    ["no end", "ACTIVE-ENDING", { dateEnded: null }, ["dateEnded"]],
    ["an end that is past", "ACTIVE-ENDING", { dateEnded: NOW }, ["dateEnded"]],
    ["no end", "CANCELLED", { dateEnded: null }, ["dateEnded"]],
    ["an end ahead", "REVOKED", { dateEnded: AHEAD }, ["dateEnded"]],
    ["an end", "ACTIVE", { dateEnded: AHEAD }, ["dateEnded"]],
    ["an end", "SUSPENDED", { dateEnded: AGO }, ["dateEnded"]],
    ["a reason", "ACTIVE", { terminationReason: REASON }, ["terminationReason"]],
    ["an activation", "PENDING", { dateActivated: AGO }, ["dateActivated"]],
    ["a suspension", "PENDING", { dateSuspended: AGO, dateResumed: AGO }, ["dateSuspended", "dateResumed"]],
    ["who suspended", "ACTIVE", { suspendedBy: "RESELLER" }, ["suspendedBy"]],
    ["whose cancellation", "SUSPENDED", { endingBy: "MERCHANT" }, ["endingBy"]],
    ["an expiry that is past", "ACTIVE", { dateExpiry: NOW }, ["dateExpiry"]],
    ["a beginning ahead", "ACTIVE", { dateCreated: NOW + 1 }, ["dateCreated"]],
    [
      "dates ahead",
      "SUSPENDED",
      { dateActivated: AHEAD, dateSuspended: AHEAD },
      ["dateActivated", "dateSuspended"],
    ],
    ["dates before the beginning", "ACTIVE", { dateCreated: AGO, dateActivated: AGO - 1 }, ["dateActivated"]],
  ])("with %s not %s", (_, status, more, paths) => {
    expect(wrong(status, more)).toEqual(paths);
  });

  it.each<[Importable, Partial<Standing>]>([
    ["CANCELLED", { dateExpiry: AGO, dateActivated: AGO, terminationReason: REASON }],
    [
      "ACTIVE",
      { dateCreated: AGO, dateActivated: AGO, dateSuspended: AGO, dateResumed: NOW, dateExpiry: AHEAD },
    ],
    ["SUSPENDED", { suspendedBy: "MERCHANT", dateSuspended: AGO }],
    ["ACTIVE-ENDING", { endingBy: "MERCHANT", terminationReason: REASON }],
  ])("%s with everything that belongs to it", (status, more) => {
    expect(wrong(status, more)).toEqual([]);
  });
});

describe("its first version", () => {
  it.each(IMPORTABLE)("is %s, and says where it is from", (status) => {
    const { state, event } = step(status);
    expect(state).toMatchObject({ status, version: 1, dateLastUpdated: NOW, operation: null, tasks: [] });
    expect(event).toMatchObject({ command: "import", from: null, to: status, notifies: null });
    expect(event?.note).toBe("import job, row 7");
  });

  it.each<[Importable, string | null]>([
    ["PENDING", null],
    ["ACTIVE", "ACTIVATION_SUCCESS"],
    ["ACTIVE-ENDING", "TERMINATION_PENDING"],
    ["SUSPENDED", "SUSPENSION_SUCCESS"],
    ["CANCELLED", "TERMINATION_SUCCESS"],
    ["REVOKED", "TERMINATION_SUCCESS"],
  ])("of %s is notified as %s where that is asked for, as the table has it", (status, reason) => {
    expect(step(status, {}, true).event?.notifies).toBe(reason);
    const row = transition("import", "OPERATOR", null);
    expect(row?.to).toContain(status);
    if (reason !== null) expect(row?.notifies).toContain(reason);
  });

  it("takes for the beginning the earliest date that is known, else now", () => {
    expect(stateOf("ACTIVE")).toMatchObject({ dateCreated: NOW, dateActivated: NOW });
    expect(stateOf("SUSPENDED", { dateSuspended: AGO })).toMatchObject({
      dateCreated: AGO,
      dateActivated: AGO,
    });
    expect(stateOf("CANCELLED")).toMatchObject({ dateCreated: AGO, dateActivated: null, dateEnded: AGO });
    expect(stateOf("ACTIVE-ENDING").dateCreated).toBe(NOW);
    expect(stateOf("ACTIVE", { dateCreated: AGO, dateActivated: AGO + 1 })).toMatchObject({
      dateCreated: AGO,
      dateActivated: AGO + 1,
    });
    expect(stateOf("PENDING").dateActivated).toBeNull();
  });

  it("ends for the reason that is given, else for that of the verb", () => {
    expect(stateOf("CANCELLED", { terminationReason: REASON }).terminationReason).toEqual(REASON);
    expect(stateOf("CANCELLED").terminationReason?.code).toBe("SUBSCRIPTION_CANCELLED");
    expect(stateOf("REVOKED").terminationReason?.code).toBe("IMMEDIATE_CANCELLATION");
    expect(stateOf("ACTIVE").terminationReason).toBeNull();
  });

  it("leaves the way back to the side that is named, else to the reseller", () => {
    const may = (state: State, side: Side): string[] => viewFor(state, side, NOW).allowedActions;
    expect(may(stateOf("SUSPENDED"), "RESELLER")).toContain("resume");
    expect(may(stateOf("SUSPENDED", { suspendedBy: "MERCHANT" }), "RESELLER")).not.toContain("resume");
    expect(may(stateOf("SUSPENDED", { suspendedBy: "MERCHANT" }), "MERCHANT")).toContain("resume");
    expect(may(stateOf("ACTIVE-ENDING"), "RESELLER")).toContain("undo");
    expect(may(stateOf("ACTIVE-ENDING", { endingBy: "MERCHANT" }), "RESELLER")).not.toContain("undo");
    expect(may(stateOf("PENDING"), "RESELLER")).toContain("activationInfo");
    expect(may(stateOf("PENDING"), "MERCHANT")).toEqual(expect.arrayContaining(["activate", "reject"]));
  });
});

describe("what falls due afterwards", () => {
  it.each<[Importable, Partial<Imported>, number, string]>([
    ["ACTIVE", { dateExpiry: NOW + DAY }, NOW + DAY, "expire"],
    ["SUSPENDED", { dateExpiry: NOW + DAY }, NOW + DAY, "expire"],
    ["ACTIVE-ENDING", { dateEnded: NOW + HOUR, dateExpiry: NOW + DAY }, NOW + HOUR, "end"],
    ["PENDING", {}, NOW + 2 * DAY, "lapse"],
  ])("of %s with %o", (status, more, at, command) => {
    const state = stateOf(status, more);
    expect(nextDue(state)).toBe(at);
    expect(tick(state, at - 1)).toBeNull();
    expect(tick(state, at)).toMatchObject({ state: { status: "CANCELLED", version: 2 }, event: { command } });
  });

  it.each<Importable>(["ACTIVE", "CANCELLED", "REVOKED"])("of %s without dates nothing does", (status) => {
    expect(nextDue(stateOf(status, { dateExpiry: status === "ACTIVE" ? null : AGO }))).toBeNull();
  });
});
