// The object has no catalogue: it says when its terms are older than its caller's, and takes over what it is brought.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Terms } from "../../src/catalogue/terms";
import type { Answer } from "../../src/entitlement/answer";
import type { Current } from "../../src/entitlement/machine/terms";
import { loseMessages } from "../support/outbox";
import { active, asking, callOf, MERCHANT, pass, RESELLER, SECOND, TERMS, type Held } from "../support/world";

const SOLD: Terms = { ...TERMS, revision: 3 };
const NEXT: Terms = { ...SOLD, connectorVersion: 2, verbs: ["cancel", "revoke"], revision: 4 };
const withNext: Current = { revision: 4, productKey: "MUSIC", terms: NEXT };
const OUTDATED = {
  kind: "outdated",
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
};

const view = async (held: Held, current?: Current): Promise<Answer> => held.stub.view(RESELLER, current);
const actions = async (held: Held, current?: Current): Promise<string[]> => {
  const answer = await view(held, current);
  return answer.kind === "record" ? answer.record.allowedActions : [answer.kind];
};
const begin = async (held: Held, current?: Current, dryRun = false): Promise<Answer> =>
  held.stub.begin({ verb: "suspend" }, RESELLER, asking(), dryRun, current);

describe("an entitlement under a catalogue that has moved on", () => {
  it("asks for the terms of today, by every way that leads to it, and does nothing", async () => {
    const held = await active({ terms: SOLD });
    const before = await held.history();
    for (const dryRun of [true, false]) expect(await begin(held, { revision: 4 }, dryRun)).toEqual(OUTDATED);
    expect(await view(held, { revision: 4 })).toEqual(OUTDATED);
    const told = { type: "suspend", reasonDescription: null } as const;
    const byMerchant = asking({ actor: MERCHANT });
    expect(await held.stub.confirm(told, MERCHANT, byMerchant, { revision: 4 })).toEqual(OUTDATED);
    expect((await held.history()).events).toEqual(before.events);
  });

  it("follows them: what it can do, what is refused, what it is asked through", async () => {
    const held = await active({ terms: SOLD });
    expect(await actions(held)).toContain("suspend");
    expect(await actions(held, withNext)).toEqual(["cancel", "revoke", "update"]);
    const refused = { kind: "refusal", refusal: { reason: "OPERATION_NOT_SUPPORTED" } };
    expect(await begin(held, { revision: 4 })).toMatchObject(refused);
    expect(await begin(held, { revision: 4 }, true)).toMatchObject(refused);
    const cancel = await held.call({
      verb: "cancel",
      reason: { category: "", code: "", description: null },
      extensionData: null,
    });
    expect(cancel).toMatchObject({ connector: "sandbox", connectorVersion: 2 });
  });

  it("asks no second time while the catalogue rests, nor for an older copy of it", async () => {
    const held = await active({ terms: SOLD });
    for (const revision of [3, 2, 0]) expect(await actions(held, { revision })).toContain("suspend");
    await view(held, withNext);
    for (const revision of [4, 3]) expect(await actions(held, { revision })).not.toContain("suspend");
    const old = { revision: 3, productKey: "MUSIC", terms: SOLD };
    expect(await actions(held, old)).not.toContain("suspend");
  });

  it("stores them with what is written next, and writes nothing for a read", async () => {
    loseMessages();
    const held = await active({ terms: SOLD });
    await view(held, withNext);
    await evictDurableObject(held.stub);
    expect(await view(held, { revision: 4 })).toEqual(OUTDATED);
    await view(held, withNext);
    await held.begin({ verb: "update", change: { externalEntitlementId: "own" } });
    await evictDurableObject(held.stub);
    expect(await actions(held, { revision: 4 })).toEqual(["cancel", "revoke", "update"]);
  });

  it("keeps its terms where it is not sold any more, and does not ask about that again", async () => {
    const held = await active({ terms: SOLD });
    const gone = { revision: 4, productKey: "MUSIC", terms: null };
    expect(await actions(held, gone)).toContain("suspend");
    expect(await actions(held, { revision: 4 })).toContain("suspend");
    expect(await view(held, { revision: 5 })).toEqual(OUTDATED);
  });

  it("takes no terms of a product that it is not any more", async () => {
    const held = await active({ terms: SOLD });
    expect(await view(held, { ...withNext, productKey: "OTHER" })).toEqual(OUTDATED);
  });

  it("which release 0.1.0 made, asks once", async () => {
    const held = await active();
    expect(await view(held, { revision: 1 })).toEqual(OUTDATED);
    await view(held, { revision: 1, productKey: "MUSIC", terms: { ...TERMS, revision: 1 } });
    expect(await view(held, { revision: 1 })).toMatchObject({ kind: "record" });
  });
});

describe("an operation that is open while the catalogue moves on", () => {
  it("is resolved on the connector that it began with; the next one begins on the new one", async () => {
    const held = await active({ terms: SOLD });
    const suspend = await held.call({ verb: "suspend" });
    await held.answer(suspend, { kind: "unknown", cause: "TIMEOUT" });
    const both = { ...NEXT, verbs: SOLD.verbs };
    await view(held, { ...withNext, terms: both });
    await evictDurableObject(held.stub);
    pass(6 * SECOND);
    const taken = await held.stub.takeCall(suspend.requestId, suspend.epoch + 1);
    expect(taken).toMatchObject({ phase: "doubt", connector: "sandbox", connectorVersion: 1 });
    await held.answer(suspend, { kind: "completed" });
    const resume = await held.stub.begin({ verb: "resume" }, RESELLER, asking(), false, {
      ...withNext,
      terms: both,
    });
    expect(callOf(resume)).toMatchObject({ connectorVersion: 2 });
  });

  it("and so is a termination that is owed", async () => {
    const held = await active({ terms: { ...SOLD, connector: "none" } });
    const reason = { category: "REVOKED", code: "FRAUD", description: null };
    const revoke = await held.call({ verb: "revoke", reason, extensionData: null });
    await held.answer(revoke, { kind: "unknown", cause: "TIMEOUT" });
    await view(held, withNext);
    const taken = await held.stub.takeCall(revoke.requestId, 1);
    expect(taken).toMatchObject({ phase: "task", connector: "none", connectorVersion: 1 });
  });
});

describe("a doubt that the connector cannot clear", () => {
  it("waits for the operator, and the history says so with the cause", async () => {
    const held = await active({ terms: { ...SOLD, resolves: [] } });
    const suspend = await held.call({ verb: "suspend" });
    const detail = "suspend: the answer has no result";
    await held.answer(suspend, { kind: "unknown", cause: "UNREADABLE", detail });
    expect(await held.view()).toMatchObject({
      status: "ACTIVE",
      version: 1,
      waitingOn: "PLATFORM",
      waitingUntil: null,
    });
    const { operations } = await held.history();
    expect(operations.at(-1)).toMatchObject({
      operation: "suspend",
      outcome: "unknown",
      detail: `UNREADABLE: ${detail}; an operator has to settle it`,
    });
  });

  it("of a call whose Worker died is as visible", async () => {
    const held = await active({ terms: { ...SOLD, resolves: [] } });
    await held.call({ verb: "suspend" });
    pass(60 * SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ waitingOn: "PLATFORM", waitingUntil: null });
    expect((await held.history()).operations.at(-1)?.detail).toBe(
      "INTERRUPTED; an operator has to settle it",
    );
  });

  it("elsewhere is asked about, and what was wrong with the answer is in the history", async () => {
    const held = await active({ terms: SOLD });
    const suspend = await held.call({ verb: "suspend" });
    await held.answer(suspend, { kind: "unknown", cause: "UNREADABLE", detail: "not JSON" });
    expect((await held.history()).operations.at(-1)?.detail).toBe("UNREADABLE: not JSON");
    expect((await held.view()).waitingUntil).not.toBeNull();
  });
});

describe("a late answer that cannot be true", () => {
  it("is kept as a contradiction", async () => {
    const held = await active({ terms: { ...SOLD, resolves: [] } });
    const suspend = await held.call({ verb: "suspend" });
    await held.answer(suspend, { kind: "unknown", cause: "TIMEOUT" });
    const operator = { side: "OPERATOR", name: "operator", environment: null } as const;
    const settle = asking({ actor: operator });
    await held.stub.settle("NOT_DONE", null, "asked by phone", operator, settle);
    expect((await held.history()).events.at(-1)).toMatchObject({
      command: "settle",
      actor: { side: "OPERATOR" },
      note: "asked by phone",
    });
    await held.answer(suspend, { kind: "completed" });
    expect((await held.history()).operations.at(-1)).toMatchObject({
      operation: "suspend",
      outcome: "completed",
      contradiction: true,
    });
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2, waitingOn: null });
  });
});
