// `dryRun`: where a verb could lead, found with the same functions that decide.
import { describe, expect, it } from "vitest";
import { possibleAfter } from "../../../src/entitlement/machine/possible";
import { env } from "cloudflare:workers";
import { Claims } from "../../../src/entitlement/claims";
import { rehearse as rehearsed } from "../../../src/entitlement/rehearsal";
import type { Asking, VerbCommand } from "../../../src/entitlement/machine/begin";
import type { State } from "../../../src/entitlement/state";
import { asking, command, fresh, NOW, operation, SITUATIONS, TERMS } from "../fixtures";

const rehearse = (...[state, verb, asked]: [State, VerbCommand, Asking]) =>
  rehearsed(state, new Claims(env), verb, asked);

describe("a dry run", () => {
  it.each([
    ["cancel", "active", ["CANCELLED", "ACTIVE-ENDING"]],
    ["cancel", "suspended", ["CANCELLED"]],
    ["revoke", "active", ["REVOKED"]],
    ["revoke", "failed", ["REVOKED"]],
    ["revoke", "fresh", ["REVOKED"]],
    ["suspend", "active", ["SUSPENDED"]],
    ["resume", "suspended", ["ACTIVE"]],
    ["undo", "ending", ["ACTIVE"]],
    ["update", "active", ["ACTIVE", "PENDING"]],
    ["activationInfo", "pending", ["PENDING"]],
  ] as const)("of %s while it is %s", async (verb, situation, possible) => {
    expect(await rehearse(SITUATIONS[situation], command(verb), asking())).toEqual({
      kind: "dryRun",
      possible,
    });
  });

  it("of a cancel that this product does only at once", async () => {
    const state = { ...SITUATIONS.active, terms: { ...TERMS, endOfPeriodCancel: false } };
    const answer = await rehearse(state, command("cancel"), asking());
    expect(answer).toEqual({ kind: "dryRun", possible: ["CANCELLED"] });
  });

  it("of a change that this product makes without the customer", async () => {
    const terms = { ...TERMS, userStepOnChange: false };
    const { active } = SITUATIONS;
    const straight = { kind: "dryRun", possible: ["ACTIVE"] };
    expect(await rehearse({ ...active, terms }, command("update"), asking())).toEqual(straight);
    const change = { productKey: "MUSIC_PREMIUM", terms };
    expect(await rehearse(active, { verb: "update", change }, asking())).toEqual(straight);
  });

  it("of other fields, changed or not", async () => {
    for (const externalEntitlementId of ["order-1", "order-2"]) {
      const answer = await rehearse(
        SITUATIONS.suspended,
        { verb: "update", change: { externalEntitlementId } },
        asking(),
      );
      expect(answer).toEqual({ kind: "dryRun", possible: ["SUSPENDED"] });
    }
  });

  it("is refused for the same reasons as the real thing", async () => {
    const answer = await rehearse(SITUATIONS.cancelled, command("suspend"), asking());
    expect(answer).toMatchObject({ kind: "refusal", refusal: { reason: "ALREADY_ENDED" } });
  });

  it("of a create", () => {
    const create = operation("create");
    expect(possibleAfter(fresh(), create, NOW)).toEqual(["ACTIVE", "PENDING", "FAILED"]);
  });
});
