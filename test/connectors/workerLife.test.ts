// Entitlements of a merchant that is a Worker, through the public API: the second Worker is real, and so is the binding.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { keyedId } from "../../src/entitlement/id";
import { inbox } from "../receiver";
import { call, entitled, patch, read, refusalOf, sale, tell, until, verb, type Reply } from "../support/api";
import { credential, product, write } from "../support/catalogue";
import { plugIn } from "../support/plugIn";
import { VIDEO, type Step } from "../support/video";
import { Held, MINUTE, pass, SECOND } from "../support/world";

const OPERATIONS = ["create", "activationInfo", "update", "suspend", "resume", "terminate", "undo", "status"];
const url = "https://video.invalid/sign-up";

async function video(changes: object = {}) {
  const definition = {
    binding: "VIDEO_MERCHANT",
    operations: OPERATIONS,
    idempotent: OPERATIONS,
    activation: "ASYNC",
    endOfPeriodCancel: true,
    ...changes,
  };
  const plugged = await plugIn("worker", definition);
  const { merchantAccountKey } = plugged;
  await write(
    await credential(merchantAccountKey, ["secret"], { party: "MERCHANT", organisation: merchantAccountKey }),
  );
  return {
    plugged,
    as: `${merchantAccountKey}:secret`,
    told: (operation: "create" | "suspend" | "terminate", ...steps: Step[]) =>
      VIDEO.tell(merchantAccountKey, operation, steps),
    /** `create 1`: what was asked, and how often it was carried out. */
    async carriedOut(): Promise<string[]> {
      const calls = await VIDEO.calls(merchantAccountKey);
      const ids = [...new Map(calls.map(({ method, request }) => [request.requestId, method]))];
      return Promise.all(ids.map(async ([id, method]) => `${method} ${await VIDEO.effects(id)}`));
    },
  };
}

/** A create whose entitlement's id is known before it is answered. */
async function keyed(changes: Record<string, unknown>): Promise<{ id: string; send: () => Promise<Reply> }> {
  const key = crypto.randomUUID();
  const body = sale(changes);
  const headers = { "Idempotency-Key": key };
  const id = await keyedId(0, env.ID_KEY, "sandbox", "TELCO", key);
  return { id, send: () => call("POST", "/v1/entitlement", { body, headers }) };
}

describe("the life of an entitlement", () => {
  it("goes through every operation, each carried out once", async () => {
    const { plugged, told, carriedOut } = await video();
    const dateEnded = Date.now() + 86_400_000;
    await told("create", {
      answer: { kind: "completed", merchantEntitlementId: "V-1", activationCode: "CODE" },
    });
    await told(
      "terminate",
      { answer: { kind: "completed", terminationDate: dateEnded } },
      { answer: { kind: "completed" } },
    );
    const { entitlementId: id, ...sold } = await entitled({ ...plugged });
    expect(sold).toMatchObject({ status: "ACTIVE", merchantEntitlementId: "V-1", activationCode: "CODE" });
    for (const [name, status] of [
      ["suspend", "SUSPENDED"],
      ["resume", "ACTIVE"],
      ["cancel", "ACTIVE-ENDING"],
      ["undo", "ACTIVE"],
      ["revoke", "REVOKED"],
    ] as const)
      expect(await verb(name, id)).toMatchObject({ status: 200, body: { status } });
    expect(await carriedOut()).toEqual([
      "create 1",
      "suspend 1",
      "resume 1",
      "terminate 1",
      "undo 1",
      "terminate 1",
    ]);
  });

  it("waits for the customer where the merchant says so, and for the merchant's confirmation", async () => {
    const { plugged, told, as } = await video();
    await told("create", { answer: { kind: "actionRequired", url } });
    const { entitlementId, ...sold } = await entitled({ ...plugged });
    expect(sold).toMatchObject({ status: "PENDING", parameters: { action: "NAVIGATE_TO_URL", url } });
    const confirmed = await tell("activate", entitlementId, { merchantEntitlementId: "V-2" }, { as });
    expect(confirmed).toMatchObject({ status: 200, body: { status: "ACTIVE" } });
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", merchantEntitlementId: "V-2" });
  });

  it("offers what the merchant's Worker can do, and refuses the rest unasked", async () => {
    const { plugged, carriedOut } = await video({
      operations: ["create"],
      idempotent: [],
      endOfPeriodCancel: false,
    });
    const { entitlementId, allowedActions } = await entitled({ ...plugged });
    expect(allowedActions).toEqual(["revoke", "update"]);
    for (const refused of ["suspend", "cancel"])
      expect(refusalOf(await verb(refused, entitlementId))).toContain("OPERATION_NOT_SUPPORTED");
    expect(await verb("revoke", entitlementId)).toMatchObject({ body: { status: "REVOKED" } });
    expect(await carriedOut()).toEqual(["create 1"]);
  });
});

describe("a merchant that confirms before it answers", () => {
  it("is believed; its late answer fills what was blank", async () => {
    const { plugged, told, as } = await video();
    const answer = { kind: "completed", merchantEntitlementId: "V-3", activationCode: "LATE" };
    await told("create", { answer, delayMs: 700 });
    const { id, send } = await keyed({ ...plugged });
    const sent = send();
    await until(async () => expect((await tell("activate", id, {}, { as })).status).toBe(200));
    expect(await read(id)).toMatchObject({ status: "ACTIVE", version: 1, activationCode: null });
    expect(await sent).toMatchObject({ status: 200, body: { status: "ACTIVE", activationCode: "LATE" } });
  });

  it("and then contradicts itself: the confirmation stands, the contradiction is on record", async () => {
    const { plugged, told, as } = await video();
    await told("create", { answer: { kind: "rejected", reason: "CUSTOMER_NOT_ELIGIBLE" }, delayMs: 700 });
    const { id, send } = await keyed({ ...plugged });
    const sent = send();
    await until(async () => expect((await tell("activate", id, {}, { as })).status).toBe(200));
    expect(await sent).toMatchObject({ status: 200, body: { status: "ACTIVE" } });
    const { body } = await call("GET", `/v1/entitlement/history/${id}`);
    expect(body["operations"]).toMatchObject([
      { operation: "create", outcome: "rejected", contradiction: true },
    ]);
  });
});

describe("an answer that nobody can use", () => {
  it.each<[string, Step, string]>([
    ["does not fit", { answer: { kind: "done" } }, "UNREADABLE"],
    ["is an exception", { throws: "database password is hunter2", effect: true }, "SERVER_ERROR"],
  ])(
    "because it %s leaves the create FAILED with the cause in the history, until status tells the truth",
    async (_, step, cause) => {
      const reseller = inbox();
      const { plugged, told, carriedOut } = await video();
      await told("create", step);
      const { id, send } = await keyed({ ...plugged, notificationUrl: reseller.url });
      const reply = await send();
      expect(reply).toMatchObject({
        status: 503,
        body: { status: "FAILED", metadata: { reason: "OUTCOME_UNKNOWN" } },
      });
      expect(JSON.stringify(reply.body)).not.toContain("hunter2");
      const { body } = await call("GET", `/v1/entitlement/history/${id}`);
      const detail = expect.stringMatching(new RegExp(`^${cause}: .{1,300}$`));
      expect(body["operations"]).toMatchObject([{ operation: "create", outcome: "unknown", detail }]);
      const held = new Held(id);
      const settled = step.answer === undefined ? "ACTIVE" : "FAILED";
      pass(6 * SECOND);
      await held.alarm();
      await until(async () => expect((await held.history()).operations.length).toBe(2));
      await until(async () => expect(await held.view()).toMatchObject({ status: settled }));
      expect(await carriedOut()).toContain("create 1");
    },
  );

  it("to another verb leaves the status as it is, and the repeat of the question settles it", async () => {
    const { plugged, told, carriedOut } = await video();
    const { entitlementId } = await entitled({ ...plugged });
    await told("suspend", { throws: "no", effect: true });
    expect(refusalOf(await verb("suspend", entitlementId))).toContain("OUTCOME_UNKNOWN");
    expect(await read(entitlementId)).toMatchObject({ status: "ACTIVE", waitingOn: "PLATFORM" });
    const held = new Held(entitlementId);
    pass(MINUTE);
    await held.alarm();
    await until(async () =>
      expect(await held.view()).toMatchObject({ status: "SUSPENDED", waitingOn: null }),
    );
    expect(await carriedOut()).toEqual(["create 1", "suspend 1", "status 1"]);
  });
});

it("a deployment without the binding says so at once, and leaves nothing behind", async () => {
  const { plugged } = await video({ binding: "FORGOTTEN" });
  const { id, send } = await keyed({ ...plugged });
  expect(refusalOf(await send())).toBe("503 SERVICE_UNAVAILABLE MERCHANT_UNAVAILABLE MERCHANT");
  expect((await call("GET", `/v1/entitlement/${id}`)).status).toBe(404);
});

it("a change of product is a call of its own", async () => {
  const { plugged, carriedOut } = await video();
  const { merchantAccountKey } = plugged;
  await write(product({ merchantAccountKey, productKey: "PLUS", offerKeys: [], capabilities: {} }));
  const { entitlementId } = await entitled({ ...plugged });
  const changed = await patch(entitlementId, { productKey: "PLUS" });
  expect(changed).toMatchObject({ status: 200, body: { productKey: "PLUS" } });
  const last = (await VIDEO.calls(merchantAccountKey)).at(-1);
  expect(last?.request).toMatchObject({ productKey: "PLUS", previous: { productKey: plugged.productKey } });
  expect(await carriedOut()).toEqual(["create 1", "update 1"]);
});
