// The merchant API: what ends and what pauses, and what a repetition does.
import { describe, expect, it } from "vitest";
import { entitled, refusalOf, tell, verb } from "../support/api";

const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const STATE = "409 CONFLICT INCOMPATIBLE_STATE RESELLER";

describe("terminate", () => {
  it("at a date in the future announces the end; the same date again is nothing, another moves it", async () => {
    const { entitlementId } = await entitled();
    const [first, second] = [inDays(1), inDays(2)];
    const at = (terminationDate: string) =>
      tell("terminate", entitlementId, { immediate: false, terminationDate });
    expect((await at(first)).body).toMatchObject({ status: "ACTIVE-ENDING", dateEnded: first, version: 2 });
    expect((await at(first)).body.version).toBe(2);
    expect((await at(second)).body).toMatchObject({ dateEnded: second, version: 3 });
    expect((await tell("terminate", entitlementId, { immediate: false })).body.status).toBe("CANCELLED");
  });

  it("immediately revokes, and the same again is 200 without a change", async () => {
    const { entitlementId } = await entitled();
    const body = { immediate: true, reasonCategory: "REVOKED", reasonCode: "FRAUD", reasonDescription: "x" };
    expect((await tell("terminate", entitlementId, body)).body).toMatchObject({
      status: "REVOKED",
      terminationReason: { category: "REVOKED", code: "FRAUD", description: "x" },
    });
    expect(await tell("terminate", entitlementId, body)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(refusalOf(await tell("terminate", entitlementId, { immediate: false }))).toBe(
      "409 CONFLICT ALREADY_ENDED RESELLER",
    );
  });

  it.each([
    ["cancel", "CANCELLED", "CUSTOMER_CANCELLED"],
    ["revoke", "REVOKED", "REVOKED"],
  ])("confirms a %s that waits for it, in that verb's status and reason", async (name, status, category) => {
    const { entitlementId } = await entitled();
    await verb(name, entitlementId, {
      body: { cancelReasonCategory: category, cancelReasonCode: "OTHER" },
      ...magic("TERMINATE_RETURNS_ACCEPTED"),
    });
    const told = await tell("terminate", entitlementId, { immediate: name === "cancel" });
    expect(told.body).toMatchObject({ status, terminationReason: { category, code: "OTHER" } });
  });
});

describe("suspend and resume", () => {
  it("belong to the side that began, and their repetition is 200", async () => {
    const { entitlementId } = await entitled();
    const why = { reasonDescription: "unpaid" };
    expect((await tell("suspend", entitlementId, why)).body).toMatchObject({
      status: "SUSPENDED",
      version: 2,
    });
    expect((await tell("suspend", entitlementId)).body.version).toBe(2);
    expect((await tell("resume", entitlementId)).body).toMatchObject({ status: "ACTIVE", version: 3 });
    expect((await tell("resume", entitlementId)).body.version).toBe(3);
    await verb("suspend", entitlementId);
    expect(refusalOf(await tell("resume", entitlementId))).toBe("409 CONFLICT NOT_SUSPENDED_BY_YOU RESELLER");
  });

  it("cannot resume what was never suspended", async () => {
    const { entitlementId } = await entitled();
    expect(refusalOf(await tell("resume", entitlementId))).toBe(STATE);
  });
});
