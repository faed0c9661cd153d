// Who may come in: Basic in all its spellings, addresses, rotation and revocation, and the rate limit.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { handle } from "../../src/api/router";
import { basic, call, refusalOf, replyOf, requestOf, TELCO, type Reply } from "../support/api";
import { credential, passTime, write } from "../support/catalogue";

const ECHO = "/v1/echo/hello";
const SECOND = 1_000;

const echo = (headers: Record<string, string>): Promise<Reply> => call("GET", ECHO, { as: null, headers });
const authorized = (value: string): Promise<Reply> => echo({ Authorization: value });
const base64 = (text: string): string => basic(text).slice("Basic ".length);
const UNAUTHORIZED = "401 UNAUTHORIZED UNAUTHORIZED RESELLER";

describe("HTTP Basic", () => {
  beforeAll(async () => write(await credential("café", ["geheim:nis ü"]), await credential("empty", [""])));

  it.each([
    ["Basic", basic(TELCO)],
    ["basic in lower case", `basic ${base64(TELCO)}`],
    ["BASIC in upper case", `BASIC ${base64(TELCO)}`],
    ["two spaces", `Basic  ${base64(TELCO)}`],
    ["no padding", basic(TELCO).replace(/=+$/, "")],
    ["UTF-8, and a colon in the secret", basic("café:geheim:nis ü")],
  ])("lets %s in", async (_, value) => {
    expect(await authorized(value)).toMatchObject({ status: 200, body: { echo: "hello" } });
  });

  it.each([
    ["an empty header", ""],
    ["the scheme alone", "Basic"],
    ["another scheme", `Bearer ${base64(TELCO)}`],
    ["no scheme", base64(TELCO)],
    ["plain text", `Basic ${TELCO}`],
    ["bad Base64", "Basic %%%%"],
    ["Base64 of an impossible length", "Basic abcde"],
    ["no colon", basic("telco-sandbox")],
    ["no user", basic(":telco-sandbox-secret")],
    ["no secret", basic("telco-sandbox:")],
    ["the user in capitals", basic("TELCO-SANDBOX:telco-sandbox-secret")],
    ["a secret that is longer", basic(`${TELCO} `)],
    ["Latin-1", `Basic ${btoa("caf\u00e9:geheim:nis \u00fc")}`],
    ["a byte order mark", basic(`\ufeff${TELCO}`)],
    ["two credentials", `${basic(TELCO)}, ${basic(TELCO)}`],
  ])("keeps %s out", async (_, value) => {
    const refused = await authorized(value);
    expect(refusalOf(refused)).toBe(UNAUTHORIZED);
    expect(refused.headers.get("WWW-Authenticate")).toBe('Basic realm="resale-edge", charset="UTF-8"');
  });

  it("says the same whatever was wrong, so that nobody learns which part", async () => {
    const answers = await Promise.all(
      ["nobody:x", "telco-sandbox:x", "music-sandbox:music-sandbox-secret", "operator:operator-secret"].map(
        async (as) => call("GET", ECHO, { as, headers: { "X-Request-Id": "1" } }),
      ),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});

describe("a list of addresses", () => {
  beforeAll(async () =>
    write(
      await credential("listed", ["secret"], { ipRanges: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"] }),
      await credential("closed", ["secret"], { ipRanges: [] }),
    ),
  );

  const from = (ip: string | null, as = "listed:secret"): Promise<Reply> =>
    echo({ Authorization: basic(as), ...(ip !== null && { "CF-Connecting-IP": ip }) });

  it.each(["192.0.2.1", "192.0.2.255", "198.51.100.7", "2001:db8::1", "::ffff:192.0.2.9"])(
    "lets %s in",
    async (ip) => expect((await from(ip)).status).toBe(200),
  );

  it.each([null, "192.0.3.1", "198.51.100.8", "2001:db9::1", "::ffff:192.0.3.9", "somewhere", ""])(
    "keeps %s out",
    async (ip) => expect(refusalOf(await from(ip))).toBe(UNAUTHORIZED),
  );

  it("keeps everybody out when it is empty", async () => {
    expect(refusalOf(await from("192.0.2.1", "closed:secret"))).toBe(UNAUTHORIZED);
  });
});

describe("secrets come and go", () => {
  const status = async (as: string): Promise<number> => (await call("GET", ECHO, { as })).status;

  it("a new credential works at once", async () => {
    expect(await status("fresh:one")).toBe(401);
    await write(await credential("fresh", ["one"]));
    expect(await status("fresh:one")).toBe(200);
  });

  it("a second secret works at once beside the first, and the first until it is dropped", async () => {
    await write(await credential("rotated", ["one"]));
    passTime(30 * SECOND);
    expect(await status("rotated:one")).toBe(200);
    await write(await credential("rotated", ["two", "one"]));
    expect([await status("rotated:one"), await status("rotated:two")]).toEqual([200, 200]);
    await write(await credential("rotated", ["two"]));
    passTime(30 * SECOND);
    expect([await status("rotated:one"), await status("rotated:two")]).toEqual([401, 200]);
  });

  it("a revoked one stops within 30 seconds", async () => {
    await write(await credential("leaked", ["secret"]));
    passTime(30 * SECOND);
    expect(await status("leaked:secret")).toBe(200);
    await write(await credential("leaked", ["secret"], { revoked: true }));
    passTime(30 * SECOND);
    expect(await status("leaked:secret")).toBe(401);
  });
});

describe("the rate limit", () => {
  /** The real one allows a million a minute here, so an exhausted one by hand stands in for it. */
  async function limited(as: string, ip: string): Promise<{ refused: Reply; counted: string[] }> {
    const counted: string[] = [];
    const exhausted: RateLimit = {
      async limit({ key = "" }) {
        counted.push(key);
        return { success: false };
      },
    };
    const ctx = createExecutionContext();
    const request = requestOf("GET", ECHO, { as, headers: { "CF-Connecting-IP": ip } });
    const refused = await replyOf(await handle(request, { ...env, RATE_LIMITER: exhausted }, ctx, null));
    await waitOnExecutionContext(ctx);
    return { refused, counted };
  }

  it("answers 429 with Retry-After", async () => {
    const { refused } = await limited(TELCO, "192.0.2.1");
    expect(refusalOf(refused)).toBe("429 TOO_MANY_REQUESTS RATE_LIMITED RESELLER");
    expect(refused.headers.get("Retry-After")).toBe("60");
  });

  it("counts a credential wherever it is used, and guesses by where they come from", async () => {
    const [here, there] = [await limited(TELCO, "192.0.2.1"), await limited(TELCO, "192.0.2.2")];
    expect(here.counted).toEqual(there.counted);
    const [one, two] = [await limited("telco-sandbox:x", "192.0.2.1"), await limited("guess:y", "192.0.2.1")];
    expect(refusalOf(one.refused)).toBe("429 TOO_MANY_REQUESTS RATE_LIMITED RESELLER");
    expect(one.counted).toEqual(two.counted);
    expect(one.counted).not.toEqual(here.counted);
    expect(one.counted).not.toEqual((await limited("telco-sandbox:x", "192.0.2.2")).counted);
  });

  it("is not met by a caller who minds it", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => call("GET", ECHO)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
