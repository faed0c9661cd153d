// Every magic number's answer, and what becomes of it.
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MAGIC_NUMBERS } from "../../src/sandbox/scenario";
import { call, create, entitled, patch, reached, read, refusalOf, verb, type Reply } from "../support/api";

const magic = (number: keyof typeof MAGIC_NUMBERS) => ({ headers: { "X-Magic-Number": number } });
const answerOf = ({ status, body }: Reply): string => [status, body.responseCode, body.status].join(" ");

describe("for a create", () => {
  it("CREATE_REQUEST_RETURNS_ACTIVATED: active, without a code, whatever the product", async () => {
    const reply = await create({ productKey: "MUSIC" }, magic("CREATE_REQUEST_RETURNS_ACTIVATED"));
    expect(answerOf(reply)).toBe("200 OK ACTIVE");
    expect(reply.body["activationCode"]).toBeNull();
  });

  it("CREATE_REQUEST_RETURNS_CODE: active, with a code", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_RETURNS_CODE"));
    expect(answerOf(reply)).toBe("200 OK ACTIVE");
    expect(reply.body["activationCode"]).toMatch(/^[0-9A-F-]{13}$/);
  });

  it("CREATE_REQUEST_RETURNS_ACTIVATION_REQUIRED: a page to go to", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_RETURNS_ACTIVATION_REQUIRED"));
    expect(answerOf(reply)).toBe("202 CLIENT_ACTION_REQUIRED PENDING");
    expect(reply.body).toMatchObject({ waitingOn: "CUSTOMER", parameters: { action: "NAVIGATE_TO_URL" } });
    expect(reply.body.parameters?.url).toContain(`/sandbox/sign-up/${reply.body.entitlementId}/`);
    expect(Date.parse(reply.body.parameters?.urlExpiry ?? "")).toBeGreaterThan(Date.now());
  });

  it("CREATE_REQUEST_RETURNS_CREATED: accepted, and active a second later", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_RETURNS_CREATED"));
    expect(answerOf(reply)).toBe("202 ACCEPTED PENDING");
    expect(reply.body).toMatchObject({ version: 1, waitingOn: "MERCHANT", parameters: null });
    expect(reply.headers.get("ETag")).toBe('"1-create"');
    expect(await reached(reply.body.entitlementId, "ACTIVE")).toMatchObject({ version: 2, waitingOn: null });
  });

  it("CREATE_REQUEST_REJECTED: refused, and nothing is left", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_REJECTED"));
    expect(refusalOf(reply)).toBe("422 NOT_AVAILABLE CUSTOMER_NOT_ELIGIBLE MERCHANT");
    expect(reply.body.metadata.merchant).toEqual({
      status: 422,
      code: "MUSIC_CUSTOMER_NOT_ELIGIBLE",
      message: expect.any(String),
    });
    expect(reply.body.status).toBeUndefined();
  });

  it("CREATE_REQUEST_UNAVAILABLE: certainly nothing happened", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_UNAVAILABLE"));
    expect(refusalOf(reply)).toBe("503 SERVICE_UNAVAILABLE MERCHANT_UNAVAILABLE MERCHANT");
    expect(reply.body.metadata.merchant?.status).toBe(503);
  });

  it("CREATE_REQUEST_FAILS: nobody knows, until the merchant has twice said that it knows nothing", async () => {
    const reply = await create({}, magic("CREATE_REQUEST_FAILS"));
    expect(refusalOf(reply)).toBe("503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT");
    expect(reply.body).toMatchObject({ status: "FAILED", version: 1, waitingOn: "PLATFORM" });
    const { body } = await call("GET", `/v1/entitlement/history/${reply.body.entitlementId}`);
    expect(body["operations"]).toMatchObject([{ operation: "create", outcome: "unknown" }]);
  });

  it("CREATE_REQUEST_TIMES_OUT: nobody knows after ten seconds; the truth is active", async () => {
    const startedAt = Date.now();
    const reply = await create({}, magic("CREATE_REQUEST_TIMES_OUT"));
    expect(Date.now() - startedAt).toBeGreaterThan(9_500);
    expect(refusalOf(reply)).toBe("503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT");
    expect(reply.body.status).toBe("FAILED");
    expect((await reached(reply.body.entitlementId, "ACTIVE", 12_000)).version).toBe(2);
  }, 40_000);

  it("CREATE_CONFIRMED_BEFORE_ANSWER: active by the confirmation, once", async () => {
    const reply = await create({}, magic("CREATE_CONFIRMED_BEFORE_ANSWER"));
    expect(answerOf(reply)).toBe("200 OK ACTIVE");
    expect(reply.body.version).toBe(1);
    expect((await read(reply.body.entitlementId)).version).toBe(1);
  });
});

describe("for an end", () => {
  it.each(["cancel", "revoke"])("TERMINATE_RETURNS_ACCEPTED: %s is queued", async (name) => {
    const { entitlementId } = await entitled();
    const reply = await verb(name, entitlementId, magic("TERMINATE_RETURNS_ACCEPTED"));
    expect(answerOf(reply)).toBe("202 ACCEPTED ACTIVE");
    expect(reply.body).toMatchObject({ version: 2, waitingOn: "MERCHANT" });
    const status = name === "cancel" ? "CANCELLED" : "REVOKED";
    expect((await reached(entitlementId, status)).version).toBe(3);
  });

  it("TERMINATE_RETURNS_DATE: access for thirty days", async () => {
    const { entitlementId } = await entitled();
    const reply = await verb("cancel", entitlementId, magic("TERMINATE_RETURNS_DATE"));
    expect(answerOf(reply)).toBe("200 OK ACTIVE-ENDING");
    expect(reply.body.allowedActions).toEqual(["revoke", "undo", "update"]);
  });

  it("TERMINATE_RETURNS_DATE_SOON: access for five seconds", async () => {
    const { entitlementId } = await entitled();
    const reply = await verb("cancel", entitlementId, magic("TERMINATE_RETURNS_DATE_SOON"));
    expect(answerOf(reply)).toBe("200 OK ACTIVE-ENDING");
    const { dateEnded } = reply.body;
    expect(await reached(entitlementId, "CANCELLED")).toMatchObject({ dateEnded, version: 3 });
  });
});

describe("for a change", () => {
  it("UPDATE_RETURNS_ACTIVATION_REQUIRED: the customer has to agree", async () => {
    const { entitlementId } = await entitled();
    const change = { productKey: "MUSIC_PREMIUM" };
    const reply = await patch(entitlementId, change, magic("UPDATE_RETURNS_ACTIVATION_REQUIRED"));
    expect(answerOf(reply)).toBe("202 CLIENT_ACTION_REQUIRED PENDING");
    const page = new Request(reply.body.parameters?.url ?? "", { method: "POST" });
    expect((await exports.default.fetch(page)).status).toBe(200);
    expect(await reached(entitlementId, "ACTIVE")).toMatchObject(change);
  });
});

describe("for every merchant call", () => {
  it("ANY_REQUEST_FAILS_ONCE: the quick retry succeeds", async () => {
    const any = magic("ANY_REQUEST_FAILS_ONCE");
    const created = await create({}, any);
    expect(answerOf(created)).toBe("200 OK ACTIVE");
    const { entitlementId } = created.body;
    expect(answerOf(await verb("suspend", entitlementId, any))).toBe("200 OK SUSPENDED");
    expect(answerOf(await verb("resume", entitlementId, any))).toBe("200 OK ACTIVE");
    expect(answerOf(await patch(entitlementId, { productKey: "MUSIC_CODE" }, any))).toBe("200 OK ACTIVE");
    expect(answerOf(await verb("cancel", entitlementId, any))).toBe("200 OK CANCELLED");
    const pending = await create({ productKey: "MUSIC" }, any);
    const path = `/v1/entitlement/activationInfo/${pending.body.entitlementId}`;
    expect((await call("GET", path, any)).status).toBe(200);
    expect(answerOf(await verb("revoke", pending.body.entitlementId, any))).toBe("200 OK REVOKED");
  });
});

it("every magic number has its test here", async ({ task }) => {
  const names = JSON.stringify((task.file?.tasks ?? []).map(namesOf));
  for (const number of Object.keys(MAGIC_NUMBERS)) expect(names).toContain(number);
});

interface Named {
  name: string;
  tasks?: Named[];
}
const namesOf = ({ name, tasks = [] }: Named): unknown => [name, tasks.map(namesOf)];
