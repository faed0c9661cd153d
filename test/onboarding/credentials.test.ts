// The life of a credential: made, used, rotated, revoked; its secret is seen once. And nobody locks themselves out.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { currentCatalogue } from "../../src/catalogue/cache";
import { readRevision } from "../../src/catalogue/store";
import { isToken } from "../../src/onboarding/token";
import { call, OPERATOR, refusalOf, TELCO, type Options, type Reply } from "../support/api";
import { passTime } from "../support/catalogue";
import { put, stored } from "../support/onboarding";

const reason = "a new integration";
const made: string[] = [];

async function operate(path: string, body: object, options: Options = {}): Promise<Reply> {
  const reply = await call("POST", `/admin/v1/credential${path}`, {
    as: OPERATOR,
    body: { reason, ...body },
    ...options,
  });
  if (typeof reply.body["secret"] === "string") made.push(reply.body["secret"]);
  return reply;
}
const secretOf = ({ body }: Reply): string => String(body["secret"]);
const create = (body: object): Promise<Reply> =>
  operate("", { party: "RESELLER", organisation: "TELCO", environment: "sandbox", ...body });
const echo = async (id: string, secret: string): Promise<number> =>
  (await call("GET", "/v1/echo/x", { as: `${id}:${secret}` })).status;
const list = async (as = OPERATOR) =>
  (await call("GET", "/admin/v1/credential", { as })).body["credentials"] as Record<string, unknown>[];

beforeAll(() => call("GET", "/v1/echo/x"));

describe("a new credential", () => {
  it("works at once, and its secret is of the recognisable form", async () => {
    const reply = await create({ id: "telco-second", ipRanges: null });
    expect(reply.body).toEqual({
      responseCode: "OK",
      responseMessage: "Success",
      id: "telco-second",
      party: "RESELLER",
      organisation: "TELCO",
      environment: "sandbox",
      ipRanges: null,
      revoked: false,
      liveSecrets: 1,
      secret: expect.stringMatching(/^resale_sandbox_/),
    });
    expect(isToken(secretOf(reply))).toBe(true);
    expect(await echo("telco-second", secretOf(reply))).toBe(200);
  });

  it("has an id of its own where none is given", async () => {
    const reply = await create({});
    expect(reply.body["id"]).toMatch(/^telco-[0-9A-Za-z]{6}$/);
    expect(await echo(String(reply.body["id"]), secretOf(reply))).toBe(200);
  });

  it("can be of live, of a merchant, of an operator, and bound to addresses", async () => {
    expect(secretOf(await create({ environment: "live" }))).toMatch(/^resale_live_/);
    const merchant = await create({ party: "MERCHANT", organisation: "MUSIC" });
    expect(
      (
        await call("GET", "/merchant/v1/entitlement?merchantEntitlementId=x", {
          as: `${merchant.body["id"]}:${secretOf(merchant)}`,
        })
      ).status,
    ).toBe(200);
    const operator = await operate("", { party: "OPERATOR", organisation: "Night shift" });
    expect(secretOf(operator)).toMatch(/^resale_operator_/);
    expect(await list(`${operator.body["id"]}:${secretOf(operator)}`)).not.toEqual([]);
    const bound = await create({ id: "bound", ipRanges: ["192.0.2.0/24"] });
    expect(await echo("bound", secretOf(bound))).toBe(401);
  });

  it.each([
    ["an id that is taken", { id: "telco-sandbox" }, "409 ALREADY_EXISTS ALREADY_EXISTS RESELLER"],
    [
      "a reseller that there is not",
      { organisation: "FAX" },
      "400 BAD_REQUEST VALIDATION RESELLER organisation",
    ],
    [
      "a reseller of the other environment",
      { organisation: "BANK", environment: "live" },
      "400 BAD_REQUEST VALIDATION RESELLER organisation",
    ],
    [
      "a reseller without environment",
      { environment: null },
      "400 BAD_REQUEST VALIDATION RESELLER environment",
    ],
    ["an operator with one", { party: "OPERATOR" }, "400 BAD_REQUEST VALIDATION RESELLER environment"],
    ["an empty list of addresses", { ipRanges: [] }, "400 BAD_REQUEST VALIDATION RESELLER ipRanges"],
    ["no reason", { reason: null }, "400 BAD_REQUEST VALIDATION RESELLER reason"],
    ["a secret of one's own", { secrets: ["x"] }, "400 BAD_REQUEST VALIDATION RESELLER secrets"],
  ])("is refused for %s", async (_, body, refusal) => {
    expect(refusalOf(await create(body))).toBe(refusal);
  });
});

describe("a rotation", () => {
  it("leaves the secret before alive until it is ended, never three", async () => {
    const first = secretOf(await create({ id: "rotated" }));
    const rotated = await operate("/rotate/rotated", {});
    expect(rotated.body["liveSecrets"]).toBe(2);
    const second = secretOf(rotated);
    expect([await echo("rotated", first), await echo("rotated", second)]).toEqual([200, 200]);
    const third = secretOf(await operate("/rotate/rotated", {}));
    expect(await Promise.all([first, second, third].map((one) => echo("rotated", one)))).toEqual([
      401, 200, 200,
    ]);
    const ended = await operate("/revoke/rotated", { only: "PREVIOUS" });
    expect(ended.body).toMatchObject({ revoked: false, liveSecrets: 1 });
    expect(ended.body).not.toHaveProperty("secret");
    expect(await Promise.all([second, third].map((one) => echo("rotated", one)))).toEqual([401, 200]);
    expect((await operate("/revoke/rotated", { only: "PREVIOUS" })).status).toBe(200);
    const fourth = secretOf(await operate("/rotate/rotated", { keepPrevious: false }));
    expect(await Promise.all([third, fourth].map((one) => echo("rotated", one)))).toEqual([401, 200]);
  });

  it("of two at once both are done, one after the other", async () => {
    await create({ id: "busy" });
    const secrets = (await Promise.all([operate("/rotate/busy", {}), operate("/rotate/busy", {})])).map(
      secretOf,
    );
    expect(await Promise.all(secrets.map((one) => echo("busy", one)))).toEqual([200, 200]);
  });

  it("and a revocation need a credential that there is", async () => {
    for (const verb of ["rotate", "revoke"])
      expect(refusalOf(await operate(`/${verb}/nobody`, {}))).toBe(
        "404 NOT_FOUND UNKNOWN_CREDENTIAL RESELLER",
      );
  });
});

describe("a revoked credential", () => {
  it("stops here at once, elsewhere when a copy sees the new revision (within 25 s), and cannot be rotated", async () => {
    const secret = secretOf(await create({ id: "leaked" }));
    expect(await echo("leaked", secret)).toBe(200);
    const { revision } = await currentCatalogue(env.CATALOGUE);
    expect((await operate("/revoke/leaked", {})).body).toMatchObject({ revoked: true, liveSecrets: 0 });
    expect(await echo("leaked", secret)).toBe(401);
    expect(await readRevision(env.CATALOGUE)).toBe(revision + 1);
    passTime(30_000);
    expect(await echo("leaked", secret)).toBe(401);
    expect((await operate("/revoke/leaked", {})).status).toBe(200);
    expect(refusalOf(await operate("/rotate/leaked", {}))).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER");
    expect(refusalOf(await create({ id: "leaked" }))).toBe("409 ALREADY_EXISTS ALREADY_EXISTS RESELLER");
  });

  it("does not come back by a file that does not mention it, only by one that says so", async () => {
    const { credentials } = await stored();
    expect(credentials.find(({ id }) => id === "leaked")).toMatchObject({ revoked: true });
    const silent = credentials.map((one) => ({ ...one, revoked: null }));
    expect((await put({ credentials: silent })).body).toMatchObject({ changes: [] });
    const loud = credentials.map((one) => (one["id"] === "leaked" ? { ...one, revoked: false } : one));
    expect((await put({ credentials: loud }, { dryRun: true })).body).toMatchObject({
      changes: [{ key: "leaked", fields: [{ path: "revoked", from: true, to: false }] }],
    });
  });
});

describe("nobody locks themselves out", () => {
  const LOCKED = "409 CONFLICT WOULD_LOCK_OUT RESELLER";
  const own = async (change: object | null) => {
    const { credentials } = await stored();
    return {
      credentials: credentials.flatMap((one) =>
        one["id"] !== "operator" ? [one] : change === null ? [] : [{ ...one, ...change }],
      ),
    };
  };

  it.each([
    ["removing", null],
    ["revoking", { revoked: true }],
    ["making a reseller's", { party: "RESELLER", organisation: "TELCO", environment: "sandbox" }],
    ["binding to other addresses", { ipRanges: ["192.0.2.0/24"] }],
  ])("by %s the credential that makes the call, forced or not", async (_, change) => {
    for (const force of [true, false])
      expect(refusalOf(await put(await own(change), { force }))).toBe(`${LOCKED} catalogue.credentials`);
    expect((await list()).find(({ id }) => id === "operator")).toMatchObject({ revoked: false });
  });

  it("addresses that the call comes from are none", async () => {
    const sections = await own({ ipRanges: ["192.0.2.0/24"] });
    const reply = await put(sections, { dryRun: true, headers: { "CF-Connecting-IP": "192.0.2.7" } });
    expect(reply.status).toBe(200);
  });

  it("by revoking it, or the very secret that makes the call", async () => {
    expect(refusalOf(await operate("/revoke/operator", {}))).toBe(LOCKED);
    const newer = secretOf(await operate("/rotate/operator", {}));
    expect(refusalOf(await operate("/revoke/operator", { only: "PREVIOUS" }))).toBe(LOCKED);
    const reply = await operate("/revoke/operator", { only: "PREVIOUS" }, { as: `operator:${newer}` });
    expect(reply.body["liveSecrets"]).toBe(1);
    expect(await list(`operator:${newer}`)).not.toEqual([]);
    expect((await call("GET", "/admin/v1/credential", { as: OPERATOR })).status).toBe(401);
  });
});

it("a secret that was shown once is in no table and no later answer", async () => {
  expect(made.length).toBeGreaterThan(10);
  const tables = ["item", "audit", "definition"].map((name) =>
    env.CATALOGUE.prepare(`SELECT * FROM ${name}`).all(),
  );
  const rows = JSON.stringify((await Promise.all(tables)).map(({ results }) => results));
  for (const secret of made) expect(rows).not.toContain(secret);
  expect(rows).toContain("credential.rotate");
  expect((await call("GET", "/v1/echo/x", { as: TELCO })).status).toBe(200);
});
