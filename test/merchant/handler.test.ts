// The handler of the standard merchant API, asked by the platform's own connector for it.
import { afterEach, describe, expect, it, vi } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { MerchantRequest, Outcome } from "../../src/connectors/contract";
import { standard } from "../../src/connectors/presets/standard";
import { merchantHandler, type Merchant } from "../../src/merchant/handler";
import { memoryInProcess, type Memory } from "../../src/merchant/memory";
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

/** What only a merchant without a compiler can say. */
const said = (outcome: unknown) => outcome as OperationOutcome;
const CREDENTIALS = { Authorization: `Basic ${btoa("resale:letmein")}` };

/** A create and the question what became of it, once each; the platform's connector would ask again by itself. */
function plainly(merchant: Partial<Merchant>) {
  const { handler } = between(merchant);
  const request = requestOf("create");
  const body = JSON.stringify(request);
  const answered = async (path: string, init: RequestInit) => {
    const response = await handler(new Request(BASE + path, { headers: CREDENTIALS, ...init }));
    return { status: response.status, body: await response.json() };
  };
  return {
    create: () => answered("/entitlement", { method: "POST", body }),
    status: () => answered(`/operation/${request.requestId}`, {}),
  };
}

describe("what cannot be answered is as if it were thrown", () => {
  it.each([
    ["nothing", said(undefined), "create has said nothing that can be answered."],
    ["null", said(null), "create has said nothing that can be answered."],
    ["an unknown kind", said({ kind: "done" }), "create has said nothing that can be answered."],
    [
      "an unknown reason",
      said({ kind: "rejected", reason: "TIRED" }),
      "create has given no reason that there is.",
    ],
    ["an invalid date", said({ kind: "completed", terminationDate: Number.NaN }), "Invalid time value"],
    [
      "a date beyond all",
      said({ kind: "actionRequired", url: "https://f.invalid", urlExpiry: 9e15 }),
      "Invalid time value",
    ],
    ["a page without a URL", said({ kind: "actionRequired" }), "create has named no URL."],
  ])("%s", async (_, outcome, message) => {
    const onError = vi.fn<(error: unknown) => void>();
    const create = vi
      .fn<Merchant["create"]>()
      .mockReturnValueOnce(outcome)
      .mockReturnValue({ kind: "accepted" });
    const merchant = plainly({ create, onError });
    expect(await merchant.create()).toEqual({ status: 500, body: { code: "SERVER_ERROR" } });
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ message })]]);
    expect(await merchant.status()).toEqual({ status: 202, body: {} });
    expect(create).toHaveBeenCalledTimes(2);
  });
});

describe("whatever is thrown is heard of, and leaves the outcome open", () => {
  const broken = () => {
    throw new Error("no table");
  };
  const status = () => said(undefined);
  const kept = memoryInProcess();

  it.each<[string, Partial<Merchant>, number[], unknown[]]>([
    ["by the memory, before", { memory: { ...kept, begin: broken } }, [500, 404], ["no table"]],
    ["by the memory, afterwards", { memory: { ...kept, replace: broken } }, [500, 500], ["no table"]],
    ["by the memory, when it is asked", { memory: { ...kept, find: broken } }, [200, 500], ["no table"]],
    ["by the status", { status: broken }, [200, 500], ["no table"]],
    ["for a status that is none", { status }, [200, 500], ["status has said nothing that can be answered."]],
    ["by who decides about access", { access: broken }, [500, 500], ["no table", "no table"]],
  ])("%s", async (_, changes, statuses, messages) => {
    const heard: unknown[] = [];
    const onError = (error: unknown) => void heard.push(error instanceof Error && error.message);
    const merchant = plainly({ ...changes, onError });
    expect([(await merchant.create()).status, (await merchant.status()).status]).toEqual(statuses);
    expect(heard).toEqual(messages);
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
      const body = JSON.stringify(request);
      return handler(new Request(`${BASE}/entitlement`, { method: "POST", headers: CREDENTIALS, body }));
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

  it("that was left open is taken over by one of all who ask at once", async () => {
    const create = vi
      .fn<Merchant["create"]>()
      .mockReturnValueOnce({ kind: "unknown", cause: "TIMEOUT" })
      .mockReturnValue({ kind: "completed", merchantEntitlementId: "once" });
    const kept = memoryInProcess();
    // A table that takes its time: all have read before anyone writes.
    const begin: Memory["begin"] = async (...entry) => {
      const there = kept.begin(...entry);
      await scheduler.wait(10);
      return there;
    };
    const merchant = plainly({ create, memory: { ...kept, begin } });
    await merchant.create();
    const both = await Promise.all([merchant.create(), merchant.create()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 500]);
    expect(create).toHaveBeenCalledTimes(2);
    expect(await merchant.create()).toEqual({ status: 200, body: { merchantEntitlementId: "once" } });
  });

  it("is what the last who took it over says, however late another comes back to it", async () => {
    const memory = memoryInProcess();
    const create: Merchant["create"] = async ({ requestId }) => {
      const there = await memory.find(requestId);
      const done = { kind: "completed", merchantEntitlementId: "early" } as const;
      if (there)
        await memory.replace(requestId, { ...there, worker: "another", outcome: done }, there.worker);
      return { kind: "completed", merchantEntitlementId: "late" };
    };
    const merchant = plainly({ create, memory });
    expect(await merchant.create()).toMatchObject({ status: 500, body: { code: "INTERRUPTED" } });
    expect(await merchant.status()).toEqual({ status: 200, body: { merchantEntitlementId: "early" } });
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

describe("access with nothing in it", () => {
  it.each<[string, Merchant["access"], string]>([
    ["an empty key", { apiKey: "" }, "access.apiKey is empty."],
    ["a blank token", { bearer: " " }, "access.bearer is empty."],
    ["neither user nor password", { basic: ":" }, "access.basic is empty."],
    ["one of two", { apiKey: ["k", ""] }, "access.apiKey[1] is empty."],
    ["an empty list", { bearer: [] }, "access.bearer is empty."],
    ["what is not set", { basic: undefined as unknown as string }, "access.basic is empty."],
  ])("is refused when the handler is made: %s", (_, access, message) => {
    expect(() => between({ access })).toThrow(new TypeError(message));
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
