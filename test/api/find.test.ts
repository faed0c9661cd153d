// Looking for an entitlement by the ids that people know: operators everywhere, resellers also by the merchant's id.
import { beforeAll, describe, expect, it } from "vitest";
import {
  BANK,
  call,
  entitled,
  MUSIC,
  newCustomer,
  OPERATOR,
  refusalOf,
  TELCO_LIVE,
  tell,
  until,
  type Body,
} from "../support/api";
import { active } from "../support/world";

const CUSTOMER = newCustomer();
let telco: Body;
let bank: Body;

const find = (body: Record<string, unknown>, as = OPERATOR) =>
  call("POST", "/admin/v1/entitlement/find", { as, body });
const idsOf = (entitlements: Body[]): string[] =>
  entitlements.map(({ entitlementId }) => entitlementId).sort();
const report = (body: Record<string, unknown>, as?: string) =>
  call("POST", "/v1/entitlement/report", { body, ...(as !== undefined && { as }) });

beforeAll(async () => {
  const same = { customerIdentifier: CUSTOMER, externalEntitlementId: "the same order" };
  telco = await entitled(same);
  bank = await entitled(same, { as: BANK });
  await until(async () => {
    const { body } = await find({ externalEntitlementId: "the same order" });
    expect(body.entitlements).toHaveLength(2);
  });
});

describe("POST /admin/v1/entitlement/find", () => {
  it("finds by a reseller's id at all resellers, or at one", async () => {
    const { body } = await find({ externalEntitlementId: "the same order" });
    expect(idsOf(body.entitlements)).toEqual(idsOf([telco, bank]));
    const narrow = { externalEntitlementId: "the same order", environment: "sandbox", resellerKey: "BANK" };
    expect(idsOf((await find(narrow)).body.entitlements)).toEqual([bank.entitlementId]);
    expect((await find({ ...narrow, environment: "live" })).body.entitlements).toEqual([]);
  });

  it("finds by a merchant's id, each record as it is now and as operators see it", async () => {
    const { body } = await find({ merchantEntitlementId: telco["merchantEntitlementId"] });
    expect(body.entitlements).toEqual([
      expect.objectContaining({
        entitlementId: telco.entitlementId,
        resellerKey: "TELCO",
        customerIdentifier: CUSTOMER,
      }),
    ]);
    const live = { merchantEntitlementId: telco["merchantEntitlementId"], environment: "live" };
    expect((await find(live)).body.entitlements).toEqual([]);
  });

  it("finds what a reseller's customer holds", async () => {
    const whose = { customerIdentifier: CUSTOMER, environment: "sandbox", resellerKey: "TELCO" };
    const { body } = await find(whose);
    expect([idsOf(body.entitlements), body.nextCursor]).toEqual([[telco.entitlementId], null]);
    expect((await find({ ...whose, customerIdentifier: newCustomer() })).body.entitlements).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["nothing to look for", {}, "externalEntitlementId"],
    [
      "two things at once",
      { externalEntitlementId: "a", merchantEntitlementId: "b" },
      "externalEntitlementId",
    ],
    ["a customer of nobody", { customerIdentifier: "a" }, "environment resellerKey"],
    ["a reseller for a merchant's id", { merchantEntitlementId: "a", resellerKey: "TELCO" }, "resellerKey"],
    ["a cursor where there are no pages", { externalEntitlementId: "a", cursor: "x" }, "cursor"],
    ["what it does not know", { status: "ACTIVE", externalEntitlementId: "a" }, "status"],
  ])("refuses %s by name", async (_, body, fields) => {
    expect(refusalOf(await find(body))).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${fields}`);
  });

  it("refuses a cursor that is none", async () => {
    const whose = { customerIdentifier: CUSTOMER, environment: "sandbox", resellerKey: "TELCO", cursor: "x" };
    expect(refusalOf(await find(whose))).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER cursor");
  });
});

describe("a report by the merchant's id", () => {
  it("finds a reseller's own, and with a customer only what is both", async () => {
    const merchantEntitlementId = telco["merchantEntitlementId"];
    expect(idsOf((await report({ merchantEntitlementId })).body.entitlements)).toEqual([telco.entitlementId]);
    expect((await report({ merchantEntitlementId }, BANK)).body.entitlements).toEqual([]);
    expect((await report({ merchantEntitlementId }, TELCO_LIVE)).body.entitlements).toEqual([]);
    const both = { merchantEntitlementId, customerIdentifier: CUSTOMER };
    expect(idsOf((await report(both)).body.entitlements)).toEqual([telco.entitlementId]);
    expect((await report({ ...both, merchantEntitlementId: "another" })).body.entitlements).toEqual([]);
    expect((await report({ merchantEntitlementId, status: "REVOKED" })).body.entitlements).toEqual([]);
  });

  it("finds by our id what the merchant gave none of its own", async () => {
    const { id: merchantEntitlementId } = await active();
    await until(async () => {
      const found = await report({ merchantEntitlementId });
      expect(idsOf(found.body.entitlements)).toEqual([merchantEntitlementId]);
    });
  });
});

describe("what each party may read of one", () => {
  it("operators read the record and the history of anybody's", async () => {
    const record = await call("GET", `/admin/v1/entitlement/${bank.entitlementId}`, { as: OPERATOR });
    expect(record.body).toMatchObject({ resellerKey: "BANK", customerIdentifier: CUSTOMER });
    const { body } = await call("GET", `/admin/v1/entitlement/history/${bank.entitlementId}`, {
      as: OPERATOR,
    });
    expect(body["notifications"]).toHaveLength(1);
  });

  it("merchants read their history, without the reseller's notifications", async () => {
    await tell("suspend", telco.entitlementId, {});
    const { body } = await call("GET", `/merchant/v1/entitlement/history/${telco.entitlementId}`, {
      as: MUSIC,
    });
    expect(body["events"]).toHaveLength(2);
    expect(body["notifications"]).toEqual([]);
    expect(JSON.stringify(body)).not.toContain(CUSTOMER);
  });
});
