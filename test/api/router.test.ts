// What every answer has, whatever the route: the request's id, HEAD, and the two switches of the house.
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { dispatch, handle } from "../../src/api/router";
import { call, entitled, refusalOf, replyOf, requestOf } from "../support/api";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe("X-Request-Id", () => {
  const idFor = async (id: string, path = "/v1/echo/x"): Promise<string> =>
    (await call("GET", path, { headers: { "X-Request-Id": id } })).headers.get("X-Request-Id") ?? "";

  it.each(["1", "a.b_c:d-E", "x".repeat(128)])("is echoed: %s", async (id) => {
    expect(await idFor(id)).toBe(id);
    expect(await idFor(id, "/health")).toBe(id);
    expect(await idFor(id, "/nowhere")).toBe(id);
  });

  it.each(["", "with space", "a/b", "ü", "x".repeat(129), '"quoted"'])("is replaced: %s", async (id) => {
    expect(await idFor(id)).toMatch(UUID);
  });

  it("is made where none was sent, and is another each time", async () => {
    const [one, two] = await Promise.all([call("GET", "/v1/echo/x"), call("GET", "/v1/echo/x")]);
    expect(one.headers.get("X-Request-Id")).toMatch(UUID);
    expect(one.headers.get("X-Request-Id")).not.toBe(two.headers.get("X-Request-Id"));
  });
});

describe("the echo", () => {
  it("gives back what stands in the path, decoded", async () => {
    const { body } = await call("GET", "/v1/echo/caf%C3%A9%20%2F");
    expect(body).toEqual({ responseCode: "OK", responseMessage: "Success", echo: "café /" });
  });
});

describe("HEAD", () => {
  it("answers like GET, without the body", async () => {
    const { entitlementId } = await entitled();
    const reply = await call("HEAD", `/v1/entitlement/${entitlementId}`);
    expect(reply).toMatchObject({ status: 200, body: {} });
    expect(reply.headers.get("ETag")).toBe('"1"');
    expect((await call("HEAD", "/v1/product", { as: null })).status).toBe(401);
    expect((await call("HEAD", "/nowhere")).status).toBe(404);
  });
});

describe("/health", () => {
  it("answers with version and time, without credentials", async () => {
    const { status, body } = await call("GET", "/health", { as: null });
    expect(status).toBe(200);
    expect(body).toEqual({ status: "ok", version: expect.any(String), time: expect.any(String) });
    expect(Math.abs(Date.parse(String(body["time"])) - Date.now())).toBeLessThan(5_000);
  });
});

describe("under maintenance", () => {
  const during = async (path: string) => {
    const ctx = createExecutionContext();
    const response = await handle(requestOf("GET", path), { ...env, MAINTENANCE: "on" }, ctx, null);
    await waitOnExecutionContext(ctx);
    return replyOf(response);
  };

  it("every path is 503 with Retry-After, and nobody is asked who they are", async () => {
    for (const path of ["/v1/product", "/merchant/v1/entitlement", "/nowhere", "/sandbox/sign-up/a/b"]) {
      const refused = await during(path);
      expect(refusalOf(refused)).toBe("503 SERVICE_UNAVAILABLE MAINTENANCE PLATFORM");
      expect(refused.headers.get("Retry-After")).toBe("300");
      expect(refused.headers.get("X-Request-Id")).toBe(refused.body.metadata.requestId);
    }
  });

  it("only the health is still told", async () => {
    expect((await during("/health")).status).toBe(200);
  });
});

describe("a bug of ours", () => {
  it("is 500 and says nothing internal", async () => {
    const broken = { ...env, CATALOGUE: null } as unknown as Env;
    const response = await handle(requestOf("GET", "/v1/product"), broken, createExecutionContext(), null);
    const reply = await replyOf(response);
    expect(refusalOf(reply)).toBe("500 INTERNAL_ERROR INTERNAL_ERROR PLATFORM");
    expect(reply.body.responseMessage).not.toMatch(/null|undefined|catalogue|TypeError/i);
  });
});

describe("a request that is made in process", () => {
  const as = (side: "RESELLER" | "MERCHANT", name: string) =>
    ({ caller: { side, name, environment: "sandbox" }, credentialId: "somebody" }) as const;
  const ask = async (path: string, who: ReturnType<typeof as>) =>
    replyOf(await dispatch(requestOf("GET", path, { as: null }), env, createExecutionContext(), null, who));

  it("is answered as to whoever it is made for, without credentials", async () => {
    const { entitlementId } = await entitled();
    const own = await ask(`/v1/entitlement/${entitlementId}`, as("RESELLER", "TELCO"));
    expect([own.status, own.body.entitlementId]).toEqual([200, entitlementId]);
    const other = await ask(`/v1/entitlement/${entitlementId}`, as("RESELLER", "BANK"));
    expect(refusalOf(other)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
  });

  it("opens no route of another party", async () => {
    for (const path of ["/admin/v1/catalogue", "/v1/product"])
      expect(refusalOf(await ask(path, as("MERCHANT", "MUSIC")))).toBe(
        "401 UNAUTHORIZED UNAUTHORIZED RESELLER",
      );
  });
});
