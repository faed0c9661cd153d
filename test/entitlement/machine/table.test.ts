// Contract §3 as a grid: every command from every side in every situation. Written from the contract, not from
// src/entitlement/transitions.ts: a status, command or side without an expectation here fails.
import { describe, expect, it } from "vitest";
import { complete } from "../../../src/entitlement/machine/complete";
import { SIDES, STATUSES, type RefusalReason, type State } from "../../../src/entitlement/state";
import { COMMANDS, transition } from "../../../src/entitlement/transitions";
import {
  ACTION_REQUIRED,
  answered,
  COMPLETED,
  NOW,
  QUEUED,
  rejected,
  SITUATIONS,
  UNKNOWN,
  type Situation,
} from "../fixtures";
import { DOORS, type Effect } from "./doors";

// P PENDING, A ACTIVE, E ACTIVE-ENDING, S SUSPENDED, C CANCELLED, R REVOKED: that status, one version further
// = 200 and nothing changes      + one version further, status unchanged      q stored, runs later
// - INCOMPATIBLE_STATE           x ALREADY_ENDED
// n NOT_SUSPENDED_BY_YOU         b OPERATION_IN_PROGRESS                       . nothing happens
const COLUMNS: Situation[] = [
  "fresh",
  "pending",
  "changing",
  "active",
  "resumed",
  "ending",
  "endingByMerchant",
  "suspended",
  "suspendedByMerchant",
  "failed",
  "cancelled",
  "cancelledByMerchant",
  "cancelConfirmed",
  "revoked",
  "revokedByMerchant",
  "revokeConfirmed",
];

const ACTIVATED = "A ACTIVATION_SUCCESS";
const REVERTED = "C ACTIVATION_FAILURE A PRODUCT_UPDATE";
const METADATA = "+ METADATA_UPDATE";
const ENDED = "C TERMINATION_SUCCESS";
const REVOKED = "R TERMINATION_SUCCESS";

// Columns:                              0 P Pc A Ar E Em S Sm F  C Cm Cc R Rm Rc
// oxfmt-ignore
const GRID: Record<string, [string, string]> = {
  "activate MERCHANT":                  ["A A A  = =  = =  = =  A  x x x  x x x", ACTIVATED],
  "reject MERCHANT":                    ["C C A  - -  - -  - -  C  x x x  x x x", REVERTED],
  "lapse PLATFORM":                     [". C A  . .  . .  . .  .  . . .  . . .", REVERTED],
  "activationInfo RESELLER":            ["b = =  - -  - -  - -  -  x x x  x x x", ""],
  "activationInfo RESELLER, none made": ["b = =  - -  - -  - -  -  x x x  x x x", ""],
  "notify MERCHANT":                    ["+ + +  - -  - -  - -  -  x x x  x x x", "+ ACTIVATION_PENDING"],
  "changeProduct RESELLER":             ["b - -  + +  - -  - -  -  x x x  x x x", "+ PRODUCT_UPDATE"],
  "changeProduct RESELLER, user step":  ["b - -  P P  - -  - -  -  x x x  x x x", ""],
  "changeProduct MERCHANT":             ["- - -  + +  - -  - -  -  x x x  x x x", "+ PRODUCT_UPDATE"],
  "changeFields RESELLER":              ["b + +  + +  + +  + +  +  x x x  x x x", METADATA],
  "changeFields RESELLER, the same":    ["b = =  = =  = =  = =  =  x x x  x x x", ""],
  "changeFields MERCHANT":              ["b + +  + +  + +  + +  +  x x x  x x x", METADATA],
  "changeFields MERCHANT, by notify":   ["b + +  + +  + +  + +  +  x x x  x x x", METADATA],
  "suspend RESELLER":                   ["b - -  S S  - -  - -  -  x x x  x x x", "S SUSPENSION_SUCCESS"],
  "suspend MERCHANT":                   ["- - -  S S  - -  = =  -  x x x  x x x", "S SUSPENSION_SUCCESS"],
  "resume RESELLER":                    ["b - -  - -  - -  A n  -  x x x  x x x", "A RESUMPTION_SUCCESS"],
  "resume MERCHANT":                    ["- - -  - =  - -  n A  -  x x x  x x x", "A RESUMPTION_SUCCESS"],
  "resume OPERATOR":                    ["b - -  - -  - -  A A  -  x x x  x x x", "A RESUMPTION_SUCCESS"],
  "cancel RESELLER":                    ["b C C  C C  - -  C C  -  x x x  x x x", ENDED],
  "cancel RESELLER, end of period":     ["b C C  E E  - -  C C  -  x x x  x x x", `${ENDED} E TERMINATION_PENDING`],
  "terminate MERCHANT":                 ["C C C  C C  C C  C C  -  x = x  x x =", ENDED],
  "terminate MERCHANT, date":           ["C C C  E E  + +  C C  -  x = x  x x =", `${ENDED} E TERMINATION_PENDING + TERMINATION_PENDING`],
  "terminate MERCHANT, same date":      ["C C C  E E  = =  C C  -  x = x  x x =", `${ENDED} E TERMINATION_PENDING`],
  "terminate MERCHANT, past date":      ["C C C  C C  C C  C C  -  x = x  x x =", ENDED],
  "terminateNow MERCHANT":              ["R R R  R R  R R  R R  R  x x =  x = x", REVOKED],
  "undo RESELLER":                      ["b - -  - -  A -  - -  -  x x x  x x x", "A TERMINATION_REVERSED"],
  "end PLATFORM":                       [". . .  . .  C C  . .  .  . . .  . . .", ENDED],
  "revoke RESELLER":                    ["q R R  R R  R R  R R  R  x x x  x x x", REVOKED],
  "revoke OPERATOR":                    ["q R R  R R  R R  R R  R  x x x  x x x", REVOKED],
  "revoke RESELLER, merchant refuses":  ["q R R  R R  R R  R R  R  x x x  x x x", REVOKED],
  "expire PLATFORM":                    [". C C  C C  C C  C C  C  . . .  . . .", ENDED],
  "resolve PLATFORM, active":           [". . .  . .  . .  . .  A  . . .  . . .", ACTIVATED],
  "resolve PLATFORM, sign-up":          [". . .  . .  . .  . .  P  . . .  . . .", "P ACTIVATION_PENDING"],
  "resolve PLATFORM, queued":           [". . .  . .  . .  . .  P  . . .  . . .", "P ACTIVATION_PENDING"],
  "resolve PLATFORM, refused":          [". . .  . .  . .  . .  C  . . .  . . .", "C ACTIVATION_FAILURE"],
  "resolve PLATFORM, absent twice":     [". . .  . .  . .  . .  C  . . .  . . .", "C ACTIVATION_FAILURE"],
  "resolve OPERATOR, ACTIVE":           ["- - -  - -  - -  - -  A  - - -  - - -", ACTIVATED],
  "resolve OPERATOR, PENDING":          ["- - -  - -  - -  - -  P  - - -  - - -", "P ACTIVATION_PENDING"],
  "resolve OPERATOR, CANCELLED":        ["- - -  - -  - -  - -  C  - - -  - - -", "C ACTIVATION_FAILURE"],
  "resolve OPERATOR, DONE":             ["- - -  - -  - -  - -  -  - - -  - - -", ""],
  "resolve OPERATOR, NOT_DONE":         ["- - -  - -  - -  - -  -  - - -  - - -", ""],
};

const REFUSED: Partial<Record<RefusalReason, string>> = {
  INCOMPATIBLE_STATE: "-",
  ALREADY_ENDED: "x",
  NOT_SUSPENDED_BY_YOU: "n",
  OPERATION_IN_PROGRESS: "b",
};
const LETTERS = { PENDING: "P", ACTIVE: "A", SUSPENDED: "S", CANCELLED: "C", REVOKED: "R", FAILED: "F" };
const letterOf = (status: State["status"]): string => (status === "ACTIVE-ENDING" ? "E" : LETTERS[status]);

/** An effect in the grid's letters, with the notification. */
function written(before: State, effect: Effect): string {
  if (effect.kind === "refused") return REFUSED[effect.reason] ?? effect.reason;
  if (effect.kind === "nothing") return ".";
  if (effect.kind === "queued") return effect.state.version === before.version ? "q" : "q and a version";
  const { state, notifies, versions } = effect;
  const grew = state.version - before.version;
  if (grew !== versions) return `${grew} versions for ${versions} events`;
  const same = state.status === before.status;
  if (grew === 0) return same ? "=" : `${state.status} without a version`;
  return [same ? "+" : letterOf(state.status), notifies].filter(Boolean).join(" ");
}

/** The notification that a row names for a letter. */
function notified(letter: string, notes: string): string {
  const words = notes.split(" ");
  const at = words.indexOf(letter);
  return at === -1 ? letter : `${letter} ${words[at + 1]}`;
}

const rows = Object.entries(GRID).map(([name, [cells, notes]]) => ({
  name,
  cells: cells.split(/\s+/),
  notes,
}));

describe("the grid", () => {
  it("has a column for every status and situation", () => {
    expect([...COLUMNS].sort()).toEqual(Object.keys(SITUATIONS).sort());
    expect(new Set(COLUMNS.map((name) => SITUATIONS[name].status))).toEqual(new Set(STATUSES));
    for (const { name, cells } of rows) expect(cells, name).toHaveLength(COLUMNS.length);
  });

  it("has a row for every door, and every command but create and import, which begin an entitlement", () => {
    expect(Object.keys(GRID)).toEqual(Object.keys(DOORS));
    const commands = new Set(rows.map(({ name }) => name.split(" ")[0]));
    expect(commands).toEqual(
      new Set(COMMANDS.filter((command) => command !== "create" && command !== "import")),
    );
  });

  describe.each(rows)("$name", ({ name, cells, notes }) => {
    it.each(COLUMNS.map((situation, at) => [situation, cells[at] ?? ""] as const))(
      "%s: %s",
      (situation, cell) => {
        const state = SITUATIONS[situation];
        const effect = DOORS[name]?.(state) ?? { kind: "nothing" };
        expect(written(state, effect)).toBe(notified(cell, notes));
      },
    );
  });
});

describe("a create", () => {
  it.each([
    ["completed", COMPLETED, "A ACTIVATION_SUCCESS"],
    ["actionRequired", ACTION_REQUIRED, "P"],
    ["accepted", QUEUED, "P"],
    ["unknown", UNKNOWN, "F"],
  ] as const)("that the merchant answers with %s", (_, outcome, wanted) => {
    const { state, event } = answered(SITUATIONS.fresh, outcome).step;
    const letters = [letterOf(state.status), event?.notifies].filter(Boolean).join(" ");
    expect([letters, state.version, event?.from]).toEqual([wanted, 1, null]);
  });

  it.each(["MERCHANT_REJECTED", "MERCHANT_UNAVAILABLE"] as const)(
    "refused with %s leaves nothing",
    (reason) => {
      const { operation } = SITUATIONS.fresh;
      const completion = operation && complete(SITUATIONS.fresh, operation, rejected(reason), NOW);
      expect(completion).toMatchObject({ kind: "void", refusal: { reason } });
    },
  );
});

describe("the definition in the code", () => {
  const has = (command: string, side: string): boolean =>
    rows.some(({ name }) => name.split(",")[0] === `${command} ${side}`);
  const pairs = COMMANDS.flatMap((command) => SIDES.map((side) => ({ command, side })));

  it.each(pairs)("$command by $side has a row in exactly the statuses in which the grid lets it", (pair) => {
    const { command, side } = pair;
    const works = new Set(
      rows
        .filter(({ name }) => name.split(",")[0] === `${command} ${side}`)
        .flatMap(({ cells }) => COLUMNS.filter((_, at) => !"-xnb.".includes(cells[at] ?? "-")))
        .map((situation) => SITUATIONS[situation].status),
    );
    const defined = STATUSES.filter((status) => transition(command, side, status));
    expect(new Set(defined)).toEqual(works);
    expect(defined.length > 0).toBe(has(command, side));
  });

  it("lets only a reseller create, and only it or an operator import, where there is nothing yet", () => {
    const creators = SIDES.filter((side) => transition("create", side, null));
    expect(creators).toEqual(["RESELLER"]);
    const importers = SIDES.filter((side) => transition("import", side, null));
    expect(importers).toEqual(["RESELLER", "OPERATOR"]);
  });
});
