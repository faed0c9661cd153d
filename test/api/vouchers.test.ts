// Activation codes from the operator's file to the customer, through the public API.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { stockOf } from "../../src/connectors/voucher";
import { keyedId } from "../../src/entitlement/id";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import {
  call,
  create,
  entitled,
  OPERATOR,
  read,
  refusalOf,
  TELCO,
  until,
  verb,
  type Reply,
} from "../support/api";
import { entriesOf } from "../support/audit";
import { passTime } from "../support/catalogue";
import { plugIn, type Plugged } from "../support/plugIn";
import { Held, pass, SECOND } from "../support/world";

const reason = "Delivery note 4711";
const NO_STOCK = "503 SERVICE_UNAVAILABLE MERCHANT_UNAVAILABLE MERCHANT";

const pathOf = (query: Record<string, string>) => `/admin/v1/voucher?${new URLSearchParams(query)}`;

const load = (plugged: Plugged, csv: BodyInit, changes: Record<string, string> = {}): Promise<Reply> =>
  call("POST", pathOf({ environment: "sandbox", ...plugged, reason, ...changes }), {
    as: OPERATOR,
    raw: csv,
    headers: { "Content-Type": "text/csv; charset=utf-8" },
  });

const file = (...codes: string[]): string => ["code", ...codes].join("\n");

async function stocked(definition: object, ...codes: string[]): Promise<Plugged> {
  const plugged = await plugIn("voucher", definition);
  if (codes.length > 0) expect((await load(plugged, file(...codes))).status).toBe(200);
  return plugged;
}

/** What the operator sees of a merchant's stocks. */
async function stocksOf({ merchantAccountKey }: Plugged): Promise<unknown[]> {
  const { status, body } = await call("GET", "/admin/v1/voucher", { as: OPERATOR });
  expect(status).toBe(200);
  const stocks = body["stocks"] as { merchantAccountKey: string }[];
  return stocks.filter((stock) => stock.merchantAccountKey === merchantAccountKey);
}

describe("the life of an entitlement with a code", () => {
  it("begins ACTIVE with the first code, knows cancel and revoke, and ends at once", async () => {
    const reseller = inbox();
    const plugged = await stocked({}, "CODE-1", "CODE-2");
    const { entitlementId, ...sold } = await entitled({ ...plugged, notificationUrl: reseller.url });
    expect(sold).toMatchObject({
      responseCode: "OK",
      status: "ACTIVE",
      version: 1,
      activationCode: "CODE-1",
      waitingOn: null,
      allowedActions: ["cancel", "revoke", "update"],
    });
    expect(refusalOf(await verb("suspend", entitlementId))).toContain("OPERATION_NOT_SUPPORTED");
    const ended = await verb("cancel", entitlementId);
    expect(ended).toMatchObject({ status: 200, body: { status: "CANCELLED", activationCode: "CODE-1" } });
    const posts = await reseller.posts(2);
    expect(posts.map(({ body }) => JSON.parse(body))).toMatchObject([
      { notificationReason: "ACTIVATION_SUCCESS", activationCode: "CODE-1" },
      { notificationReason: "TERMINATION_SUCCESS" },
    ]);
    const next = await entitled({ ...plugged });
    expect(next["activationCode"]).toBe("CODE-2");
    expect(await verb("revoke", next.entitlementId)).toMatchObject({ body: { status: "REVOKED" } });
    expect(await stocksOf(plugged)).toMatchObject([{ loaded: 2, given: 2, free: 0, expired: 0, low: true }]);
  });

  it("shows what it can do before it begins", async () => {
    const { merchantAccountKey } = await stocked({});
    passTime(30_000);
    const { body } = await call("GET", "/v1/product");
    const products = body["products"] as { merchantAccountKey: string; capabilities: unknown }[];
    expect(products.find((one) => one.merchantAccountKey === merchantAccountKey)?.capabilities).toEqual({
      activation: "SYNC",
      verbs: ["cancel", "revoke"],
      endOfPeriodCancel: false,
      userStepOnChange: false,
      limitPerCustomer: 1,
    });
  });

  it("comes to nothing without a code, and the same request succeeds after a load", async () => {
    const plugged = await stocked({});
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const body = { ...plugged, customerIdentifier: "one", notificationUrl: inbox().url };
    const sell = () => call("POST", "/v1/entitlement", { body, headers });
    const refused = await sell();
    expect(refusalOf(refused)).toBe(NO_STOCK);
    expect(refused.body.metadata.merchant).toMatchObject({ code: "OUT_OF_STOCK" });
    expect(refusalOf(await sell())).toBe(NO_STOCK);
    await load(plugged, file("LATE"));
    const sold = await sell();
    expect(sold).toMatchObject({ status: 200, body: { status: "ACTIVE", activationCode: "LATE" } });
    const again = await sell();
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body).toEqual(sold.body);
  });

  it("gives fifty customers at once fifty codes", async () => {
    const codes = Array.from({ length: 55 }, (_, at) => `C-${at}`);
    const plugged = await stocked({}, ...codes);
    const sold = await Promise.all(Array.from({ length: 50 }, () => create({ ...plugged })));
    expect(new Set(sold.map(({ body }) => body["activationCode"])).size).toBe(50);
    expect(sold.every(({ body }) => body.status === "ACTIVE")).toBe(true);
    expect(await stocksOf(plugged)).toMatchObject([{ loaded: 55, given: 50, free: 5 }]);
  });

  it("gives one request that comes ten times at once one code", async () => {
    const plugged = await stocked({}, "A", "B", "C");
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const body = { ...plugged, customerIdentifier: "eager", notificationUrl: inbox().url };
    await Promise.all(Array.from({ length: 10 }, () => call("POST", "/v1/entitlement", { body, headers })));
    const { body: last } = await call("POST", "/v1/entitlement", { body, headers });
    expect(last).toMatchObject({ status: "ACTIVE", activationCode: "A" });
    expect(await stocksOf(plugged)).toMatchObject([{ given: 1, free: 2 }]);
  });
});

describe("a Worker that dies between the code and the record", () => {
  it("leaves a FAILED create; the resolver brings its code, and the repeated request hears of it", async () => {
    const plugged = await stocked({}, "CODE-1", "CODE-2");
    const key = crypto.randomUUID();
    const held = new Held(await keyedId(0, env.ID_KEY, "sandbox", "TELCO", key));
    const body = { ...plugged, customerIdentifier: "unlucky", notificationUrl: inbox().url };
    const sell = () => call("POST", "/v1/entitlement", { body, headers: { "Idempotency-Key": key } });
    hooks.afterMerchantCall = () => {
      throw new Error("died with the code");
    };
    expect((await sell()).status).toBe(500);
    delete hooks.afterMerchantCall;
    expect(refusalOf(await sell())).toContain("REQUEST_IN_PROGRESS");
    pass(46 * SECOND);
    await held.alarm();
    expect(await sell()).toMatchObject({ status: 503, body: { status: "FAILED" } });
    pass(6 * SECOND);
    await held.alarm();
    await until(async () => expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2 }));
    expect(await sell()).toMatchObject({ status: 200, body: { status: "ACTIVE", activationCode: "CODE-1" } });
    expect(await stocksOf(plugged)).toMatchObject([{ loaded: 2, given: 1, free: 1, expired: 0 }]);
    expect((await entitled({ ...plugged }))["activationCode"]).toBe("CODE-2");
  });
});

describe("loading a file", () => {
  it("says what was new; the same file again is harmless", async () => {
    const plugged = await stocked({});
    const csv = '\uFEFFcode,expiryDate\r\nA,\r\n"B",2999-12-31\r\n\r\nA,\r\nOLD,2020-01-01\r\n';
    expect((await load(plugged, csv)).body).toMatchObject({ loaded: 3, duplicates: 1, free: 2 });
    expect((await load(plugged, csv)).body).toMatchObject({ loaded: 0, duplicates: 4, free: 2 });
    expect(await stocksOf(plugged)).toEqual([
      {
        environment: "sandbox",
        ...plugged,
        loaded: 3,
        given: 0,
        free: 2,
        expired: 1,
        lastLoadedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        low: false,
      },
    ]);
  });

  it("is in the audit with its counts and without a code; a refused one is not", async () => {
    const plugged = await stocked({}, "SECRET-1", "SECRET-2");
    await load(plugged, file("SECRET-2", "SECRET-3"));
    await load(plugged, "code,expiryDate\nBAD,soon\n");
    const subject = `stock sandbox/${plugged.merchantAccountKey}/${plugged.productKey}`;
    const entries = await entriesOf("voucher.load", subject);
    expect(entries).toMatchObject([
      { actor: "OPERATOR", reason, detail: { loaded: 1, duplicates: 1, free: 3 } },
      { actor: "OPERATOR", reason, detail: { loaded: 2, duplicates: 0, free: 2 } },
    ]);
    expect(JSON.stringify(entries)).not.toContain("SECRET");
  });

  it("takes 20,000 lines, also twice", async () => {
    const plugged = await stocked({});
    const csv = file(...Array.from({ length: 20_000 }, (_, at) => `BULK-${at}`));
    expect((await load(plugged, csv)).body).toMatchObject({ loaded: 20_000, duplicates: 0, free: 20_000 });
    expect((await load(plugged, csv)).body).toMatchObject({ loaded: 0, duplicates: 20_000, free: 20_000 });
  });

  it("that broke off in the middle is made good by the same file", async () => {
    const plugged = await stocked({});
    const codes = Array.from({ length: 15_000 }, (_, at) => `BULK-${at}`);
    const stock = stockOf(env, { environment: "sandbox", ...plugged });
    await stock.load(codes.slice(0, 9_000).map((code) => ({ code, expiry: null })));
    expect((await load(plugged, file(...codes))).body).toMatchObject({
      loaded: 6_000,
      duplicates: 9_000,
      free: 15_000,
    });
  });

  it("with bad lines loads nothing and names each of them", async () => {
    const plugged = await stocked({});
    const reply = await load(plugged, "code,expiryDate\nGOOD,\nBAD,soon\n,2030-01-01\n");
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST VALIDATION RESELLER line 3 line 4");
    expect(reply.body.responseMessage).toContain("line 3: expiryDate must be");
    expect(JSON.stringify(reply.body)).not.toContain("BAD,");
    expect(await stocksOf(plugged)).toMatchObject([{ loaded: 0, free: 0, lastLoadedAt: null, low: true }]);
  });

  it.each([
    ["environment", { environment: "moon" }, "400 BAD_REQUEST VALIDATION RESELLER environment"],
    ["another environment", { environment: "live" }, "400 BAD_REQUEST NO_ROUTE RESELLER merchantAccountKey"],
    ["merchant", { merchantAccountKey: "NOBODY" }, "400 BAD_REQUEST NO_ROUTE RESELLER merchantAccountKey"],
    [
      "merchant of another kind",
      { merchantAccountKey: "MUSIC" },
      "400 BAD_REQUEST VALIDATION RESELLER merchantAccountKey",
    ],
    ["product", { productKey: "NOTHING" }, "400 BAD_REQUEST UNKNOWN_PRODUCT RESELLER productKey"],
    ["reason", { reason: "" }, "400 BAD_REQUEST VALIDATION RESELLER reason"],
    ["further parameter", { force: "true" }, "400 BAD_REQUEST VALIDATION RESELLER force"],
  ])("is refused by the parameter that is wrong: %s", async (_, changes, refusal) => {
    const plugged = await stocked({});
    expect(refusalOf(await load(plugged, file("A"), changes))).toBe(refusal);
    expect(await stocksOf(plugged)).toMatchObject([{ loaded: 0 }]);
  });

  it("is refused where the body is no file of codes", async () => {
    const plugged = await stocked({});
    expect(refusalOf(await load(plugged, ""))).toBe("400 BAD_REQUEST VALIDATION RESELLER line 1");
    const wrongType = { as: OPERATOR, raw: file("A"), headers: { "Content-Type": "application/json" } };
    const path = pathOf({ environment: "sandbox", ...plugged, reason });
    expect((await call("POST", path, wrongType)).status).toBe(415);
    expect((await load(plugged, new Uint8Array([0x63, 0xff, 0xfe]))).status).toBe(400);
    expect((await load(plugged, "x".repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it("is the operator's alone", async () => {
    for (const method of ["GET", "POST"])
      expect((await call(method, "/admin/v1/voucher", { as: TELCO })).status).toBe(401);
  });
});

describe("a stock that runs low", () => {
  it("is shown and logged from the threshold on, without a code", async () => {
    const plugged = await stocked({ lowStockAt: 2 }, "SECRET-1", "SECRET-2", "SECRET-3", "SECRET-4");
    const lines = vi.spyOn(console, "log");
    const said = () =>
      lines.mock.calls
        .map(([line]): { event: string; free?: number } => JSON.parse(String(line)))
        .filter(({ event }) => event === "voucher.low");
    lines.mockClear();
    await entitled({ ...plugged });
    expect(said()).toEqual([]);
    expect(await stocksOf(plugged)).toMatchObject([{ free: 3, low: false }]);
    await entitled({ ...plugged });
    const key = { environment: "sandbox", ...plugged };
    expect(said()).toMatchObject([{ ...key, free: 2 }]);
    expect(await stocksOf(plugged)).toMatchObject([{ free: 2, low: true }]);
    expect(JSON.stringify(lines.mock.calls)).not.toContain("SECRET");
  });
});

it("a code is in the record for its reseller, and nowhere in what the operator sees", async () => {
  const plugged = await stocked({}, "SECRET-A", "SECRET-B");
  const { entitlementId } = await entitled({ ...plugged });
  expect((await read(entitlementId))["activationCode"]).toBe("SECRET-A");
  const { body: history } = await call("GET", `/v1/entitlement/history/${entitlementId}`);
  expect(JSON.stringify([history, await stocksOf(plugged)])).not.toContain("SECRET");
});
