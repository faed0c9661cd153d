// Merchants that queue what they are asked acknowledge it afterwards, by the id that they were sent.
import { afterEach, describe, expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { call, create, entitled, patch, read, refusalOf, tell, verb, type Reply } from "../support/api";

const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });
const STATE = "409 CONFLICT INCOMPATIBLE_STATE RESELLER";

interface Operation {
  requestId: string;
  operation: string;
  outcome: string;
  detail: string | null;
}

async function historyOf(
  id: string,
): Promise<{ events: Record<string, unknown>[]; operations: Operation[] }> {
  const { body } = await call("GET", `/v1/entitlement/history/${id}`);
  return body as unknown as { events: Record<string, unknown>[]; operations: Operation[] };
}

/** The id that the merchant was sent with its latest call. */
const lastId = async (id: string): Promise<string> =>
  (await historyOf(id)).operations.at(-1)?.requestId ?? "";

const acknowledge = async (id: string, body: object, headers = {}): Promise<Reply> =>
  tell("acknowledge", id, { operationId: await lastId(id), ...body }, { headers });

/** An active entitlement whose cancellation the merchant has queued. */
async function cancelling(): Promise<string> {
  const { entitlementId } = await entitled();
  const queued = await verb("cancel", entitlementId, magic("TERMINATE_RETURNS_ACCEPTED"));
  expect(queued).toMatchObject({ status: 202, body: { status: "ACTIVE", waitingOn: "MERCHANT" } });
  return entitlementId;
}

/** The next calls to merchants are answered by nobody. */
const networkDown = (): void => {
  hooks.beforeMerchantCall = () => {
    throw new Error("the merchant's network is down");
  };
};

afterEach(() => {
  delete hooks.beforeMerchantCall;
});

describe("an operation that the merchant queued", () => {
  it("is done: the record is what the verb wanted, and the merchant sees its view of it", async () => {
    const id = await cancelling();
    const terminationDate = "2035-01-01T00:00:00.000Z";
    const done = await acknowledge(id, { outcome: "DONE", terminationDate });
    expect(done).toMatchObject({
      status: 200,
      body: { status: "ACTIVE-ENDING", dateEnded: terminationDate, customerIdentifier: null },
    });
    const { events, operations } = await historyOf(id);
    expect(events.at(-1)).toMatchObject({
      command: "acknowledge",
      actor: { side: "MERCHANT", name: "MUSIC" },
      from: "ACTIVE",
      to: "ACTIVE-ENDING",
      reason: "TERMINATION_PENDING",
    });
    expect(operations.at(-1)).toMatchObject({
      operation: "terminate",
      outcome: "completed",
      detail: "acknowledged",
    });
  });

  it("is not done: the wait is dropped, visibly and without a notification", async () => {
    const id = await cancelling();
    const given = { outcome: "NOT_DONE", reasonDescription: "There is a debt." };
    expect(await acknowledge(id, given)).toMatchObject({
      status: 200,
      body: { status: "ACTIVE", version: 3 },
    });
    expect(await read(id)).toMatchObject({ status: "ACTIVE", version: 3, waitingOn: null });
    const { events, operations } = await historyOf(id);
    const note = "cancel was declined by the merchant: There is a debt.";
    expect(events.at(-1)).toMatchObject({ actor: { side: "MERCHANT" }, reason: null, note });
    expect(operations.at(-1)).toMatchObject({
      outcome: "rejected",
      detail: "acknowledged: MERCHANT_REJECTED",
    });
  });

  it.each([
    ["DONE", "ACTIVE", null],
    ["NOT_DONE", "CANCELLED", "CUSTOMER_NOT_ELIGIBLE"],
  ])("and is a create: %s makes it %s", async (outcome, status, code) => {
    const { body } = await create({}, magic("CREATE_REQUEST_RETURNS_CREATED"));
    expect(body).toMatchObject({ status: "PENDING", waitingOn: "MERCHANT" });
    const reason = { ...(code !== null && { reasonCode: code }) };
    const told = await acknowledge(body.entitlementId, { outcome, ...reason });
    expect(told).toMatchObject({ status: 200, body: { status } });
    const { terminationReason } = await read(body.entitlementId);
    expect((terminationReason as { code: string } | null)?.code ?? null).toBe(code);
  });

  it("and is in doubt is settled by it", async () => {
    const { entitlementId } = await entitled();
    networkDown();
    expect((await verb("suspend", entitlementId)).body.metadata.reason).toBe("OUTCOME_UNKNOWN");
    const done = await acknowledge(entitlementId, { outcome: "DONE" });
    expect(done).toMatchObject({ status: 200, body: { status: "SUSPENDED", version: 2 } });
  });

  it("is a termination that is still owed: it is not asked for again", async () => {
    const { entitlementId } = await entitled();
    networkDown();
    expect((await verb("revoke", entitlementId)).body.status).toBe("REVOKED");
    const id = await lastId(entitlementId);
    const word = { operationId: id, outcome: "DONE" };
    for (let times = 0; times < 2; times++)
      expect(await tell("acknowledge", entitlementId, word)).toMatchObject({
        status: 200,
        body: { status: "REVOKED", version: 2 },
      });
    const { operations } = await historyOf(entitlementId);
    expect(operations.filter(({ detail }) => detail === "acknowledged")).toHaveLength(1);
  });
});

describe("an acknowledgement", () => {
  it("repeated is 200 and changes nothing; the opposite is refused", async () => {
    for (const [outcome, other] of [
      ["DONE", "NOT_DONE"],
      ["NOT_DONE", "DONE"],
    ]) {
      const id = await cancelling();
      const operationId = await lastId(id);
      const first = await tell("acknowledge", id, { operationId, outcome });
      const again = await tell("acknowledge", id, { operationId, outcome });
      expect(again).toMatchObject({ status: 200, body: first.body });
      const opposite = await tell("acknowledge", id, { operationId, outcome: other });
      expect(refusalOf(opposite)).toBe(STATE);
      expect(opposite.body.responseMessage).toContain(`as ${outcome}`);
    }
  });

  it("of what was confirmed in another way is 200, and fills blanks at most", async () => {
    const { body } = await create({}, magic("CREATE_REQUEST_RETURNS_CREATED"));
    const operationId = await lastId(body.entitlementId);
    await tell("activate", body.entitlementId, { merchantEntitlementId: "M-1" });
    const word = { operationId, outcome: "DONE", merchantEntitlementId: "M-2", activationCode: "C" };
    const told = await tell("acknowledge", body.entitlementId, word);
    expect(told).toMatchObject({
      status: 200,
      body: { status: "ACTIVE", merchantEntitlementId: "M-1", activationCode: "C" },
    });
    const opposite = await tell("acknowledge", body.entitlementId, { operationId, outcome: "NOT_DONE" });
    expect(refusalOf(opposite)).toBe(STATE);
  });

  it("of what waits for the customer is refused until that is activated or rejected", async () => {
    for (const [told, body, same, opposite] of [
      ["activate", {}, "DONE", "NOT_DONE"],
      ["reject", { reasonCode: "MERCHANT_REJECTED" }, "NOT_DONE", "DONE"],
    ] as const) {
      const { entitlementId } = await entitled({ productKey: "MUSIC" });
      for (const outcome of ["DONE", "NOT_DONE"])
        expect(refusalOf(await acknowledge(entitlementId, { outcome }))).toBe(STATE);
      await tell(told, entitlementId, body);
      expect((await acknowledge(entitlementId, { outcome: same })).status).toBe(200);
      expect(refusalOf(await acknowledge(entitlementId, { outcome: opposite }))).toBe(STATE);
    }
  });

  it("of a change that waits for the customer, the same", async () => {
    for (const [told, body, same, opposite] of [
      ["activate", {}, "DONE", "NOT_DONE"],
      ["reject", { reasonCode: "MERCHANT_REJECTED" }, "NOT_DONE", "DONE"],
    ] as const) {
      const { entitlementId } = await entitled();
      const change = await patch(
        entitlementId,
        { offerKey: "BUNDLE" },
        magic("UPDATE_RETURNS_ACTIVATION_REQUIRED"),
      );
      expect(change.body.status).toBe("PENDING");
      expect(refusalOf(await acknowledge(entitlementId, { outcome: "DONE" }))).toBe(STATE);
      await tell(told, entitlementId, body);
      expect((await acknowledge(entitlementId, { outcome: same })).status).toBe(200);
      expect(refusalOf(await acknowledge(entitlementId, { outcome: opposite }))).toBe(STATE);
    }
  });

  it("of what a merchant's answer has closed is 200 where it says the same", async () => {
    const { entitlementId } = await entitled();
    await verb("suspend", entitlementId);
    expect((await acknowledge(entitlementId, { outcome: "DONE" })).status).toBe(200);
    expect(refusalOf(await acknowledge(entitlementId, { outcome: "NOT_DONE" }))).toBe(STATE);
  });

  it("of what a revoke has superseded is 200 either way", async () => {
    const id = await cancelling();
    const operationId = await lastId(id);
    await verb("revoke", id);
    for (const outcome of ["DONE", "NOT_DONE"])
      expect(await tell("acknowledge", id, { operationId, outcome })).toMatchObject({
        status: 200,
        body: { status: "REVOKED" },
      });
  });

  it("of something else is refused, and told what is open", async () => {
    const id = await cancelling();
    const operationId = await lastId(id);
    const refused = await tell("acknowledge", id, { operationId: "another", outcome: "DONE" });
    expect(refusalOf(refused)).toBe(STATE);
    expect(refused.body.responseMessage).toContain(`cancel (${operationId})`);
    await tell("acknowledge", id, { operationId, outcome: "DONE" });
    const later = await tell("acknowledge", id, { operationId: "another", outcome: "DONE" });
    expect(later.body.responseMessage).toContain("Nothing is open.");
  });

  it("under a key is answered again", async () => {
    const id = await cancelling();
    const [operationId, headers] = [await lastId(id), { "Idempotency-Key": "ack-1" }];
    const word = { operationId, outcome: "DONE" };
    const first = await tell("acknowledge", id, word, { headers });
    const again = await tell("acknowledge", id, word, { headers });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body).toEqual(first.body);
    const other = await tell("acknowledge", id, { ...word, outcome: "NOT_DONE" }, { headers });
    expect(refusalOf(other)).toBe("422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER");
  });

  it("names an operation and an outcome", async () => {
    const { entitlementId } = await entitled();
    const invalid = "400 BAD_REQUEST VALIDATION RESELLER";
    for (const [body, path] of [
      [{ outcome: "DONE" }, "operationId"],
      [{ operationId: "x" }, "outcome"],
      [{ operationId: "x", outcome: "MAYBE" }, "outcome"],
      [{ operationId: "x", outcome: "DONE", reasonCode: "NO" }, "reasonCode"],
      [{ operationId: "x", outcome: "DONE", status: "ACTIVE" }, "status"],
    ] as const)
      expect(refusalOf(await tell("acknowledge", entitlementId, body))).toBe(`${invalid} ${path}`);
  });
});
