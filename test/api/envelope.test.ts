import { describe, expect, it } from "vitest";
import { call, create, entitled, newCustomer, patch, read, refusalOf, TELCO, verb } from "../support/api";

/** Contract §2: the record, the derived fields, and the two that stand beside it. */
const FIELDS = [
  ..."entitlementId externalEntitlementId merchantEntitlementId status customerIdentifier".split(" "),
  ..."sharedCustomerId platformUserId merchantAccountKey productKey offerKey entitlementDisplayName".split(
    " ",
  ),
  ..."activationCode notificationUrl dateCreated dateActivated dateSuspended dateResumed".split(" "),
  ..."dateExpiry dateEnded dateLastUpdated extensionData merchantExtensionData terminationReason".split(" "),
  ..."environment version waitingOn waitingUntil allowedActions parameters".split(" "),
  ..."responseCode responseMessage".split(" "),
].sort();

describe("the envelope", () => {
  it("shows every field of the record in every answer, absent ones as null", async () => {
    const created = await entitled();
    const replies = [
      created,
      await read(created.entitlementId),
      (await patch(created.entitlementId, { externalEntitlementId: "A-1" })).body,
      (await verb("suspend", created.entitlementId)).body,
      (await verb("revoke", created.entitlementId)).body,
      await entitled({ productKey: "MUSIC" }),
    ];
    for (const body of replies) expect(Object.keys(body).sort()).toEqual(FIELDS);
    expect(created).toMatchObject({
      offerKey: null,
      dateExpiry: null,
      extensionData: null,
      parameters: null,
    });
  });

  it("says OK and Success beside a flat record", async () => {
    const { status, body, headers } = await create({ externalEntitlementId: "A-2", offerKey: "BUNDLE" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ responseCode: "OK", responseMessage: "Success", offerKey: "BUNDLE" });
    expect(headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(body["dateCreated"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("puts everything about a refusal into metadata, with the id of the request", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId } = await entitled({ customerIdentifier });
    const refused = await create({ customerIdentifier }, { headers: { "X-Request-Id": "my.id:1" } });
    expect(refusalOf(refused)).toBe("400 BAD_REQUEST CUSTOMER_LIMIT_REACHED RESELLER");
    expect(refused.body.metadata).toMatchObject({ requestId: "my.id:1", entitlementId });
    expect(refused.headers.get("X-Request-Id")).toBe("my.id:1");
  });

  it("names what is possible instead in a conflict", async () => {
    const { entitlementId } = await entitled();
    const refused = await verb("resume", entitlementId);
    expect(refusalOf(refused)).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER");
    expect(refused.body.metadata.allowedActions).toEqual(["cancel", "revoke", "suspend", "update"]);
  });
});

describe("the version as an ETag", () => {
  const get = (id: string, tag: string) =>
    call("GET", `/v1/entitlement/${id}`, { headers: { "If-None-Match": tag } });

  it("is the version in quotes and answers 304 without a body when it is known", async () => {
    const { entitlementId } = await entitled();
    const { headers } = await call("GET", `/v1/entitlement/${entitlementId}`);
    expect(headers.get("ETag")).toBe('"1"');
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', "*"]) {
      const unchanged = await get(entitlementId, tag);
      expect(unchanged).toMatchObject({ status: 304, body: {} });
      expect(unchanged.headers.get("ETag")).toBe('"1"');
      expect(unchanged.headers.get("X-Request-Id")).not.toBeNull();
    }
    expect((await get(entitlementId, '"2"')).status).toBe(200);
  });

  it("never answers 304 while somebody is waited for, because a wait is not versioned", async () => {
    const { entitlementId, waitingOn } = await entitled({ productKey: "MUSIC" });
    expect(waitingOn).toBe("CUSTOMER");
    expect((await get(entitlementId, '"1"')).status).toBe(200);
    expect((await get(entitlementId, "*")).status).toBe(200);
  });

  it("carries the open operation behind the version", async () => {
    const { entitlementId } = await entitled();
    const headers = { "X-Magic-Number": "TERMINATE_RETURNS_ACCEPTED" };
    const accepted = await verb("cancel", entitlementId, { headers });
    expect(accepted.headers.get("ETag")).toBe('"2-cancel"');
    expect((await get(entitlementId, '"2-cancel"')).status).toBe(200);
  });

  it("counts one per committed change", async () => {
    const { entitlementId } = await entitled();
    expect((await patch(entitlementId, { externalEntitlementId: "A" })).headers.get("ETag")).toBe('"2"');
    expect((await verb("suspend", entitlementId)).headers.get("ETag")).toBe('"3"');
    expect((await read(entitlementId)).version).toBe(3);
  });
});

describe("If-Match", () => {
  const change = (id: string, tag: string, value: string) =>
    patch(id, { externalEntitlementId: value }, { headers: { "If-Match": tag } });

  it("lets a write through at the version it names, and at any with a star", async () => {
    const { entitlementId } = await entitled();
    expect((await change(entitlementId, '"1"', "A")).body.version).toBe(2);
    expect((await change(entitlementId, "*", "B")).body.version).toBe(3);
    expect((await change(entitlementId, '"1", "3"', "C")).body.version).toBe(4);
    expect((await change(entitlementId, '"4-update"', "D")).body.version).toBe(5);
  });

  it.each(['"2"', "1", '"x"', '""'])("refuses %s on every write at version 1", async (tag) => {
    const { entitlementId } = await entitled();
    const headers = { "If-Match": tag };
    for (const name of ["suspend", "resume", "undo", "cancel", "revoke"])
      expect(refusalOf(await verb(name, entitlementId, { headers }))).toBe(
        "412 CONFLICT VERSION_MISMATCH RESELLER",
      );
    expect(refusalOf(await change(entitlementId, tag, "A"))).toBe("412 CONFLICT VERSION_MISMATCH RESELLER");
    expect(await read(entitlementId, TELCO)).toMatchObject({ version: 1, status: "ACTIVE" });
  });
});
