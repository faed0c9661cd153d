import type * as z from "zod";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  resaleClient,
  succeeded,
  type Failure,
  type FeedEvent,
  type Job,
  type NotModified,
  type RecordSuccess,
} from "../../src/client/client";
import { waitBefore } from "../../src/client/retry";
import type { Connection } from "../../src/client/send";
import type { Job as DocumentedJob } from "../../src/openapi/answers/job";
import type { FeedEvent as Documented } from "../../src/openapi/answers/notification";

const NOW = Date.UTC(2030, 0, 1);
const POLICY = { made: 1, tries: 4, longestRetryAfterMs: 60_000 };
const tried = (status: number | null, reason: string | null = null, retryAfter: string | null = null) =>
  waitBefore({ status, reason, retryAfter }, POLICY, 0.5, NOW);

describe("whether a call is made again", () => {
  it.each([
    [null, null],
    [429, "RATE_LIMITED"],
    [409, "REQUEST_IN_PROGRESS"],
    [500, "INTERNAL_ERROR"],
    [503, "MERCHANT_UNAVAILABLE"],
    [503, "CATALOGUE_UNAVAILABLE"],
    [503, "MAINTENANCE"],
    [502, null],
    [504, null],
  ])("after %s %s", (status, reason) => expect(tried(status, reason)).toBe(250));

  it.each([
    [400, "VALIDATION"],
    [401, "UNAUTHORIZED"],
    [404, "UNKNOWN_ENTITLEMENT"],
    [409, "OPERATION_IN_PROGRESS"],
    [412, "VERSION_MISMATCH"],
    [422, "MERCHANT_REJECTED"],
    [503, "OUTCOME_UNKNOWN"],
    [301, null],
    [404, null],
  ])("not after %s %s", (status, reason) => expect(tried(status, reason)).toBeNull());

  it("waits longer each time, never more than so often, and as long as it is asked to", () => {
    const after = (made: number) =>
      waitBefore({ status: null, reason: null, retryAfter: null }, { ...POLICY, made, tries: 9 }, 0.5, NOW);
    expect([1, 2, 3, 4, 5, 8, 9].map(after)).toEqual([250, 750, 2_250, 6_750, 10_000, 10_000, null]);
    expect(tried(429, "RATE_LIMITED", "7")).toBe(7_000);
    expect(tried(429, "RATE_LIMITED", new Date(NOW + 9_000).toUTCString())).toBe(9_000);
    expect(tried(429, "RATE_LIMITED", "soon")).toBe(250);
    expect(tried(503, "MAINTENANCE", "300")).toBeNull();
  });
});

const record = (fields: object = {}) => Response.json({ responseCode: "OK", responseMessage: "", ...fields });
const refusal = (status: number, responseCode: string, reason: string) =>
  Response.json({ responseCode, responseMessage: "No.", metadata: { reason } }, { status });

/** A client whose requests are answered by a list, the last one for good; and the requests. */
function scripted(answers: (() => Response | Promise<Response>)[], settings: Partial<Connection> = {}) {
  const seen: Request[] = [];
  const client = resaleClient({
    url: "https://resale.example.com/base/",
    credential: "telco:sécret",
    async fetch(request) {
      seen.push(request);
      return (answers[Math.min(seen.length, answers.length) - 1] ?? record)();
    },
    ...settings,
  });
  return { client, seen };
}

const broken = () => Promise.reject(new TypeError("connection lost"));
const SALE = { customerIdentifier: "c", merchantAccountKey: "MUSIC", productKey: "MUSIC" };

describe("a call", () => {
  it("is repeated under one key until it is answered, and says so", async () => {
    const { client, seen } = scripted([broken, () => new Response("<html>", { status: 502 }), record]);
    const answer = await client.create(SALE);
    expect(answer).toMatchObject({ responseCode: "OK", call: { attempts: 3, status: 200, replayed: false } });
    const keys = new Set(seen.map(({ headers }) => headers.get("Idempotency-Key")));
    expect([...keys]).toEqual([answer.call.idempotencyKey]);
    expect(seen.map(({ url }) => url)).toEqual(
      Array(3).fill("https://resale.example.com/base/v1/entitlement"),
    );
    expect(seen[0]?.headers.get("Authorization")).toBe("Basic dGVsY286c8OpY3JldA==");
  });

  it("takes the caller's key, and none for a read or a dry run", async () => {
    const { client, seen } = scripted([record]);
    await client.cancel(
      "an/id",
      { cancelReasonCategory: "CUSTOMER_CANCELLED" },
      { idempotencyKey: "mine", ifMatch: 3 },
    );
    await client.suspend("id", { dryRun: true });
    await client.get("id");
    const headers = (name: string) => seen.map((request) => request.headers.get(name));
    expect(headers("Idempotency-Key")).toEqual(["mine", null, null]);
    expect(headers("If-Match")).toEqual(['"3"', null, null]);
    expect(seen.map(({ url }) => new URL(url).pathname + new URL(url).search)).toEqual([
      "/base/v1/entitlement/cancel/an%2Fid",
      "/base/v1/entitlement/suspend/id?dryRun=true",
      "/base/v1/entitlement/id",
    ]);
  });

  it("that nobody answers is a value", async () => {
    const { client, seen } = scripted([broken], { tries: 2 });
    expect(await client.get("id")).toEqual({
      responseCode: "NO_ANSWER",
      responseMessage: "connection lost",
      metadata: { requestId: null, origin: "PLATFORM", reason: "NETWORK" },
      call: { status: null, requestId: null, idempotencyKey: null, attempts: 2, replayed: false, etag: null },
    });
    expect(seen).toHaveLength(2);
  });

  it("that is answered by somebody else is unreadable, also where that looks like a success", async () => {
    const { client } = scripted([() => new Response("<html>")], { tries: 1 });
    expect(await client.get("id")).toMatchObject({
      metadata: { reason: "UNREADABLE" },
      call: { status: 200 },
    });
  });

  it("ends at its own timeout, each time anew", async () => {
    const hang = () => new Promise<Response>(() => undefined);
    const { client } = scripted([], {
      tries: 2,
      timeoutMs: 20,
      fetch: ({ signal }) =>
        Promise.race([
          hang(),
          new Promise<Response>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
        ]),
    });
    expect(await client.get("id")).toMatchObject({ metadata: { reason: "TIMEOUT" }, call: { attempts: 2 } });
  });

  it("that is aborted throws the caller's reason, in a wait too", async () => {
    const { client, seen } = scripted([() => refusal(503, "SERVICE_UNAVAILABLE", "MERCHANT_UNAVAILABLE")]);
    const caller = new AbortController();
    setTimeout(() => caller.abort(new Error("the customer has left")), 30);
    await expect(client.create(SALE, { signal: caller.signal })).rejects.toThrow("the customer has left");
    expect(seen).toHaveLength(1);
    await expect(client.get("id", { signal: caller.signal })).rejects.toThrow("the customer has left");
    expect(seen).toHaveLength(1);
  });

  it("asks for the credential before each try", async () => {
    const secrets = ["old", "new"];
    const { client, seen } = scripted([broken, record], { credential: () => `telco:${secrets.shift()}` });
    await client.get("id");
    expect(seen.map(({ headers }) => atob(headers.get("Authorization")?.slice(6) ?? ""))).toEqual([
      "telco:old",
      "telco:new",
    ]);
  });

  it("whose credential cannot be had is a value, and tried again", async () => {
    const credential = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new Error("the vault is closed"))
      .mockResolvedValue("telco:new");
    const { client, seen } = scripted([record], { credential });
    expect(await client.get("id")).toMatchObject({ responseCode: "OK", call: { attempts: 2 } });
    expect(seen).toHaveLength(1);
    const closed = scripted([record], { tries: 1, credential: () => Promise.reject(new Error("closed")) });
    expect(await closed.client.create(SALE)).toMatchObject({
      responseCode: "NO_ANSWER",
      responseMessage: "closed",
      metadata: { reason: "CREDENTIAL" },
      call: { status: null, attempts: 1 },
    });
    expect(closed.seen).toEqual([]);
  });

  it("waits for its credential, and for a fetch of the caller's, no longer than for anything else", async () => {
    const never = () => new Promise<never>(() => undefined);
    for (const hanging of [{ credential: never }, { fetch: never }]) {
      const { client } = scripted([record], { tries: 1, timeoutMs: 20, ...hanging });
      expect(await client.get("id")).toMatchObject({ metadata: { reason: "TIMEOUT" } });
      const caller = new AbortController();
      setTimeout(() => caller.abort(new Error("the customer has left")), 5);
      const left = client.get("id", { signal: caller.signal, timeoutMs: 5_000 });
      await expect(left).rejects.toThrow("the customer has left");
    }
  });

  it("leaves what is no call at all to its caller", async () => {
    const { client } = scripted([record], { url: "no url" });
    await expect(client.get("id")).rejects.toThrow(TypeError);
  });
});

describe("a job's file", () => {
  const CSV = "action,entitlementId\nSUSPEND,1\n";

  it.each([
    ["a text", CSV],
    ["bytes", new TextEncoder().encode(CSV)],
    ["a Blob", new Blob([CSV], { type: "text/plain" })],
  ])("is sent as it is, under one key each time: %s", async (_, file) => {
    const { client, seen } = scripted([broken, record]);
    const order = { kind: "batch", dryRun: true, options: { rowsPerSecond: 5 }, file };
    const { call } = await client.startJob(order, { idempotencyKey: "batch-7" });
    expect(call).toMatchObject({ attempts: 2, idempotencyKey: "batch-7" });
    for (const request of seen) {
      expect(new URL(request.url).search).toBe("?kind=batch&rowsPerSecond=5&dryRun=true");
      expect(request.headers.get("Content-Type")).toBe("text/csv");
      expect(request.headers.get("Idempotency-Key")).toBe("batch-7");
      expect(await request.text()).toBe(CSV);
    }
    expect(seen).toHaveLength(2);
  });

  it("may be NDJSON, or none; a call of one's own may have one, too", async () => {
    const { client, seen } = scripted([record]);
    await client.startJob({ kind: "batch", file: "{}", contentType: "application/x-ndjson" });
    await client.startJob({ kind: "export" });
    const file = { content: "a,b", contentType: "text/csv" };
    await client.call({ method: "POST", path: "/v1/x", idempotencyKey: null, file });
    const sent = seen.map(async (one) => [one.headers.get("Content-Type"), await one.text()]);
    expect(await Promise.all(sent)).toEqual([
      ["application/x-ndjson", "{}"],
      [null, ""],
      ["text/csv", "a,b"],
    ]);
  });

  it("makes a job as the API's document has it", () => {
    expectTypeOf<z.output<typeof DocumentedJob>>().toExtend<Job>();
    expectTypeOf<keyof Job>().toEqualTypeOf<keyof z.output<typeof DocumentedJob>>();
    expectTypeOf<Job["state"]>().toEqualTypeOf<z.output<typeof DocumentedJob>["state"]>();
  });
});

describe("an answer", () => {
  it("that the record is as it was is no failure, for the compiler as when it runs", async () => {
    const { client } = scripted([() => new Response(null, { status: 304 })]);
    const answer = await client.getIfChanged("id", '"1"');
    if (succeeded(answer)) expectTypeOf(answer).toEqualTypeOf<RecordSuccess | NotModified>();
    else expectTypeOf(answer).toEqualTypeOf<Failure>();
    expect([answer.responseCode, succeeded(answer)]).toEqual(["NOT_MODIFIED", true]);
  });

  it("may have an event of the feed whose customer is erased", () => {
    expectTypeOf<FeedEvent["erased"]>().toEqualTypeOf<z.output<typeof Documented>["erased"]>();
  });
});
