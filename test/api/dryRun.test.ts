// ?dryRun=true on every write of a reseller: the whole decision, and no effect.
import { beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../../src/api/routes";
import { call, entitled, newCustomer, refusalOf, sale, tell, verb } from "../support/api";
import { everythingStored, stillness } from "../support/trace";

const magic = (number: string) => ({ "X-Magic-Number": number });
const taken = newCustomer();
const waiting = sale({ productKey: "MUSIC" });
const ids: Record<string, string> = {};
let before: object = {};

beforeAll(async () => {
  const [active, pending, ending, suspended, ended, foreign] = await Promise.all([
    entitled({ customerIdentifier: taken }),
    entitled(waiting),
    entitled(),
    entitled(),
    entitled(),
    entitled(),
  ]);
  await Promise.all([
    verb("cancel", ending.entitlementId, { headers: magic("TERMINATE_RETURNS_DATE") }),
    verb("suspend", suspended.entitlementId),
    verb("revoke", ended.entitlementId),
    tell("suspend", foreign.entitlementId),
  ]);
  const all = { active, pending, ending, suspended, ended, foreign };
  for (const [name, { entitlementId }] of Object.entries(all)) ids[name] = entitlementId;
  before = await stillness();
});

/** A dry run; `{active}` stands for that one's id. */
function rehearse(request: string, body?: unknown, headers: Record<string, string> = {}) {
  const [method = "", path = ""] = request
    .replace(/\{(\w+)\}/, (_, name: string) => ids[name] ?? "")
    .split(" ");
  return call(method, `${path}?dryRun=true`, { headers, ...(body !== undefined && { body }) });
}

describe("a dry run says what could come of it", () => {
  it.each<[string, unknown, string[]]>([
    ["POST /v1/entitlement", sale(), ["ACTIVE", "PENDING", "FAILED"]],
    ["POST /v1/entitlement", waiting, ["PENDING"]],
    ["PATCH /v1/entitlement/{active}", { productKey: "MUSIC_CODE" }, ["ACTIVE", "PENDING"]],
    ["PATCH /v1/entitlement/{active}", { externalEntitlementId: "A" }, ["ACTIVE"]],
    ["PATCH /v1/entitlement/{active}", { externalEntitlementId: null }, ["ACTIVE"]],
    ["PATCH /v1/entitlement/{active}", { entitlementBenefits: "SUSPENDED" }, ["SUSPENDED"]],
    ["PATCH /v1/entitlement/{active}", { customerIdentifier: newCustomer() }, ["ACTIVE"]],
    ["PATCH /v1/entitlement/{ending}", { dateEnded: null }, ["ACTIVE"]],
    ["POST /v1/entitlement/cancel/{active}", undefined, ["CANCELLED", "ACTIVE-ENDING"]],
    ["POST /v1/entitlement/cancel/{pending}", undefined, ["CANCELLED"]],
    ["POST /v1/entitlement/revoke/{active}", { why: "test" }, ["REVOKED"]],
    ["POST /v1/entitlement/suspend/{active}", undefined, ["SUSPENDED"]],
    ["POST /v1/entitlement/resume/{suspended}", undefined, ["ACTIVE"]],
    ["POST /v1/entitlement/undo/{ending}", undefined, ["ACTIVE"]],
  ])("%s %j", async (request, body, possible) => {
    const { status, body: answer } = await rehearse(request, body);
    expect(status).toBe(200);
    expect(answer).toEqual({
      responseCode: "OK",
      responseMessage: "Success",
      dryRun: true,
      possible: expect.toSatisfy((list: string[]) => list.toSorted().join() === possible.toSorted().join()),
    });
  });
});

describe("a dry run is refused like the real one", () => {
  it.each<[string, unknown, string]>([
    [
      "POST /v1/entitlement",
      {},
      "400 BAD_REQUEST VALIDATION RESELLER customerIdentifier merchantAccountKey productKey",
    ],
    [
      "POST /v1/entitlement",
      sale({ customerIdentifier: taken }),
      "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER",
    ],
    ["POST /v1/entitlement", sale({ offerKey: "GOLD" }), "400 BAD_REQUEST UNKNOWN_OFFER RESELLER offerKey"],
    [
      "PATCH /v1/entitlement/{active}",
      { productKey: "OPERA" },
      "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey",
    ],
    [
      "PATCH /v1/entitlement/{suspended}",
      { productKey: "MUSIC" },
      "409 CONFLICT INCOMPATIBLE_STATE RESELLER",
    ],
    [
      "PATCH /v1/entitlement/{suspended}",
      { customerIdentifier: taken },
      "400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER",
    ],
    ["POST /v1/entitlement/cancel/{ending}", undefined, "409 CONFLICT INCOMPATIBLE_STATE RESELLER"],
    [
      "POST /v1/entitlement/cancel/{active}",
      { cancelReasonCode: "OTHER" },
      "400 BAD_REQUEST UNKNOWN_REASON_CODE RESELLER cancelReasonCategory",
    ],
    ["POST /v1/entitlement/revoke/{ended}", undefined, "409 CONFLICT ALREADY_ENDED RESELLER"],
    ["POST /v1/entitlement/suspend/{suspended}", undefined, "409 CONFLICT INCOMPATIBLE_STATE RESELLER"],
    ["POST /v1/entitlement/resume/{foreign}", undefined, "409 CONFLICT NOT_SUSPENDED_BY_YOU RESELLER"],
    ["POST /v1/entitlement/undo/{active}", undefined, "409 CONFLICT INCOMPATIBLE_STATE RESELLER"],
  ])("%s %j: %s", async (request, body, refusal) => {
    expect(refusalOf(await rehearse(request, body))).toBe(refusal);
  });

  it("at another version than If-Match names", async () => {
    const stale = await rehearse("POST /v1/entitlement/suspend/{active}", {}, { "If-Match": '"7"' });
    expect(refusalOf(stale)).toBe("412 CONFLICT VERSION_MISMATCH RESELLER");
  });
});

describe("a dry run leaves nothing", () => {
  it("not even its key, which is free for the real request", async () => {
    const headers = { "Idempotency-Key": "rehearsed" };
    const body = sale();
    await rehearse("POST /v1/entitlement", body, headers);
    expect((await rehearse("POST /v1/entitlement", sale(), headers)).status).toBe(200);
  });

  it("and after all of the above everything is as it was", async () => {
    expect(await everythingStored()).toEqual(before);
  });

  it("is there for every write of a reseller to an entitlement, for the catalogue, and for nothing else", () => {
    const offering = ROUTES.filter(({ query }) => query.safeParse({ dryRun: "true" }).success);
    const sales = ROUTES.filter(({ path, writes }) => path.startsWith("/v1/entitlement") && writes);
    const catalogue = ROUTES.filter(({ method, path }) => `${method} ${path}` === "PUT /admin/v1/catalogue");
    expect(offering).toEqual([...sales, ...catalogue]);
  });
});
