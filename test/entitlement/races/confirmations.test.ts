// A merchant may confirm before its answer to the call has arrived. The confirmation takes effect; the late answer
// fills blanks and changes nothing else, and one that cannot be true is kept and marked.
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/connectors/contract";
import type { Confirmation } from "../../../src/entitlement/machine/confirm";
import { opened, said } from "../../support/world";

const CONFIRMATIONS: { name: string; command: Confirmation; status: string; version: number }[] = [
  {
    name: "activate",
    command: { type: "activate", merchantEntitlementId: "M-1" },
    status: "ACTIVE",
    version: 1,
  },
  {
    name: "reject",
    command: { type: "reject", reasonCode: "CUSTOMER_NOT_ELIGIBLE", reasonDescription: null },
    status: "CANCELLED",
    version: 1,
  },
  {
    name: "terminate",
    command: { type: "terminate", immediate: true, terminationDate: null, reason: {} },
    status: "REVOKED",
    version: 1,
  },
  {
    name: "notify",
    command: {
      type: "notify",
      activation: { url: "https://merchant.test/a", expiry: null },
      merchantExtensionData: null,
      message: null,
    },
    status: "PENDING",
    version: 1,
  },
];

const ANSWERS: Outcome[] = [
  { kind: "completed", merchantEntitlementId: "M-2" },
  { kind: "actionRequired", url: "https://merchant.test/b" },
  { kind: "accepted" },
  { kind: "rejected", reason: "MERCHANT_REJECTED" },
  { kind: "unknown", cause: "TIMEOUT" },
];

const PAIRS = CONFIRMATIONS.flatMap((confirmation) => ANSWERS.map((answer) => ({ ...confirmation, answer })));

describe("a confirmation before the answer of create", () => {
  it.each(PAIRS)("$name, then $answer.kind", async ({ command, status, version, answer }) => {
    const { held, call } = await opened();
    expect(said(await held.confirm(command))).toBe(status);
    const before = await held.view();
    expect(before).toMatchObject({ status, version });

    const late = await held.answer(call, answer);
    expect(late).toMatchObject({ kind: "record", record: { status } });
    expect(late.kind === "record" && late.code).toBe(status === "PENDING" ? "CLIENT_ACTION_REQUIRED" : "OK");
    const fills = answer.kind === "completed" && command.type !== "activate";
    const after = await held.view();
    expect(after).toMatchObject({
      status,
      version: version + (fills ? 1 : 0),
      merchantEntitlementId: command.type === "activate" ? "M-1" : fills ? "M-2" : held.id,
    });
    const { events, operations } = await held.history();
    expect(events.map((event) => event.version)).toEqual(fills ? [1, 2] : [1]);
    expect(operations).toMatchObject([{ requestId: call.requestId, outcome: answer.kind }]);
    const over = status === "CANCELLED" || status === "REVOKED";
    const contradicts =
      answer.kind === "rejected" ? !over : answer.kind === "completed" && status !== "ACTIVE";
    expect(operations[0]?.contradiction).toBe(contradicts);
  });

  it("never comes: an answer alone does what it says, once, however often it is told", async () => {
    const { held, call } = await opened();
    await held.answer(call, { kind: "completed" });
    await held.answer(call, { kind: "completed" });
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 1 });
  });

  it("is no news after the fact: repeats are answered and change nothing", async () => {
    const { held, call } = await opened();
    await held.answer(call, { kind: "completed", activationCode: "CODE" });
    expect(said(await held.confirm({ type: "activate" }))).toBe("ACTIVE");
    expect((await held.view()).version).toBe(1);
    await held.confirm({ type: "activate", merchantEntitlementId: "M-9", activationCode: "OTHER" });
    expect(await held.view()).toMatchObject({
      version: 2,
      merchantEntitlementId: "M-9",
      activationCode: "CODE",
    });
  });
});
