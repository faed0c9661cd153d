// POST /v1/entitlement/report: filters and pages, over the query store and, for one customer, over the records.
import { beforeAll, describe, expect, it } from "vitest";
import { call, entitled, newCustomer, patch, until, verb, type Body } from "../support/api";
import { credential, merchant, product, route, write } from "../support/catalogue";

const AS = { as: "shop:secret" };
const CUSTOMER = newCustomer();
const MANY = 30;

const report = async (body: Record<string, unknown>): Promise<Body> =>
  (await call("POST", "/v1/entitlement/report", { ...AS, body })).body;

const idsOf = ({ entitlements }: Body): string[] => entitlements.map(({ entitlementId }) => entitlementId);

/** Every page of a report, by its cursors. */
async function pages(body: Record<string, unknown>): Promise<Body[]> {
  const all = [await report(body)];
  for (let cursor = all[0]?.nextCursor; cursor; cursor = all.at(-1)?.nextCursor)
    all.push(await report({ ...body, cursor }));
  return all;
}

/** Both ways to ask: by customer each record is current; otherwise the query store answers. */
const WAYS: [string, Record<string, unknown>][] = [
  ["of one customer", { customerIdentifier: CUSTOMER }],
  ["from the query store", {}],
];

const made: Body[] = [];
let half = "";

beforeAll(async () => {
  const selling = { resellerKey: "SHOP", limitPerCustomer: 100 };
  await write(
    await credential("shop", ["secret"], { organisation: "SHOP" }),
    route({ ...selling, merchantAccountKey: "MUSIC" }),
    merchant("VIDEO", "sandbox"),
    product(),
    route(selling),
  );
  for (let at = 0; at < MANY; at++) {
    if (at === MANY / 2) half = new Date().toISOString();
    await scheduler.wait(2);
    const merchantAccountKey = at % 3 === 0 ? "VIDEO" : "MUSIC";
    const productKey = at % 5 === 1 ? "MUSIC_CODE" : "MUSIC_INSTANT";
    const sold = { merchantAccountKey, ...(merchantAccountKey === "MUSIC" && { productKey }) };
    made.push(
      await entitled(
        { ...sold, customerIdentifier: CUSTOMER, externalEntitlementId: `order-${at % 10}` },
        AS,
      ),
    );
  }
  for (const { entitlementId } of made.slice(0, 4)) await verb("suspend", entitlementId, AS);
  for (const { entitlementId } of made.slice(4, 6)) await verb("revoke", entitlementId, AS);
  await until(async () => {
    expect(await report({ status: ["SUSPENDED"] })).toMatchObject({ entitlements: { length: 4 } });
    expect(await report({ status: "REVOKED" })).toMatchObject({ entitlements: { length: 2 } });
    expect(await report({})).toMatchObject({ entitlements: { length: MANY } });
  });
}, 30_000);

describe.each(WAYS)("a report %s", (_, way) => {
  const expected = (fits: (one: Body, at: number) => boolean): string[] =>
    made.filter(fits).map(({ entitlementId }) => entitlementId);
  const found = async (filter: object): Promise<string[]> =>
    (await pages({ ...way, ...filter })).flatMap(idsOf);

  it("has everything once, in order of creation", async () => {
    expect(await found({})).toEqual(expected(() => true));
  });

  it("has the whole record, and an end", async () => {
    const { entitlements, nextCursor, responseCode } = await report({ ...way, status: "REVOKED" });
    expect(responseCode).toBe("OK");
    const ended = entitlements.find(({ entitlementId }) => entitlementId === made[4]?.entitlementId);
    const { body } = await call("GET", `/v1/entitlement/${made[4]?.entitlementId}`, AS);
    const { responseCode: _code, responseMessage: _message, parameters: _parameters, ...record } = body;
    expect(ended).toEqual(record);
    if (!("customerIdentifier" in way)) expect(nextCursor).toBeNull();
  });

  it("filters by merchant, product, the reseller's own id and status, alone and together", async () => {
    expect(await found({ merchantAccountKey: "VIDEO" })).toEqual(expected((_one, at) => at % 3 === 0));
    expect(await found({ productKey: "MUSIC_CODE" })).toEqual(
      expected((one) => one["productKey"] === "MUSIC_CODE"),
    );
    expect(await found({ externalEntitlementId: "order-3" })).toEqual(expected((_one, at) => at % 10 === 3));
    expect(await found({ status: "SUSPENDED" })).toEqual(expected((_one, at) => at < 4));
    expect(await found({ status: ["SUSPENDED", "REVOKED"] })).toEqual(expected((_one, at) => at < 6));
    expect(await found({ status: ["ACTIVE"], merchantAccountKey: "VIDEO" })).toEqual(
      expected((_one, at) => at >= 6 && at % 3 === 0),
    );
    expect(await found({ merchantAccountKey: "RADIO" })).toEqual([]);
  });

  it("filters by the last change, inclusive", async () => {
    const recent = await found({ updatedSince: half });
    expect(recent).toEqual(expected((_one, at) => at >= MANY / 2 || at < 6));
    const { body } = await call("GET", `/v1/entitlement/${made[MANY - 1]?.entitlementId}`, AS);
    expect(await found({ updatedSince: body["dateLastUpdated"] })).toContain(body.entitlementId);
    expect(await found({ updatedSince: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
  });

  it.each([1, 7, 25, 100])("comes in pages of at most %i without gap or double", async (limit) => {
    const all = await pages({ ...way, limit });
    expect(all.flatMap(idsOf)).toEqual(expected(() => true));
    const most = "customerIdentifier" in way ? Math.min(limit, 25) : limit;
    for (const page of all) expect(page.entitlements.length).toBeLessThanOrEqual(most);
    expect(all.length).toBeGreaterThanOrEqual(Math.ceil(MANY / most));
  });
});

describe("a report that changes while it is read", () => {
  it("goes on behind its cursor, and the newest come last", async () => {
    const firsts = await Promise.all(WAYS.map(([, way]) => report({ ...way, limit: 5 })));
    const { entitlementId } = await entitled({ customerIdentifier: CUSTOMER }, AS);
    await until(async () => expect((await pages({})).flatMap(idsOf)).toContain(entitlementId));
    for (const [at, [, way]] of WAYS.entries()) {
      const rest = await pages({ ...way, limit: 5, cursor: firsts[at]?.nextCursor });
      expect(rest.flatMap(idsOf)).toEqual([...made.slice(5).map((one) => one.entitlementId), entitlementId]);
    }
  });

  it("of one customer follows an entitlement that moves to another", async () => {
    const [from, to] = [newCustomer(), newCustomer()];
    const { entitlementId } = await entitled({ customerIdentifier: from }, AS);
    expect(idsOf(await report({ customerIdentifier: from }))).toEqual([entitlementId]);
    await patch(entitlementId, { customerIdentifier: to }, AS);
    expect(idsOf(await report({ customerIdentifier: from }))).toEqual([]);
    expect(idsOf(await report({ customerIdentifier: to }))).toEqual([entitlementId]);
  });
});
