// While an operation is open: what every other command does then, for every verb, phase and status it can be open in.
import { describe, expect, it } from "vitest";
import { begin } from "../../../src/entitlement/machine/begin";
import { confirm } from "../../../src/entitlement/machine/confirm";
import { nextDue, tick } from "../../../src/entitlement/machine/time";
import { waiting } from "../../../src/entitlement/record";
import { VERBS, type Operation, type State, type Verb } from "../../../src/entitlement/state";
import {
  ACCEPTED,
  answered,
  asking,
  command,
  COMPLETED,
  DOUBT,
  HOUR,
  MINUTE,
  NOW,
  operation,
  QUEUED,
  SITUATIONS,
  terminate,
  type Situation,
} from "../fixtures";
import { DOORS } from "./doors";

/** Where each verb can be open after its create has closed; a verb missing here fails below. */
const OPEN_IN: Record<Verb, Situation[]> = {
  create: ["pending", "failed"],
  update: ["active"],
  suspend: ["active", "resumed"],
  resume: ["suspended"],
  cancel: ["pending", "changing", "active", "suspended"],
  undo: ["ending"],
  revoke: ["pending", "changing", "active", "ending", "suspended", "suspendedByMerchant", "failed"],
  activationInfo: ["pending", "changing"],
};

/** A create is not `calling` any more once there is a version; a fresh URL is not worth waiting for. */
const possible = (verb: Verb, situation: Situation, { phase }: Pick<Operation, "phase">): boolean => {
  if (verb === "create") return phase === (situation === "failed" ? "doubt" : "accepted");
  if (verb === "revoke") return phase !== "doubt";
  return verb !== "activationInfo" || phase === "calling";
};

const PHASES = [{ phase: "calling", dueAt: NOW + 44_000 } as const, ACCEPTED, DOUBT];

const OPEN = VERBS.flatMap((verb) =>
  PHASES.flatMap((phase) =>
    OPEN_IN[verb]
      .filter((situation) => possible(verb, situation, phase))
      .map((situation) => ({
        verb,
        phase: phase.phase,
        situation,
        state: { ...SITUATIONS[situation], operation: operation(verb, phase) } as State,
      })),
  ),
);

const CALLED = VERBS.filter((verb) => verb !== "create");

it("covers every verb", () => {
  expect(new Set(OPEN.map(({ verb }) => verb))).toEqual(new Set(VERBS));
});

describe.each(OPEN)("while a $verb is $phase ($situation)", ({ verb, phase, state }) => {
  it.each(CALLED)("%s", (next) => {
    const beginning = begin(state, command(next), asking());
    if (next === "revoke" && verb !== "revoke") {
      expect(beginning).toMatchObject({ kind: "call", operation: { verb: "revoke", phase: "calling" } });
      return;
    }
    // A FAILED create does not even have the status for another verb.
    const reason =
      state.status === "FAILED" && next !== "revoke" ? "INCOMPATIBLE_STATE" : "OPERATION_IN_PROGRESS";
    expect(beginning).toMatchObject({ kind: "refused", refusal: { reason } });
  });

  it("other fields change at once, and the operation stays open", () => {
    const change = { externalEntitlementId: "order-2" };
    const beginning = begin(state, { verb: "update", change }, asking());
    const next = { externalEntitlementId: "order-2", version: state.version + 1, operation: state.operation };
    expect(beginning).toMatchObject({ kind: "done", step: { state: next } });
  });

  it("a due timer waits for a call, and for nothing else", () => {
    const due = { ...state, dateExpiry: NOW };
    expect(tick(due, NOW)?.state.status).toBe(phase === "calling" ? undefined : "CANCELLED");
  });

  it("there is a time to look again, and somebody who has to act", () => {
    expect(nextDue(state)).toBe(state.operation?.dueAt);
    expect(waiting(state, NOW)).toEqual({
      on: phase === "doubt" ? "PLATFORM" : "MERCHANT",
      until: state.operation?.dueAt,
    });
  });
});

/** The confirmation that answers each verb; the others leave it open. */
const ANSWERED_BY: Record<string, Verb[]> = {
  "activate MERCHANT": ["create"],
  "reject MERCHANT": ["create"],
  "notify MERCHANT": ["create", "activationInfo"],
  "changeProduct MERCHANT": ["update"],
  "changeFields MERCHANT": [],
  "suspend MERCHANT": ["suspend"],
  "resume MERCHANT": ["resume"],
  "terminate MERCHANT": ["cancel", "revoke"],
  "terminateNow MERCHANT": ["cancel", "revoke"],
};

describe.each(OPEN)(
  "a merchant's word while a $verb is $phase ($situation)",
  ({ verb, situation, state }) => {
    it.each(Object.keys(ANSWERED_BY))("%s", (name) => {
      const effect = DOORS[name]?.(state);
      const quiet = DOORS[name]?.({ ...SITUATIONS[situation], operation: null });
      const answers = ANSWERED_BY[name]?.includes(verb) === true;
      if (verb === "resume" && answers) {
        expect(effect).toMatchObject({ kind: "changed", state: { status: "ACTIVE", operation: null } });
        return;
      }
      if (quiet?.kind !== "changed" || effect?.kind !== "changed") {
        expect(effect).toEqual(quiet);
        return;
      }
      const wanted =
        answers && name.startsWith("terminate") ? (verb === "revoke" ? "REVOKED" : "CANCELLED") : null;
      expect(effect.state.status).toBe(wanted ?? quiet.state.status);
      expect(effect.notifies).toBe(quiet.notifies);
      expect(effect.versions).toBe(quiet.versions);
      const over = effect.state.status === "CANCELLED" || effect.state.status === "REVOKED";
      expect(effect.state.operation).toEqual(answers || over ? null : state.operation);
    });
  },
);

describe("a revoke of a FAILED create", () => {
  const state = { ...SITUATIONS.failed, operation: operation("revoke") };

  it("that the merchant queued waits for its confirmation, and is still FAILED until then", () => {
    const { step, refusal } = answered(state, QUEUED);
    expect(refusal).toBeNull();
    expect(step.state).toMatchObject({ status: "FAILED", version: 2, operation: { verb: "revoke" } });
    expect(step.event?.notifies).toBeNull();
    expect(confirm(step.state, terminate(true), asking("MERCHANT"))).toMatchObject({
      step: { state: { status: "REVOKED" } },
    });
  });

  it("is not lost when an operator settles the create meanwhile", () => {
    const settled = DOORS["resolve OPERATOR, ACTIVE"]?.(state);
    expect(settled).toMatchObject({ state: { status: "ACTIVE", operation: { verb: "revoke" } } });
    if (settled?.kind !== "changed") throw new Error("not settled");
    expect(answered(settled.state, COMPLETED).step.state.status).toBe("REVOKED");
  });
});

describe("an open cancel or revoke of a change that waits for the customer", () => {
  it.each(["cancel", "revoke"] as const)("outlives the lapse of the sign-up (%s)", (verb) => {
    const state = { ...SITUATIONS.changing, operation: operation(verb, ACCEPTED), lapsesAt: NOW + HOUR };
    const step = tick(state, NOW + HOUR);
    expect(step?.state).toMatchObject({ status: "ACTIVE", operation: { verb, phase: "accepted" } });
  });
});

describe("a wait whose answer fits no more", () => {
  it.each([ACCEPTED, DOUBT])("is dropped visibly ($phase)", (phase) => {
    const state = { ...SITUATIONS.ending, operation: operation("suspend", phase) };
    const { step, contradiction } = answered(state, COMPLETED, NOW + MINUTE);
    expect(contradiction).toBe(true);
    expect(step.state).toMatchObject({
      status: "ACTIVE-ENDING",
      operation: null,
      version: state.version + 1,
    });
    expect(step.event).toMatchObject({ notifies: null, note: expect.stringContaining("dropped") });
  });
});
