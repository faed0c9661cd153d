// Merchants that queue what they are asked, and say afterwards what became of it, by the request id that they were sent.
import { describe, expect, it } from "vitest";
import { waiting } from "../../../src/entitlement/record";
import {
  ACTORS,
  command,
  COMPLETED,
  DAY,
  fresh,
  FRAUD,
  HOUR,
  NOW,
  QUEUED,
  SECOND,
  SITUATIONS,
  UNKNOWN,
  type Situation,
} from "../fixtures";
import { Life } from "./life";

const DONE = { outcome: "DONE" } as const;
const NOT_DONE = {
  outcome: "NOT_DONE",
  reasonCode: "CUSTOMER_NOT_ELIGIBLE",
  reasonDescription: "no",
} as const;

/** Every phase that an operation can be in when its merchant acknowledges it. */
const PHASES = [
  ["on its way", []],
  ["queued", [QUEUED]],
  ["in doubt", [UNKNOWN]],
] as const;

const VERBS = [
  ["update", "active", "ACTIVE PRODUCT_UPDATE"],
  ["suspend", "active", "SUSPENDED SUSPENSION_SUCCESS"],
  ["resume", "suspended", "ACTIVE RESUMPTION_SUCCESS"],
  ["cancel", "active", "CANCELLED TERMINATION_SUCCESS"],
  ["undo", "ending", "ACTIVE TERMINATION_REVERSED"],
] as const;

describe.each(PHASES)("an operation %s", (_, answers) => {
  function opened(verb: (typeof VERBS)[number][0], situation: Situation): Life {
    const life = new Life(SITUATIONS[situation]);
    life.begin(command(verb));
    for (const answer of answers) life.answer(answer);
    return life;
  }

  function created(): Life {
    const life = new Life();
    for (const answer of answers) life.answer(answer);
    return life;
  }

  it.each(VERBS)("(%s) that is done takes effect, by the merchant", (verb, situation, last) => {
    const life = opened(verb, situation);
    expect(life.acknowledge(DONE)).toMatchObject({ contradiction: false });
    expect(life.story.at(-1)).toBe(last);
    const { event } = life.entries.at(-1) ?? {};
    expect(event).toMatchObject({ actor: ACTORS.MERCHANT, command: "acknowledge" });
    expect(life.state.operation).toBeNull();
  });

  it.each(VERBS)("(%s) that is not done is dropped visibly, told to nobody", (verb, situation) => {
    const life = opened(verb, situation);
    const before = life.state.version;
    life.acknowledge(NOT_DONE);
    expect(life.state).toMatchObject({
      version: before + 1,
      status: SITUATIONS[situation].status,
      operation: null,
    });
    const note = `${verb} was declined by the merchant: no`;
    expect(life.entries.at(-1)?.event).toMatchObject({ actor: ACTORS.MERCHANT, notifies: null, note });
    expect(life.notifications).toEqual([]);
  });

  it("(create) that is done is active, with what the merchant hands over", () => {
    const life = created();
    const given = { merchantEntitlementId: "m-1", activationCode: "CODE", merchantExtensionData: { a: 1 } };
    life.acknowledge({ ...DONE, ...given });
    expect(life.state).toMatchObject({ status: "ACTIVE", ...given });
    expect(life.notifications.map(({ reason }) => reason)).toEqual(["ACTIVATION_SUCCESS"]);
  });

  it("(create) that is not done ends as by the merchant's rejection", () => {
    const life = created();
    life.acknowledge(NOT_DONE);
    expect(life.state).toMatchObject({
      status: "CANCELLED",
      terminationReason: {
        category: "ACTIVATION_ROLLBACK",
        code: "CUSTOMER_NOT_ELIGIBLE",
        description: "no",
      },
    });
    expect(life.notifications.map(({ reason }) => reason)).toEqual(["ACTIVATION_FAILURE"]);
  });
});

describe("a cancellation that is done at a date", () => {
  it("leaves access until then, with the reseller's reason", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("cancel"));
    life.answer(QUEUED);
    life.acknowledge({ ...DONE, terminationDate: NOW + DAY });
    expect(life.state).toMatchObject({
      status: "ACTIVE-ENDING",
      dateEnded: NOW + DAY,
      endingBy: "RESELLER",
      terminationReason: { code: "NOT_RENEWED" },
    });
  });
});

describe("a revoke", () => {
  it.each([DONE, NOT_DONE])("that is acknowledged with %s stands, and owes nothing", (word) => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    life.answer(QUEUED);
    expect(waiting(life.state, NOW).on).toBe("MERCHANT");
    life.acknowledge(word);
    expect(life.state).toMatchObject({ status: "REVOKED", terminationReason: FRAUD, tasks: [] });
  });

  it.each([DONE, NOT_DONE])("that stood already is repeated until it is acknowledged with %s", (word) => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    life.answer(UNKNOWN);
    expect(life.state).toMatchObject({ status: "REVOKED", tasks: [{ kind: "terminate" }] });
    const { version } = life.state;
    life.acknowledge(word);
    expect(life.state).toMatchObject({ status: "REVOKED", version, tasks: [] });
  });

  it("that waits for the create to close runs when that is acknowledged", () => {
    const life = new Life();
    life.begin(command("revoke"));
    life.acknowledge(DONE);
    expect(life.story).toEqual(["ACTIVE ACTIVATION_SUCCESS", "REVOKED TERMINATION_SUCCESS"]);
  });
});

describe("an acknowledgement", () => {
  it("of something else finds nothing open", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    const before = life.state;
    expect(life.acknowledge(DONE, { requestId: "another", epoch: 1 })).toBeNull();
    expect(life.state).toEqual(before);
  });

  it("before the answer leaves that answer nothing to do", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.acknowledge(DONE);
    expect(life.answer(COMPLETED)).toEqual({ kind: "late" });
    expect(life.story).toEqual(["SUSPENDED SUSPENSION_SUCCESS"]);
  });

  it("that no longer fits closes the operation, and is a contradiction", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.answer(QUEUED);
    life.say({ type: "terminate", immediate: false, terminationDate: NOW + DAY, reason: {} });
    expect(life.acknowledge(DONE)).toMatchObject({ contradiction: true });
    expect(life.state).toMatchObject({ status: "ACTIVE-ENDING", operation: null });
  });
});

describe("an operation keeps the connector that it began with", () => {
  const next = (life: Life) => ({
    revision: 2,
    terms: { ...life.state.terms, connector: "other", connectorVersion: 7, revision: 2 },
  });

  it("until it is closed; the next one begins with the new one", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("suspend"));
    life.renew(next(life));
    expect(life.state.operation?.connector).toEqual({ name: "sandbox", version: 1 });
    life.answer(COMPLETED);
    life.begin(command("resume"));
    expect(life.state.operation?.connector).toEqual({ name: "other", version: 7 });
  });

  it("also as the termination that is owed afterwards", () => {
    const life = new Life(SITUATIONS.active);
    life.begin(command("revoke"));
    life.renew(next(life));
    life.answer(UNKNOWN);
    expect(life.state.tasks).toMatchObject([{ connector: { name: "sandbox", version: 1 } }]);
  });

  it("and what is owed at a due time is for the connector of then", () => {
    const life = new Life(fresh({ ...SITUATIONS.active, dateExpiry: NOW + HOUR }));
    life.renew(next(life));
    life.pass(HOUR + SECOND);
    expect(life.state.tasks).toMatchObject([{ connector: { name: "other", version: 7 } }]);
  });
});

describe("what is not sold any more", () => {
  it("keeps its terms, and is not asked about again under that revision", () => {
    const life = new Life(SITUATIONS.active);
    life.renew({ revision: 5, terms: null });
    expect(life.state.terms).toEqual({ ...SITUATIONS.active.terms, revision: 5 });
    life.renew({ revision: 5, terms: { ...life.state.terms, connectorVersion: 9 } });
    life.renew({ revision: 4, terms: { ...life.state.terms, connectorVersion: 9 } });
    expect(life.state.terms.connectorVersion).toBe(1);
  });
});
