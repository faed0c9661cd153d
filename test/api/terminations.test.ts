// Cancel, revoke, undo: reasons, what else a body may carry, and which end follows.
import { describe, expect, it } from "vitest";
import { TERMINATION_REASONS } from "../../src/api/terminationReasons";
import { entitled, patch, read, refusalOf, tell, verb } from "../support/api";

const magic = (number: string) => ({ headers: { "X-Magic-Number": number } });
const PAIRS = Object.entries(TERMINATION_REASONS).flatMap(([category, codes]) =>
  codes.map((code) => [category, code] as const),
);

describe("the reason", () => {
  it("is a default of the verb where none is given", async () => {
    const [one, two] = await Promise.all([entitled(), entitled()]);
    expect((await verb("cancel", one.entitlementId)).body).toMatchObject({
      status: "CANCELLED",
      terminationReason: {
        category: "CUSTOMER_CANCELLED",
        code: "SUBSCRIPTION_CANCELLED",
        description: null,
      },
    });
    expect((await verb("revoke", two.entitlementId)).body).toMatchObject({
      status: "REVOKED",
      terminationReason: { category: "REVOKED", code: "IMMEDIATE_CANCELLATION", description: null },
    });
  });

  it.each(PAIRS)("%s %s is one that callers may send", async (cancelReasonCategory, cancelReasonCode) => {
    const { entitlementId } = await entitled();
    const reason = { cancelReasonCategory, cancelReasonCode, cancelReasonDescription: "in words" };
    expect((await verb("cancel", entitlementId, { body: reason })).body["terminationReason"]).toEqual({
      category: cancelReasonCategory,
      code: cancelReasonCode,
      description: "in words",
    });
  });

  it("may be a description alone, beside the default", async () => {
    const { entitlementId } = await entitled();
    const { body } = await verb("revoke", entitlementId, { body: { cancelReasonDescription: "lost phone" } });
    expect(body["terminationReason"]).toEqual({
      category: "REVOKED",
      code: "IMMEDIATE_CANCELLATION",
      description: "lost phone",
    });
  });
});

describe("further scalars of a cancellation", () => {
  it("are kept in extensionData, beside what is there", async () => {
    const { entitlementId } = await entitled({ extensionData: { a: 1, b: 2 } });
    const { body } = await verb("cancel", entitlementId, { body: { b: "new", shop: 7, refund: true } });
    expect(body["extensionData"]).toEqual({ a: 1, b: "new", shop: 7, refund: true });
  });

  it("count towards the limit of extensionData, and then nothing is ended", async () => {
    const keys = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, at]));
    const { entitlementId } = await entitled({ extensionData: keys });
    for (const name of ["cancel", "revoke"])
      expect(refusalOf(await verb(name, entitlementId, { body: { onemore: 1 } }))).toBe(
        "400 BAD_REQUEST VALIDATION RESELLER extensionData",
      );
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", version: 1 });
  });

  it("wait with the cancellation for the merchant's confirmation", async () => {
    const { entitlementId } = await entitled();
    const accepted = await verb("cancel", entitlementId, {
      body: { shop: 7 },
      ...magic("TERMINATE_RETURNS_ACCEPTED"),
    });
    expect(accepted).toMatchObject({ status: 202, body: { responseCode: "ACCEPTED", extensionData: null } });
    await tell("terminate", entitlementId, { immediate: false });
    expect(await read(entitlementId)).toMatchObject({ status: "CANCELLED", extensionData: { shop: 7 } });
  });
});

describe("the end", () => {
  it("comes at the merchant's date, and not twice", async () => {
    const { entitlementId } = await entitled();
    const { body } = await verb("cancel", entitlementId, magic("TERMINATE_RETURNS_DATE"));
    expect(body.status).toBe("ACTIVE-ENDING");
    const days = (Date.parse(String(body["dateEnded"])) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
    expect(refusalOf(await verb("cancel", entitlementId))).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER");
    expect((await verb("revoke", entitlementId)).body).toMatchObject({ status: "REVOKED", version: 3 });
  });

  it("can be undone by who asked for it, not by the other side", async () => {
    const [own, merchants] = await Promise.all([entitled(), entitled()]);
    await verb("cancel", own.entitlementId, magic("TERMINATE_RETURNS_DATE"));
    expect((await verb("undo", own.entitlementId)).body).toMatchObject({ status: "ACTIVE", dateEnded: null });
    const terminationDate = new Date(Date.now() + 86_400_000).toISOString();
    await tell("terminate", merchants.entitlementId, { immediate: false, terminationDate });
    expect(refusalOf(await verb("undo", merchants.entitlementId))).toBe(
      "409 CONFLICT INCOMPATIBLE_STATE RESELLER",
    );
  });

  it("is final for every verb", async () => {
    const { entitlementId } = await entitled();
    await verb("revoke", entitlementId);
    for (const name of ["cancel", "revoke", "suspend", "resume", "undo"])
      expect(refusalOf(await verb(name, entitlementId))).toBe("409 CONFLICT ALREADY_ENDED RESELLER");
    expect(refusalOf(await patch(entitlementId, { productKey: "MUSIC" }))).toBe(
      "409 CONFLICT ALREADY_ENDED RESELLER",
    );
    expect((await read(entitlementId)).allowedActions).toEqual([]);
  });

  it("of a pending one drops its sign-up", async () => {
    const { entitlementId } = await entitled({ productKey: "MUSIC" });
    const { body } = await verb("cancel", entitlementId);
    expect(body).toMatchObject({ status: "CANCELLED", parameters: null, waitingOn: null });
  });
});
