// The test clock at the door: whose, how far, and who may. What a move does is in test/entitlement/clock.test.ts.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { customerName } from "../../src/customer/locate";
import {
  BANK,
  call,
  create,
  entitled,
  newCustomer,
  OPERATOR,
  MUSIC,
  read,
  refusalOf,
  TELCO_LIVE,
  verb,
  type Body,
} from "../support/api";
import { at, DAY, eventsOf, move, moved, SECOND } from "../support/clock";
import { merchant, product, route, write } from "../support/catalogue";
import { counted } from "../support/rows";

const YEAR = 365 * DAY;
let own: Body;

beforeAll(async () => {
  own = await entitled();
});

describe("a move", () => {
  const REFUSED: [what: string, body: Record<string, unknown>, fields: string][] = [
    ["of nobody", { advanceSeconds: 1 }, "entitlementId"],
    ["of two", { entitlementId: "ID", customerIdentifier: "x", advanceSeconds: 1 }, "entitlementId"],
    ["by nothing", { entitlementId: "ID" }, "advanceSeconds"],
    [
      "in two ways",
      { entitlementId: "ID", advanceSeconds: 1, advanceTo: at(Date.now() + DAY) },
      "advanceSeconds",
    ],
    ["back", { entitlementId: "ID", advanceSeconds: -1 }, "advanceSeconds"],
    ["by parts of a second", { entitlementId: "ID", advanceSeconds: 0.5 }, "advanceSeconds"],
    ["to the past", { entitlementId: "ID", advanceTo: at(Date.now() - DAY) }, "advanceTo"],
    ["too far by seconds", { entitlementId: "ID", advanceSeconds: (3 * YEAR) / SECOND }, "advanceSeconds"],
    ["too far by a date", { entitlementId: "ID", advanceTo: at(Date.now() + 3 * YEAR) }, "advanceTo"],
    ["of a customer back", { customerIdentifier: "x", advanceTo: at(Date.now() - DAY) }, "advanceTo"],
    ["of a customer too far", { customerIdentifier: "x", advanceTo: at(Date.now() + 3 * YEAR) }, "advanceTo"],
    ["with what nobody knows", { entitlementId: "ID", advanceSeconds: 1, speed: 2 }, "speed"],
  ];

  it.each(REFUSED)("%s is refused, and the field is named", async (_, body, field) => {
    const named = body["entitlementId"] === "ID" ? { ...body, entitlementId: own.entitlementId } : body;
    const refused = await move(named);
    const { responseCode, metadata } = refused.body;
    expect([refused.status, responseCode, metadata.reason]).toEqual([400, "BAD_REQUEST", "VALIDATION"]);
    expect(metadata.issues?.map(({ path, message }) => path || message).join()).toContain(field);
  });

  it("is nobody else's to make, and there is none in live", async () => {
    const body = { entitlementId: own.entitlementId, advanceSeconds: 60 };
    expect(refusalOf(await move(body, { as: BANK }))).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
    for (const as of [MUSIC, OPERATOR]) expect((await move(body, { as })).status).toBe(401);
    const live = await move(body, { as: TELCO_LIVE });
    expect(refusalOf(live)).toBe("400 BAD_REQUEST SANDBOX_ONLY RESELLER");
    expect(live.body.responseMessage).toBe(
      "The test clock exists in the sandbox only; this is a live credential.",
    );
    const look = await call("GET", `/v1/sandbox/clock?entitlementId=${own.entitlementId}`, {
      as: TELCO_LIVE,
    });
    expect(refusalOf(look)).toBe("400 BAD_REQUEST SANDBOX_ONLY RESELLER");
    expect((await read(own.entitlementId)).version).toBe(1);
  });

  it("adds up, to two years and no further", async () => {
    const { entitlementId } = await entitled();
    await moved({ entitlementId, advanceSeconds: YEAR / SECOND });
    await moved({ entitlementId, advanceSeconds: YEAR / SECOND });
    const { body } = await call("GET", `/v1/sandbox/clock?entitlementId=${entitlementId}`);
    expect(body["aheadSeconds"]).toBeGreaterThanOrEqual((2 * YEAR) / SECOND - 30);
    expect(refusalOf(await move({ entitlementId, advanceSeconds: YEAR / SECOND }))).toContain(
      "advanceSeconds",
    );
  });

  it("under a key is made once", async () => {
    const { entitlementId } = await entitled();
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const first = await move({ entitlementId, advanceSeconds: 3_600 }, { headers });
    const again = await move({ entitlementId, advanceSeconds: 3_600 }, { headers });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body).toEqual(first.body);
    const { body } = await call("GET", `/v1/sandbox/clock?entitlementId=${entitlementId}`);
    expect(body["aheadSeconds"]).toBeLessThan(3_700);
    const other = await move({ entitlementId, advanceSeconds: 60 }, { headers });
    expect(refusalOf(other)).toContain("IDEMPOTENCY_KEY_REUSED");
  });
});

describe("a look", () => {
  it("at a clock that was never moved shows the real time", async () => {
    const { body } = await call("GET", `/v1/sandbox/clock?entitlementId=${own.entitlementId}`);
    expect(body).toMatchObject({
      entitlementId: own.entitlementId,
      aheadSeconds: 0,
      status: "READY",
      advancingTo: null,
    });
    expect(Math.abs(Date.parse(String(body["time"])) - Date.now())).toBeLessThan(60 * SECOND);
  });

  it("names an entitlement or a customer, not both and not none", async () => {
    expect(refusalOf(await call("GET", "/v1/sandbox/clock"))).toContain("VALIDATION");
    const both = await call("GET", `/v1/sandbox/clock?entitlementId=${own.entitlementId}`, {
      headers: { "X-CustomerIdentifier": "x" },
    });
    expect(refusalOf(both)).toContain("VALIDATION");
  });

  it("at a customer whom nobody knows finds nothing, and the real time", async () => {
    const { body } = await call("GET", "/v1/sandbox/clock", {
      headers: { "X-CustomerIdentifier": newCustomer() },
    });
    expect(body).toMatchObject({ entitlementId: null, aheadSeconds: 0, status: "READY", entitlements: [] });
  });
});

describe("a customer's move", () => {
  it("takes everything along that it has, and what it is sold later begins at its time", async () => {
    const customerIdentifier = newCustomer();
    await write(merchant("VIDEO", "sandbox"), product(), route());
    const one = await entitled({ customerIdentifier });
    const ended = await entitled({ customerIdentifier: newCustomer() });
    await verb("cancel", one.entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });
    const clock = await moved({ customerIdentifier, advanceSeconds: (31 * DAY) / SECOND });
    expect(clock).toMatchObject({ entitlementId: null, status: "READY" });
    expect(JSON.stringify(clock)).not.toContain(customerIdentifier);
    expect(clock.entitlements.map(({ entitlementId }) => entitlementId)).toEqual([one.entitlementId]);
    expect(await read(one.entitlementId)).toMatchObject({ status: "CANCELLED" });

    const next = await entitled({ customerIdentifier });
    const aheadMs = Date.parse(String(next["dateCreated"])) - Date.now();
    expect(Math.abs(aheadMs - 31 * DAY)).toBeLessThan(60 * SECOND);
    const past = await create({
      customerIdentifier,
      dateExpiry: at(Date.now() + 30 * DAY),
      productKey: "MUSIC",
    });
    expect(refusalOf(past)).toMatch(/^400 BAD_REQUEST (VALIDATION|CUSTOMER_LIMIT_REACHED)/);
    const { body } = await call("POST", "/v1/entitlement/report", { body: { customerIdentifier } });
    expect(body.entitlements.map(({ entitlementId }) => entitlementId)).toEqual([
      one.entitlementId,
      next.entitlementId,
    ]);
    const shown = await call("GET", "/v1/sandbox/clock", {
      headers: { "X-CustomerIdentifier": customerIdentifier },
    });
    expect(shown.body.entitlements).toHaveLength(2);
    // Another customer's stays where it is.
    expect(await read(ended.entitlementId)).toEqual(ended);
    expect((await eventsOf(ended.entitlementId)).map(({ command }) => command)).toEqual(["create"]);
  });

  it("refuses a sale whose expiry its clock has passed already", async () => {
    const customerIdentifier = newCustomer();
    await moved({ customerIdentifier, advanceSeconds: (40 * DAY) / SECOND });
    const sold = { customerIdentifier, dateExpiry: at(Date.now() + 30 * DAY) };
    expect(refusalOf(await create(sold))).toBe("400 BAD_REQUEST VALIDATION RESELLER dateExpiry");
    const later = await entitled({ ...sold, dateExpiry: at(Date.now() + 50 * DAY) });
    expect(later.status).toBe("ACTIVE");
  });

  it("leaves one where it is that is further already", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId } = await entitled({ customerIdentifier });
    await moved({ entitlementId, advanceSeconds: (20 * DAY) / SECOND });
    const clock = await moved({ customerIdentifier, advanceSeconds: (10 * DAY) / SECOND });
    const [one] = clock.entitlements;
    expect(one?.["aheadSeconds"]).toBeGreaterThanOrEqual((20 * DAY) / SECOND - 30);
    expect(clock["aheadSeconds"]).toBeLessThan((11 * DAY) / SECOND);
  });
});

it("a customer that was never moved has no clock in its page, and a claim is one row as before", async () => {
  const customerIdentifier = newCustomer();
  const name = await customerName("sandbox", "TELCO", customerIdentifier);
  const stub = env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
  const rows = await counted(stub);
  const { entitlementId } = await entitled({ customerIdentifier });
  expect(rows).toEqual({ entries: 1, alarms: 0 });
  const pages = await runInDurableObject(stub, (_, { storage }) => [...storage.kv.list<string>()]);
  expect(JSON.stringify(pages)).not.toContain("aheadMs");
  const entitlement = env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(entitlementId));
  const entries = await runInDurableObject(entitlement, (_, { storage }) => [...storage.kv.list<string>()]);
  expect(JSON.stringify(entries)).not.toMatch(/aheadMs|"clock"/);
});
