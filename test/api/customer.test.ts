// What operators may do about a customer: forget the pseudonyms, or everything. Refusals, repetitions, who may ask.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { jobStub } from "../../src/jobs/locate";
import { inbox } from "../receiver";
import { call, entitled, newCustomer, OPERATOR, read, refusalOf, verb, type Options } from "../support/api";
import { entriesOf } from "../support/audit";
import { customerOf } from "../support/customer";
import { driven, erase, erased } from "../support/erasing";
import { resultText } from "../support/jobs";

const ABOUT = { environment: "sandbox", resellerKey: "TELCO", reason: "request 12" };

const reset = (customerIdentifier: string, changes = {}, options: Options = {}) =>
  call("POST", "/admin/v1/customer/reset", {
    as: OPERATOR,
    body: { ...ABOUT, customerIdentifier, ...changes },
    ...options,
  });

describe("POST /admin/v1/customer/reset", () => {
  it("forgets the pseudonyms; what was sold keeps them", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId, ...first } = await entitled({ customerIdentifier });
    await verb("revoke", entitlementId);
    expect(await reset(customerIdentifier)).toMatchObject({ status: 200, body: { known: true } });
    expect(await read(entitlementId)).toMatchObject({ sharedCustomerId: first["sharedCustomerId"] });
    const second = await entitled({ customerIdentifier });
    expect(second["sharedCustomerId"]).not.toBe(first["sharedCustomerId"]);
    expect(second["platformUserId"]).not.toBe(first["platformUserId"]);
  });

  it("says where there was nothing, and is recorded without the customer", async () => {
    const customerIdentifier = "nobody-447700";
    const reason = "another owner of the number";
    expect((await reset(customerIdentifier, { reason })).body).toMatchObject({ known: false });
    const [entry] = await entriesOf("customer.reset", "a customer of TELCO (sandbox)");
    expect(entry).toMatchObject({ actor: "OPERATOR", reason, detail: { known: false } });
    expect(JSON.stringify(entry)).not.toContain(customerIdentifier);
  });

  it.each([
    [
      "a reseller that there is not",
      { resellerKey: "NONE" },
      "400 BAD_REQUEST VALIDATION RESELLER resellerKey",
    ],
    [
      "a reason that names the customer",
      { reason: "for who-1" },
      "400 BAD_REQUEST VALIDATION RESELLER reason",
    ],
    ["no reason", { reason: undefined }, "400 BAD_REQUEST VALIDATION RESELLER reason"],
    ["an unknown field", { revoke: true }, "400 BAD_REQUEST VALIDATION RESELLER revoke"],
  ])("refuses %s", async (_, changes, refusal) => {
    expect(refusalOf(await reset("who-1", changes))).toBe(refusal);
  });
});

describe("POST /admin/v1/customer/erase", () => {
  it("is refused while something has not ended, and names it; nothing has happened then", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId, sharedCustomerId } = await entitled({ customerIdentifier });
    const refused = await erase(customerIdentifier);
    expect(refusalOf(refused)).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER entitlements");
    expect(refused.body.metadata.issues).toEqual([{ path: "entitlements", message: entitlementId }]);
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", customerIdentifier });
    await verb("revoke", entitlementId);
    expect(await entitled({ customerIdentifier })).toMatchObject({ sharedCustomerId });
  });

  it("revokes first where that is asked for: the merchant and the reseller are told", async () => {
    const [customerIdentifier, endpoint] = [newCustomer(), inbox()];
    const { entitlementId } = await entitled({ customerIdentifier, notificationUrl: endpoint.url });
    const job = await erased(customerIdentifier, { revoke: true });
    expect(job).toMatchObject({ state: "DONE", counts: { read: 1, done: 1, outcomes: { ERASED: 1 } } });
    expect(await read(entitlementId)).toMatchObject({
      status: "REVOKED",
      version: 2,
      customerIdentifier: null,
      allowedActions: [],
    });
    const told = (await endpoint.posts(2)).map(({ body }) => JSON.parse(body));
    expect(told.at(-1)).toMatchObject({ notificationReason: "TERMINATION_SUCCESS", customerIdentifier });
    const { body } = await call("GET", `/admin/v1/entitlement/history/${entitlementId}`, { as: OPERATOR });
    expect(body).toMatchObject({
      events: [{ command: "create" }, { command: "revoke", actor: { side: "OPERATOR", name: "OPERATOR" } }],
      notifications: [{ state: "delivered" }, { state: "delivered" }],
      operations: [{ operation: "create" }, { operation: "terminate", outcome: "completed" }],
    });
    expect(await resultText(job.id, "entitlements.csv", OPERATOR, "/admin/v1")).toBe(
      `entitlementId,outcome,notificationsGivenUp,terminationsGivenUp\r\n${entitlementId},ERASED,0,0\r\n`,
    );
    expect(await (await customerOf(customerIdentifier)).everything()).toEqual({ slots: [], former: [] });
  });

  it("answers with the job, which never shows whom it is about; a key's repetition is the same job", async () => {
    const customerIdentifier = newCustomer();
    const key = { "Idempotency-Key": `erase-${crypto.randomUUID()}` };
    const { status, headers, body } = await erase(customerIdentifier, {}, key);
    expect({ status, kind: body["kind"], message: body.responseCode }).toEqual({
      status: 202,
      kind: "erasure",
      message: "ACCEPTED",
    });
    expect(headers.get("Location")).toContain(`/admin/v1/jobs/${String(body["jobId"])}`);
    expect(JSON.stringify(body)).not.toContain(customerIdentifier);
    const job = await driven(String(body["jobId"]));
    expect(JSON.stringify(job)).not.toContain(customerIdentifier);
    const again = await erase(customerIdentifier, {}, key);
    expect(again.body).toMatchObject({ jobId: job.id, state: "DONE" });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  });

  it("of nobody ends well, and finds nothing", async () => {
    expect(await erased("nobody-at-all")).toMatchObject({ state: "DONE", counts: { read: 0, done: 0 } });
  });

  it("is a job of operators: not to be started like others, and unknown to resellers", async () => {
    const started = await call("POST", "/admin/v1/jobs?kind=erasure&reason=x", { as: OPERATOR });
    expect(refusalOf(started)).toBe("400 BAD_REQUEST VALIDATION RESELLER kind");
    expect(refusalOf(await call("POST", "/v1/jobs?kind=erasure"))).toBe(
      "400 BAD_REQUEST VALIDATION RESELLER kind",
    );
    const { id } = await erased("nobody-else");
    expect((await call("GET", `/v1/jobs/${id}`)).status).toBe(404);
    expect(await jobStub(env, id).view()).not.toBeNull();
  });
});
