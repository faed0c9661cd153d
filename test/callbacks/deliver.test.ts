import { describe, expect, it } from "vitest";
import { deliver, type Attempt } from "../../src/callbacks/deliver";

const URL_GIVEN = "https://Reseller.com/hook?to=a%20b";

type Fetcher = NonNullable<Attempt["fetcher"]>;

/** Delivers to a fetcher instead of the network; the clock advances 10 ms per reading. */
function attempt(fetcher: Fetcher, { timeoutMs, ...given }: Partial<Attempt> & { timeoutMs?: number } = {}) {
  let time = 1_000;
  const now = () => (time += 10);
  const defaults = { url: URL_GIVEN, body: "{}", headers: {}, allowLoopback: false };
  return deliver({ ...defaults, ...given, now, fetcher }, timeoutMs);
}

const answering =
  (status: number, headers: Record<string, string> = {}) =>
  async () =>
    new Response(null, { status, headers });

const broken: Fetcher = () => {
  throw new TypeError("refused");
};

const silent: Fetcher = (_: unknown, init?: RequestInit) =>
  new Promise((_resolve, reject) =>
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
  );

const late: Fetcher = () => new Promise((resolve) => setTimeout(resolve, 60, new Response(null)));

/** Answers 200 with a body that never ends, one `chunk` per pause; like `fetch`, the signal breaks the body off. */
function endless(chunk: Uint8Array, pauseMs: number) {
  const seen = { ended: false, pulls: 0 };
  const fetcher: Fetcher = async (_: unknown, init?: RequestInit) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        init?.signal?.addEventListener("abort", () => {
          if (!seen.ended) controller.error(init.signal?.reason);
          seen.ended = true;
        });
      },
      async pull(controller) {
        seen.pulls += 1;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (!seen.ended) controller.enqueue(chunk);
      },
      cancel() {
        seen.ended = true;
      },
    });
    return new Response(body);
  };
  return { seen, fetcher };
}

describe("one delivery attempt", () => {
  it.each([
    [200, true, null],
    [201, true, null],
    [204, true, null],
    [301, false, "REDIRECT"],
    [302, false, "REDIRECT"],
    [304, false, "REDIRECT"],
    [308, false, "REDIRECT"],
    [400, false, "CLIENT_ERROR"],
    [410, false, "CLIENT_ERROR"],
    [429, false, "CLIENT_ERROR"],
    [500, false, "SERVER_ERROR"],
    [503, false, "SERVER_ERROR"],
    [525, false, "TLS"],
    [526, false, "TLS"],
    [599, false, "SERVER_ERROR"],
  ])("answered %i is ok: %s, error: %s", async (status, ok, error) => {
    const result = await attempt(answering(status));
    expect(result).toEqual({
      ok,
      status,
      error,
      retryAfter: null,
      answer: null,
      durationMs: 10,
      url: URL_GIVEN,
    });
  });

  it("posts the body as JSON to the URL exactly as given, follows nothing and keeps the signature headers", async () => {
    const calls: { url: unknown; init: RequestInit | undefined }[] = [];
    const fetcher: Fetcher = async (url: unknown, init?: RequestInit) => {
      calls.push({ url, init });
      return new Response("", { status: 302, headers: { Location: "http://10.0.0.1/" } });
    };
    await attempt(fetcher, {
      body: '{"a":1}',
      headers: { "webhook-id": "n-1", "content-type": "text/plain" },
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      url: URL_GIVEN,
      init: { method: "POST", body: '{"a":1}', redirect: "manual" },
    });
    expect(Object.fromEntries(new Headers(calls[0]?.init?.headers))).toEqual({
      "content-type": "application/json",
      "user-agent": "resale-edge/1",
      "webhook-id": "n-1",
    });
  });

  it("hands the endpoint's Retry-After on as it came", async () => {
    expect(await attempt(answering(503, { "Retry-After": "120" }))).toMatchObject({ retryAfter: "120" });
  });

  it("sends nothing where the guard refuses, and loopback only under the switch", async () => {
    let sent = 0;
    const fetcher: Fetcher = async () => {
      sent += 1;
      return new Response(null);
    };
    const url = "http://127.0.0.1:9000/hook";
    expect(await attempt(fetcher, { url })).toMatchObject({
      ok: false,
      status: null,
      error: "REFUSED_BY_GUARD",
      url,
    });
    expect(sent).toBe(0);
    expect(await attempt(fetcher, { url, allowLoopback: true })).toMatchObject({ ok: true });
    expect(sent).toBe(1);
  });

  it("reports a connection fault, synchronous ones and unsendable headers included", async () => {
    const fault = { ok: false, status: null, error: "CONNECT", retryAfter: null };
    expect(await attempt(async () => Promise.reject(new TypeError("refused")))).toMatchObject(fault);
    expect(await attempt(broken)).toMatchObject(fault);
    expect(await attempt(answering(200), { headers: { "X-Api-Key": "a\nb" } })).toMatchObject(fault);
  });

  it("tells a failed handshake from other faults where the runtime says so", async () => {
    const fault =
      (message: string): Fetcher =>
      async () =>
        Promise.reject(new Error(message));
    expect((await attempt(fault("TLS handshake failed"))).error).toBe("TLS");
    expect((await attempt(fault("self-signed certificate"))).error).toBe("TLS");
    expect((await attempt(fault("Network connection lost."))).error).toBe("CONNECT");
    expect((await attempt(fault("internal error; reference = 1"))).error).toBe("CONNECT");
  });

  it("keeps what the endpoint said, on one line and no more than a KB of it", async () => {
    const saying =
      (body: BodyInit): Fetcher =>
      async () =>
        new Response(body, { status: 500 });
    const answerTo = async (body: BodyInit) => (await attempt(saying(body))).answer;
    expect(await answerTo('{\n\t"error": "no\u0000t\u001b[31m now"\r\n}')).toBe('{ "error": "not[31m now" }');
    expect(await answerTo(" \n ")).toBeNull();
    expect(await answerTo("x".repeat(5_000))).toBe("x".repeat(1_024));
    expect(await answerTo("ü".repeat(5_000))).toBe("ü".repeat(512));
    expect(await answerTo(`x${"ü".repeat(5_000)}`)).toBe(`x${"ü".repeat(511)}`);
    const bad = await answerTo(new Uint8Array([0x6f, 0x6b, 0xff, 0xfe, 0x21]));
    expect(bad).toBe("ok\ufffd\ufffd!");
  });

  it("gives up waiting for an answer after the timeout", async () => {
    expect(await attempt(silent, { timeoutMs: 20 })).toMatchObject({
      ok: false,
      status: null,
      error: "TIMEOUT",
    });
  });

  it("counts an answer after the timeout as none, even from a fetch that ignores it", async () => {
    expect(await attempt(late, { timeoutMs: 20 })).toMatchObject({ ok: false, error: "TIMEOUT" });
  });

  it("stops reading an endless answer at a bound", async () => {
    const { seen, fetcher } = endless(new Uint8Array(4_096), 0);
    expect(await attempt(fetcher)).toMatchObject({ ok: true, status: 200 });
    expect(seen.ended).toBe(true);
    expect(seen.pulls).toBeLessThan(8);
  });

  it("stops reading a dribbling answer at the timeout, and its 200 still counts", async () => {
    const { seen, fetcher } = endless(new Uint8Array(1), 5);
    expect(await attempt(fetcher, { timeoutMs: 40 })).toMatchObject({ ok: true, status: 200 });
    expect(seen.ended).toBe(true);
  });

  it("goes by the status where the body breaks off", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    expect(await attempt(async () => new Response(body, { status: 500 }))).toMatchObject({
      error: "SERVER_ERROR",
    });
  });
});
