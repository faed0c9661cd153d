// A server of Node as its listener sees it: what comes in and goes out, and who hears of what goes wrong.
import { afterEach, describe, expect, it, vi } from "vitest";
import { nodeListener } from "../../src/shared/nodeListener";

afterEach(() => vi.restoreAllMocks());

type Handler = (request: Request) => Promise<Response>;

/** One request to a listener: what it was answered, and what was reported. */
async function asked(
  handler: Handler,
  { chunks = [] as Uint8Array[], method = "POST", url = "/a?b=c" } = {},
) {
  const reported: unknown[] = [];
  const headers: Record<string, string> = {};
  let body = "";
  const outgoing = {
    statusCode: 0,
    setHeader: (name: string, value: string) => (headers[name] = value),
    end: (bytes?: Uint8Array) => (body = new TextDecoder().decode(bytes)),
  };
  async function* sent() {
    yield* chunks;
  }
  const incoming = Object.assign(sent(), {
    method,
    url,
    headers: { host: "films.example.com", a: ["1", "2"] },
  });
  await nodeListener(handler, { onError: (error) => void reported.push(error) })(incoming, outgoing);
  return { status: outgoing.statusCode, headers, body, reported };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fails =
  (error: Error): Handler =>
  async () => {
    throw error;
  };

describe("a listener for a server of Node", () => {
  it("hands requests on, and answers on the way back", async () => {
    const echo: Handler = async (request) =>
      Response.json([request.url, request.headers.get("a"), await request.text()], { status: 201 });
    expect(await asked(echo, { chunks: [bytes("on"), bytes("e")] })).toMatchObject({
      status: 201,
      headers: { "content-type": "application/json" },
      body: '["http://films.example.com/a?b=c","1, 2","one"]',
      reported: [],
    });
  });

  it("refuses a body that is too large, and says so to nobody else", async () => {
    const chunks = [new Uint8Array(1_048_576), new Uint8Array(1)];
    expect(await asked(fails(new Error("never asked")), { chunks })).toMatchObject({
      status: 413,
      reported: [],
    });
  });

  it.each([new RangeError("Invalid time value"), new Error("out of order")])(
    "reports what its handler throws, and answers 500: %s",
    async (error) => {
      expect(await asked(fails(error))).toMatchObject({ status: 500, reported: [error] });
    },
  );

  it("sends no header of an answer whose body breaks off", async () => {
    const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error("lost")) });
    const handler: Handler = async () => new Response(broken(), { headers: { "Content-Length": "9" } });
    expect(await asked(handler)).toMatchObject({ status: 500, headers: {}, reported: [new Error("lost")] });
  });

  it("reports to the console by itself, with name and message", async () => {
    const said = vi.spyOn(console, "error").mockReturnValue(undefined);
    const outgoing = { statusCode: 0, setHeader: () => undefined, end: () => undefined };
    async function* nothing() {}
    const incoming = Object.assign(nothing(), { method: "GET", url: "/", headers: {} });
    await nodeListener(fails(new TypeError("out of order")))(incoming, outgoing);
    expect(said.mock.calls).toEqual([["TypeError: out of order"]]);
  });
});
