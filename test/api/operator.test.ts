// The operator's routes: settle what is in doubt, resume what the other side suspended. Each with a reason on record.
import { afterEach, describe, expect, it } from "vitest";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import {
  call,
  create,
  entitled,
  OPERATOR,
  read,
  refusalOf,
  tell,
  verb,
  type Body,
  type Reply,
} from "../support/api";

const operate = (what: "settle" | "resume", id: string, body: object, headers = {}): Promise<Reply> =>
  call("POST", `/admin/v1/entitlement/${what}/${id}`, { as: OPERATOR, body, headers });

const FAILS = { headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" } };
const STATE = "409 CONFLICT INCOMPATIBLE_STATE RESELLER";
const reason = "The merchant told us on the phone.";

async function lastEvent(entitlementId: string): Promise<unknown> {
  const { body } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
  return (body["events"] as unknown[]).at(-1);
}

async function failed(changes: Record<string, unknown> = {}): Promise<Body> {
  const { body } = await create(changes, FAILS);
  expect(body.status).toBe("FAILED");
  return body;
}

describe("settle", () => {
  it.each([
    ["ACTIVE", "ACTIVATION_SUCCESS"],
    ["PENDING", "ACTIVATION_PENDING"],
    ["CANCELLED", "ACTIVATION_FAILURE"],
  ])("makes a failed create %s, notified as %s, with the reason on record", async (outcome, told) => {
    const { url, posts } = inbox();
    const { entitlementId } = await failed({ notificationUrl: url });
    const settled = await operate("settle", entitlementId, { outcome, merchantEntitlementId: "M-1", reason });
    expect(settled).toMatchObject({ status: 200, body: { status: outcome, version: 2, waitingOn: null } });
    expect(await lastEvent(entitlementId)).toMatchObject({
      actor: { side: "OPERATOR" },
      command: "settle",
      from: "FAILED",
      to: outcome,
      note: reason,
    });
    const [post] = await posts(1);
    expect(JSON.parse(post?.body ?? "")).toMatchObject({ notificationReason: told, version: 2 });
    if (outcome !== "CANCELLED") expect((await read(entitlementId))["merchantEntitlementId"]).toBe("M-1");
  });

  it("gives a cancelled one the platform's own reason", async () => {
    const { entitlementId } = await failed();
    const { body } = await operate("settle", entitlementId, { outcome: "CANCELLED", reason });
    expect(body["terminationReason"]).toEqual({
      category: "ACTIVATION_ROLLBACK",
      code: "OPERATOR_SETTLED",
      description: reason,
    });
  });

  it("is refused for what is not in doubt, and for an outcome that does not fit", async () => {
    const [{ entitlementId }, doubtful] = [await entitled(), await failed()];
    for (const outcome of ["ACTIVE", "PENDING", "CANCELLED", "DONE", "NOT_DONE"])
      expect(refusalOf(await operate("settle", entitlementId, { outcome, reason }))).toBe(STATE);
    for (const outcome of ["DONE", "NOT_DONE"])
      expect(refusalOf(await operate("settle", doubtful.entitlementId, { outcome, reason }))).toBe(STATE);
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", version: 1 });
  });

  it("repeated under one key is answered again", async () => {
    const { entitlementId } = await failed();
    const [body, key] = [{ outcome: "ACTIVE", reason }, { "Idempotency-Key": "settled" }];
    await operate("settle", entitlementId, body, key);
    const again = await operate("settle", entitlementId, body, key);
    expect(again).toMatchObject({ status: 200, body: { status: "ACTIVE", version: 2 } });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  });
});

describe("settle a verb in doubt", () => {
  /** An active entitlement at a merchant that never gives a clear answer from now on. */
  async function obscure(): Promise<string> {
    const { entitlementId } = await entitled();
    hooks.beforeMerchantCall = () => {
      throw new Error("fog");
    };
    return entitlementId;
  }

  afterEach(() => {
    delete hooks.beforeMerchantCall;
  });

  it("as done or not done; until then the record keeps its status and waits for the platform", async () => {
    const entitlementId = await obscure();
    for (const [outcome, status] of [
      ["NOT_DONE", "ACTIVE"],
      ["DONE", "SUSPENDED"],
    ]) {
      const doubtful = await verb("suspend", entitlementId);
      expect(refusalOf(doubtful)).toBe("503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT");
      expect(doubtful.body).toMatchObject({ entitlementId, status: "ACTIVE", waitingOn: "PLATFORM" });
      for (const wrong of ["ACTIVE", "PENDING", "CANCELLED"])
        expect(refusalOf(await operate("settle", entitlementId, { outcome: wrong, reason }))).toBe(STATE);
      expect((await operate("settle", entitlementId, { outcome, reason })).body.status).toBe(status);
    }
    expect(await lastEvent(entitlementId)).toMatchObject({ command: "settle", note: reason });
  });

  it("and a repetition of the verb's key hears the doubt first, then the truth", async () => {
    const entitlementId = await obscure();
    const again = () => verb("suspend", entitlementId, { headers: { "Idempotency-Key": "doubtful" } });
    const unknown = "503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT";
    expect([refusalOf(await again()), refusalOf(await again())]).toEqual([unknown, unknown]);
    await operate("settle", entitlementId, { outcome: "DONE", reason });
    const truth = await again();
    expect(truth).toMatchObject({ status: 200, body: { status: "SUSPENDED" } });
    expect(truth.headers.get("Idempotent-Replayed")).toBe("true");
  });

  it("a revoke is never in doubt: it is done, and the merchant is told until it has understood", async () => {
    const entitlementId = await obscure();
    expect(await verb("revoke", entitlementId)).toMatchObject({ status: 200, body: { status: "REVOKED" } });
  });
});

describe("resume", () => {
  it.each([
    ["the reseller", (id: string) => verb("suspend", id)],
    ["the merchant", (id: string) => tell("suspend", id)],
  ])("overrides %s", async (_, suspend) => {
    const { entitlementId } = await entitled();
    await suspend(entitlementId);
    const resumed = await operate("resume", entitlementId, { reason });
    expect(resumed).toMatchObject({ status: 200, body: { status: "ACTIVE", version: 3 } });
    expect(await lastEvent(entitlementId)).toMatchObject({ actor: { side: "OPERATOR" }, note: reason });
  });

  it("is refused for what is not suspended", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await operate("resume", entitlementId, { reason }))).toBe(STATE);
  });

  it("shows the operator the whole record", async () => {
    const { entitlementId, customerIdentifier } = await entitled();
    await tell("suspend", entitlementId);
    const { body } = await operate("resume", entitlementId, { reason });
    expect(body).toMatchObject({ resellerKey: "TELCO", customerIdentifier });
  });
});
