// The handler of the standard merchant API, asked by the platform's own connector for it.
import { afterEach, describe, expect, it, vi } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { MerchantRequest, Outcome } from "../../src/connectors/contract";
import { standard } from "../../src/connectors/presets/standard";
import { merchantHandler, type Merchant } from "../../src/merchant/handler";
import { memoryInProcess } from "../../src/merchant/memory";
import type { OperationOutcome } from "../../src/merchant/request";
import { connectorOf } from "../connectors/http/subject";

const BASE = "https://films.example.com/api/v1";
const CONTEXT = { publicUrl: "https://resale.invalid", traceparent: null };

afterEach(() => vi.restoreAllMocks());

const requestOf = (
  operation: MerchantRequest["operation"],
  changes: Partial<MerchantRequest> = {},
): MerchantRequest => ({
  operation,
  requestId: crypto.randomUUID(),
  environment: "sandbox",
  entitlementId: "00a1b2c3-d4e5-8f60-9a7b-1c2d3e4f5061",
  merchantEntitlementId: "films-1",
  merchantAccountKey: "FILMS",
  resellerKey: "TELCO",
  sharedCustomerId: "someone",
  productKey: "FILMS",
  offerKey: null,
  previous: null,
  immediate: null,
  merchantExtensionData: null,
  routeExtensionData: null,
  customerIdentifier: null,
  extensionData: null,
  about: null,
  magicNumber: null,
  ...changes,
});

const statusOf = ({ operation, requestId, immediate }: MerchantRequest): MerchantRequest =>
  requestOf("status", { about: { operation, requestId, immediate } });

/** The platform's side of a merchant, and the statuses of what passed between them. */
function between(merchant: Partial<Merchant>, password = "letmein") {
  const access = { basic: "resale:letmein" };
  const handler = merchantHandler({
    access,
    create: () => ({ kind: "completed" }),
    onError: () => undefined,
    ...merchant,
  });
  const passed: number[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const response = await handler(new Request(input, init));
    passed.push(response.status);
    return response;
  });
  const authentication = { type: "basic", username: "resale", password: { secret: "password" } };
  const { type: _, ...definition } = standard.parse({ baseUrl: BASE, authentication });
  const connector = connectorOf(definition, { password });
  return {
    passed,
    handler,
    ask: (request: MerchantRequest): Promise<Outcome> => ask(connector, request, CONTEXT),
  };
}

const AT = Date.UTC(2030, 0, 1);

describe("an answer means to the platform what the function said", () => {
  it.each<OperationOutcome>([
    {
      kind: "completed",
      merchantEntitlementId: "f-1",
      activationCode: "CODE",
      merchantExtensionData: { seat: 4 },
    },
    {
      kind: "actionRequired",
      url: "https://films.example.com/sign-up",
      urlExpiry: AT,
      merchantEntitlementId: "f-1",
    },
    { kind: "accepted", merchantEntitlementId: "f-1" },
    { kind: "rejected", reason: "CUSTOMER_NOT_ELIGIBLE", merchantCode: "E-1", message: "Not for you." },
    { kind: "rejected", reason: "MERCHANT_REJECTED", merchantCode: "E-2", message: "No." },
    { kind: "rejected", reason: "MERCHANT_UNAVAILABLE", merchantCode: "E-3", message: "Later." },
    { kind: "rejected", reason: "NOT_FOUND", merchantCode: "E-4", message: "Nobody." },
  ])("of a create: %o", async (outcome) => {
    expect(await between({ create: () => outcome }).ask(requestOf("create"))).toMatchObject(outcome);
  });

  it("of every other operation", async () => {
    const done = { kind: "completed", merchantEntitlementId: "f-1" } as const;
    const until = { kind: "completed", terminationDate: AT } as const;
    const merchant = between({
      activationInfo: () => ({ kind: "actionRequired", url: "https://films.example.com/again" }),
      update: () => done,
      suspend: () => done,
      resume: () => done,
      terminate: ({ immediate }) => (immediate ? done : until),
      undo: () => done,
    });
    expect(await merchant.ask(requestOf("activationInfo"))).toMatchObject({ kind: "actionRequired" });
    for (const operation of ["update", "suspend", "resume", "undo"] as const)
      expect(await merchant.ask(requestOf(operation))).toMatchObject(done);
    expect(await merchant.ask(requestOf("terminate", { immediate: false }))).toMatchObject(until);
    expect(await merchant.ask(requestOf("terminate", { immediate: true }))).toMatchObject(done);
  });

  it("also where it cannot tell, or throws", async () => {
    const merchant = between({
      create: () => ({ kind: "unknown", cause: "TIMEOUT" }),
      suspend: () => {
        throw new Error("out of order");
      },
    });
    for (const operation of ["create", "suspend"] as const)
      expect(await merchant.ask(requestOf(operation))).toMatchObject({
        kind: "unknown",
        cause: "SERVER_ERROR",
      });
    expect(await merchant.ask(requestOf("undo"))).toMatchObject({
      kind: "rejected",
      reason: "MERCHANT_REJECTED",
      merchantCode: "NOT_OFFERED",
    });
  });
});

describe("a request", () => {
  it("is done once, and answered again as it was", async () => {
    const create = vi.fn<Merchant["create"]>(({ requestId }) => ({
      kind: "completed",
      merchantEntitlementId: requestId,
    }));
    const merchant = between({ create });
    const request = requestOf("create");
    const first = await merchant.ask(request);
    expect(await merchant.ask(request)).toEqual(first);
    expect(await merchant.ask(statusOf(request))).toMatchObject({ merchantEntitlementId: request.requestId });
    expect(create).toHaveBeenCalledTimes(1);
    expect(create.mock.calls[0]?.[0]).toMatchObject({
      productKey: "FILMS",
      sharedCustomerId: "someone",
      offerKey: null,
    });
  });

  it("that is still being worked on is not begun a second time", async () => {
    let finish = () => undefined as void;
    const create = vi.fn<Merchant["create"]>(
      () =>
        new Promise(
          (resolve) => (finish = () => resolve({ kind: "completed", merchantEntitlementId: "slow" })),
        ),
    );
    const { handler } = between({ create });
    const request = requestOf("create");
    const post = () => {
      const headers = { Authorization: `Basic ${btoa("resale:letmein")}` };
      return handler(
        new Request(`${BASE}/entitlement`, { method: "POST", headers, body: JSON.stringify(request) }),
      );
    };
    const first = post();
    await vi.waitFor(() => expect(create).toHaveBeenCalled());
    expect((await post()).status).toBe(500);
    finish();
    expect((await first).status).toBe(200);
    expect(await (await post()).json()).toMatchObject({ merchantEntitlementId: "slow" });
    expect(create).toHaveBeenCalledTimes(1);
  });

  it("whose worker has died, or that was left open, is done by whoever asks next", async () => {
    const memory = memoryInProcess();
    const request = requestOf("create");
    const { about: _, magicNumber: __, merchantAccountKey: ___, ...asked } = request;
    const dead = {
      request: { ...asked, operation: "create" as const },
      begunAt: Date.now() - 60_000,
      worker: "x",
      outcome: null,
    };
    memory.begin(request.requestId, dead);
    const create = vi
      .fn<Merchant["create"]>()
      .mockReturnValueOnce({ kind: "rejected", reason: "MERCHANT_UNAVAILABLE" })
      .mockReturnValue({ kind: "completed", merchantEntitlementId: "second" });
    const merchant = between({ create, memory });
    expect(await merchant.ask(request)).toMatchObject({ reason: "MERCHANT_UNAVAILABLE" });
    expect(await merchant.ask(statusOf(request))).toMatchObject({ merchantEntitlementId: "second" });
    expect(create).toHaveBeenCalledTimes(2);
  });

  it("that never came is not found; one that has come further says so", async () => {
    const request = requestOf("create");
    const merchant = between({
      create: () => ({ kind: "accepted" }),
      status: ({ outcome }) => (outcome?.kind === "accepted" ? { kind: "completed" } : { kind: "accepted" }),
    });
    expect(await merchant.ask(statusOf(request))).toMatchObject({ reason: "NOT_FOUND" });
    expect(await merchant.ask(request)).toMatchObject({ kind: "accepted" });
    expect(await merchant.ask(statusOf(request))).toMatchObject({ kind: "completed" });
  });
});

describe("access", () => {
  it("is for who has what was agreed", async () => {
    expect(await between({}, "guess").ask(requestOf("create"))).toMatchObject({
      reason: "MERCHANT_UNAVAILABLE",
    });
  });

  it.each<[string, Merchant["access"], Record<string, string>, number]>([
    ["bearer", { bearer: "t-1" }, { Authorization: "Bearer t-1" }, 404],
    ["the new one of two", { bearer: ["t-0", "t-1"] }, { Authorization: "Bearer t-1" }, 404],
    ["no prefix of it", { bearer: "t-1" }, { Authorization: "Bearer t-" }, 401],
    ["an API key", { apiKey: "k" }, { "X-Api-Key": "k" }, 404],
    ["in a header of its own", { apiKey: "k", header: "X-Films" }, { "X-Films": "k" }, 404],
    ["another key", { apiKey: "k" }, { "X-Api-Key": "K" }, 401],
    ["nothing", { basic: "a:b" }, {}, 401],
    ["a function's yes", (request) => request.headers.has("X-Yes"), { "X-Yes": "1" }, 404],
    ["a function's no", () => false, {}, 401],
  ])("%s", async (_, access, headers, status) => {
    const { handler } = between({ access });
    expect((await handler(new Request(`${BASE}/nothing`, { headers }))).status).toBe(status);
  });
});

describe("what is no request", () => {
  const post = (path: string, body: string, method = "POST") =>
    between({ access: () => true, suspend: () => ({ kind: "completed" }) }).handler(
      new Request(BASE + path, { method, ...(method === "POST" && { body }) }),
    );
  const request = requestOf("suspend");

  it.each([
    ["/entitlement/x/dance", "{}", "POST", 404],
    ["/entitlement/x/create", "{}", "POST", 404],
    ["/entitlement", "", "GET", 404],
    ["/operation/x", "{}", "POST", 404],
    ["/entitlement", "{", "POST", 400],
    ["/entitlement", "null", "POST", 400],
    ["/entitlement", JSON.stringify(request), "POST", 400],
    ["/entitlement/another/suspend", JSON.stringify(request), "POST", 400],
    [
      `/entitlement/${request.entitlementId}/suspend`,
      JSON.stringify({ ...request, requestId: "" }),
      "POST",
      400,
    ],
    [
      `/entitlement/${request.entitlementId}/suspend`,
      JSON.stringify({ ...request, offerKey: 1 }),
      "POST",
      400,
    ],
    [
      `/entitlement/${request.entitlementId}/suspend`,
      JSON.stringify({ ...request, offerKey: undefined }),
      "POST",
      200,
    ],
  ])("%s %s %s is %i", async (path, body, method, status) => {
    expect((await post(path, body, method)).status).toBe(status);
  });
});
