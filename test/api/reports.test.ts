// Reports by API: lists, files in every encoding, any range on demand; each party its own, with what it may see.
import { env, exports } from "cloudflare:workers";
import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { recordFor } from "../../src/entitlement/record";
import { keepHouse } from "../../src/operations/housekeeping";
import { rowOf } from "../../src/reports/row";
import {
  BANK,
  basic,
  call,
  MUSIC,
  OPERATOR,
  refusalOf,
  TELCO,
  TELCO_LIVE,
  until,
  type Body,
} from "../support/api";
import { entriesOf } from "../support/audit";
import { contents, keysOf } from "../support/bucket";
import { born, followed, lived, numbered, ship, shipAll, type Facts } from "../support/sales";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const today = Math.floor(Date.now() / DAY) * DAY;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
const YESTERDAY = date(today - DAY);
const FACTS: Facts = {
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "MUSIC",
  productKey: "BASIC",
};
const ODD = "VIDEO/4K ü";
const AR = `AR_V1_D_${YESTERDAY}.csv`;

/** A request whose answer is bytes. */
const get = (path: string, as = TELCO, headers: Record<string, string> = {}): Promise<Response> =>
  exports.default.fetch(
    new Request(`https://resale.invalid${path}`, { headers: { Authorization: basic(as), ...headers } }),
  );

const table = async (path: string, as = TELCO): Promise<string[][]> => {
  const response = await get(path, as);
  expect(response.status).toBe(200);
  return Papa.parse<string[]>((await response.text()).trimEnd()).data;
};

interface Listed {
  name: string;
  type: string;
  frequency: string;
  from: string;
  to: string;
  merchantAccountKey?: string;
  resellerKey?: string;
  rows: number;
  size: number;
  url: string;
}
const listed = async (query = "", as = TELCO, root = "/v1"): Promise<Body & { reports: Listed[] }> => {
  const { status, body } = await call("GET", `${root}/reports${query}`, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Body & { reports: Listed[] };
};

beforeAll(async () => {
  await call("GET", "/v1/product");
  const special = born(3_001, FACTS, today - 2 * DAY, "ACTIVE", { note: 'Zoë, "€" 🎉\r\nnew line' });
  await shipAll(Array.from({ length: 120 }, (_, at) => lived(at, FACTS, today - 9 * DAY, today)));
  await shipAll([
    [special],
    [born(3_002, { ...FACTS, merchantAccountKey: ODD }, today - 3 * DAY, "ACTIVE")],
    [born(3_003, { ...FACTS, resellerKey: "BANK" }, today - 3 * DAY, "ACTIVE")],
    [born(3_004, { ...FACTS, environment: "live" }, today - 3 * DAY, "ACTIVE")],
  ]);
  await keepHouse(env);
}, 120_000);

describe("the list", () => {
  it("is newest first, and says what each file is", async () => {
    const { reports } = await listed("?limit=100");
    const starts = reports.map(({ from }) => from);
    expect(starts).toEqual(starts.toSorted().toReversed());
    const one = reports.find(({ name, merchantAccountKey }) => name === AR && merchantAccountKey === "MUSIC");
    expect(one).toEqual({
      name: AR,
      type: "AR",
      frequency: "D",
      from: `${YESTERDAY}T00:00:00.000Z`,
      to: `${date(today)}T00:00:00.000Z`,
      merchantAccountKey: "MUSIC",
      rows: expect.any(Number),
      size: expect.any(Number),
      dateCreated: expect.any(String),
      url: `http://127.0.0.1:8787/v1/reports/MUSIC/${AR}`,
    });
    const lines = await table(`/v1/reports/MUSIC/${AR}`);
    expect(lines).toHaveLength((one?.rows ?? 0) + 1);
  });

  it("leads to every file by its url, and there is none that it does not name", async () => {
    const urls: string[] = [];
    let cursor = "";
    do {
      const page = await listed(`?limit=13${cursor}`);
      urls.push(...page.reports.map(({ url }) => new URL(url).pathname));
      cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
    } while (cursor !== "");
    expect(new Set(urls).size).toBe(urls.length);
    const keys = await keysOf("reports/sandbox/reseller/TELCO/");
    expect(urls).toHaveLength(keys.length);
    for (const url of urls.filter((one) => one.includes("4K")).slice(0, 5)) {
      const response = await get(url);
      expect(response.status).toBe(200);
      await response.text();
    }
  });

  it("can be narrowed", async () => {
    const { reports } = await listed(
      `?type=ER&frequency=D&merchantAccountKey=MUSIC&from=${date(today - 3 * DAY)}&to=${date(today - DAY)}`,
    );
    expect(reports.map(({ name }) => name)).toEqual([
      `ER_V1_D_${date(today - 2 * DAY)}.csv`,
      `ER_V1_D_${date(today - 3 * DAY)}.csv`,
    ]);
    expect((await listed("?merchantAccountKey=NOBODY")).reports).toEqual([]);
  });

  it("of a merchant names resellers, and an operator sees anybody's", async () => {
    const own = await listed("?type=AR&frequency=D", MUSIC, "/merchant/v1");
    expect(new Set(own.reports.map(({ resellerKey }) => resellerKey))).toEqual(new Set(["TELCO", "BANK"]));
    const query = "?environment=sandbox&party=MERCHANT&organisation=MUSIC";
    const seen = await listed(`${query}&type=AR&frequency=D`, OPERATOR, "/admin/v1");
    expect(seen.reports.map(({ name, resellerKey }) => [name, resellerKey])).toEqual(
      own.reports.map(({ name, resellerKey }) => [name, resellerKey]),
    );
    const response = await get(
      new URL(seen.reports[0]?.url ?? "").href.replace(/^http:\/\/[^/]*/, ""),
      OPERATOR,
    );
    expect(response.status).toBe(200);
    await response.text();
  });

  it("has nothing for a party without reports", async () => {
    expect(await listed("", "bank-sandbox:bank-sandbox-secret")).toMatchObject({
      reports: expect.any(Array),
    });
    expect((await listed("?merchantAccountKey=MUSIC&type=AR&frequency=M", BANK)).reports).toEqual([]);
  });
});

describe("a file", () => {
  it("comes with a name, its length and an ETag that is honoured", async () => {
    const response = await get(`/v1/reports/MUSIC/${AR}`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${AR}"`,
      "x-request-id": expect.any(String),
    });
    const size = (await response.arrayBuffer()).byteLength;
    expect(Number(response.headers.get("Content-Length"))).toBe(size);
    const etag = response.headers.get("ETag") ?? "";
    const again = await get(`/v1/reports/MUSIC/${AR}`, TELCO, { "If-None-Match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await get(`/v1/reports/MUSIC/${AR}?format=ndjson`, TELCO, { "If-None-Match": etag });
    expect(other.status).toBe(200);
    await other.text();
  });

  it("is the same as NDJSON, and in Windows-1252 but for what that does not have", async () => {
    const [header = [], ...rows] = await table(`/v1/reports/MUSIC/${AR}`);
    const special = rows.find(([, id]) => id === numbered(3_001)) ?? [];
    expect(JSON.parse(special[14] ?? "").note).toBe('Zoë, "€" 🎉\r\nnew line');

    const ndjson = await get(`/v1/reports/MUSIC/${AR}?format=ndjson`);
    expect(ndjson.headers.get("Content-Type")).toBe("application/x-ndjson");
    expect(ndjson.headers.get("Content-Disposition")).toBe(
      `attachment; filename="${AR.replace("csv", "ndjson")}"`,
    );
    const lines = (await ndjson.text()).trimEnd().split("\n");
    expect(lines.map((line) => Object.entries(JSON.parse(line)))).toEqual(
      rows.map((row) => header.map((name, at) => [name, row[at] === "" ? null : row[at]])),
    );

    const encoded = await get(`/v1/reports/MUSIC/${AR}?charset=windows-1252`);
    expect(encoded.headers.get("Content-Type")).toBe("text/csv; charset=windows-1252; header=present");
    const text = new TextDecoder("windows-1252").decode(await encoded.arrayBuffer());
    const plain = await (await get(`/v1/reports/MUSIC/${AR}`)).text();
    expect(text).toBe(plain.replaceAll("🎉", "?").replaceAll("ō", "?"));
    expect(text).toContain("Zoë");
  });

  it("has numbers for counts in NDJSON", async () => {
    const response = await get(`/v1/reports/MUSIC/SR_V1_D_${YESTERDAY}.csv?format=ndjson`);
    expect(JSON.parse((await response.text()).split("\n")[0] ?? "")).toMatchObject({
      MerchantAccountKey: "MUSIC",
      ProductKey: "BASIC",
      ActiveAtEnd: expect.any(Number),
      TotalActiveEnding: expect.any(Number),
    });
  });

  it("of a merchant has no customer, no reseller's data and no reseller's secrets in any byte", async () => {
    const files = await contents("reports/sandbox/merchant/");
    const all = Object.values(files).join("\n");
    expect(Object.keys(files).length).toBeGreaterThan(50);
    expect(all).toContain("shared-3001");
    expect(all).toContain('""plan"":""p-');
    for (const secret of ["customer-", "+49", "resellerSecret", "Zoë", "user-", "secret-hook"])
      expect(all).not.toContain(secret);
    expect(Object.values(await contents("reports/sandbox/reseller/")).join("\n")).toContain(
      "+49-customer-3001",
    );
  });
});

describe("a range", () => {
  const range = (kind: string, from: number, to: number, more = "") =>
    `/v1/reports/${kind}?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}${more}`;

  it.each([
    ["active", "AR"],
    ["change", "CR"],
    ["event", "ER"],
    ["summary", "SR"],
  ])("%s over a day is that day's file", async (kind, type) => {
    for (const days of [1, 3, 7]) {
      const [from, to] = [today - days * DAY, today - (days - 1) * DAY];
      const file = await table(`/v1/reports/MUSIC/${type}_V1_D_${date(from)}.csv`);
      expect(await table(range(kind, from, to, "&merchantAccountKey=MUSIC"))).toEqual(file);
      const theirs = await table(`/merchant/v1/reports/TELCO/${type}_V1_D_${date(from)}.csv`, MUSIC);
      expect(await table(`/merchant${range(kind, from, to, "&resellerKey=TELCO")}`, MUSIC)).toEqual(theirs);
    }
  });

  it("goes through all merchants without one, and by product with one", async () => {
    const all = await table(range("active", today - DAY, today));
    expect(new Set(all.slice(1).map((row) => row[3]))).toEqual(new Set(["MUSIC", ODD]));
    const plus = await table(range("active", today - DAY, today, "&productKey=BASIC_PLUS"));
    expect(plus.slice(1)).toEqual(all.slice(1).filter((row) => row[5] === "BASIC_PLUS"));
    expect(plus.length).toBeGreaterThan(1);
  });

  it("ends in the middle of a day, up to this moment", async () => {
    const first = born(4_000, FACTS, today - DAY + 3 * HOUR, "ACTIVE");
    await ship([first, followed(first, today - DAY + 5 * HOUR, "SUSPENDED")]);
    const has = async (kind: string, from: number, to: number) =>
      (await table(range(kind, from, to))).filter(([, id]) => id === numbered(4_000)).map((row) => row[2]);
    const at = (hours: number) => today - DAY + hours * HOUR;
    expect(await has("active", at(0), at(4))).toEqual(["ACTIVE"]);
    expect(await has("active", at(0), at(6))).toEqual([]);
    expect(await has("change", at(4), at(6))).toEqual(["SUSPENDED"]);
    expect(await has("change", at(6), at(7))).toEqual([]);
    expect(await has("event", at(0), at(6))).toEqual(["ACTIVE", "SUSPENDED"]);
    expect(await has("event", at(3), at(5))).toEqual(["ACTIVE"]);
    await ship([born(4_001, FACTS, Date.now() - 1_000, "ACTIVE")]);
    const now = await table("/v1/reports/active");
    expect(now.some(([, id]) => id === numbered(4_001))).toBe(true);
  });

  it("is NDJSON or Windows-1252 where that is asked for", async () => {
    const ndjson = await get(range("active", today - DAY, today, "&format=ndjson"));
    expect(JSON.parse((await ndjson.text()).split("\n")[0] ?? "")).toHaveProperty("BangoEntitlementId");
    const day = YESTERDAY.replaceAll("-", "");
    expect(ndjson.headers.get("Content-Disposition")).toMatch(
      /^attachment; filename="active_\d{8}T000000Z_\d{8}T000000Z.ndjson"$/,
    );
    expect(day).toMatch(/^\d{8}$/);
    const encoded = await get(range("active", today - DAY, today, "&charset=windows-1252"));
    expect(new TextDecoder("windows-1252").decode(await encoded.arrayBuffer())).toContain("Zoë");
  });

  it("for somebody without sales has a header only", async () => {
    for (const kind of ["active", "change", "event", "summary"]) {
      const nobody = `/merchant${range(kind, today - DAY, today, "&resellerKey=NOBODY")}`;
      expect(await table(nobody, MUSIC)).toHaveLength(1);
    }
    const query = "&environment=live&party=RESELLER&organisation=NOBODY";
    expect(await table(`/admin${range("active", today - DAY, today, query)}`, OPERATOR)).toHaveLength(1);
  });
});

describe("a range that fails", () => {
  /** A reseller whose book was cut off after so many entitlements. */
  async function cutOff(resellerKey: string, count: number): Promise<Response> {
    const lines = Array.from({ length: count }, (_, number) => {
      const { state } = born(number, FACTS, today - 3 * DAY, "ACTIVE");
      return JSON.stringify(rowOf(recordFor(state, "RESELLER"), null));
    });
    const progress = { day: today - DAY, through: [0], doing: null, leasedUntil: 0 };
    await env.FILES.put(`progress/live/${resellerKey}.json`, JSON.stringify(progress));
    await env.FILES.put(`books/live/${resellerKey}/${YESTERDAY}/MUSIC.ndjson`, lines.toSorted().join("\n"), {
      customMetadata: { merchant: "MUSIC", through: "[0]" },
    });
    return get(
      `/admin/v1/reports/active?environment=live&party=RESELLER&organisation=${resellerKey}`,
      OPERATOR,
    );
  }

  it("before its first lines is a failure like any other", async () => {
    const response = await cutOff("SHORT", 10);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      metadata: { reason: "INTERNAL_ERROR", origin: "PLATFORM" },
    });
  });

  it("later is broken off, so that nobody takes it for whole", async () => {
    const response = await cutOff("LONG", 2_000);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("has no end");
  });
});

describe("what is refused", () => {
  const soon = new Date(Date.now() + 10 * 60_000).toISOString();
  it.each([
    [
      "an unknown kind",
      "/v1/reports/actives?from=2020-01-01",
      TELCO,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    ["a kind that objects have", "/v1/reports/constructor", TELCO, "404 NOT_FOUND UNKNOWN_REPORT RESELLER"],
    ["a name that is none", "/v1/reports/MUSIC/AR.csv", TELCO, "404 NOT_FOUND UNKNOWN_REPORT RESELLER"],
    [
      "a week that begins on no Monday",
      "/v1/reports/MUSIC/AR_V1_W_2026-11-24.csv",
      TELCO,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    [
      "a day without a file",
      "/v1/reports/MUSIC/AR_V1_D_2020-01-01.csv",
      TELCO,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    [
      "a merchant that is not there",
      `/v1/reports/NOBODY/${AR}`,
      TELCO,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    [
      "another reseller's file",
      `/v1/reports/${encodeURIComponent(ODD)}/${AR}`,
      BANK,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    [
      "another environment's file",
      `/v1/reports/${encodeURIComponent(ODD)}/${AR}`,
      TELCO_LIVE,
      "404 NOT_FOUND UNKNOWN_REPORT RESELLER",
    ],
    ["a way up", `/v1/reports/MUSIC/..%2F${AR}`, TELCO, "404 NOT_FOUND UNKNOWN_REPORT RESELLER"],
    ["a path that is longer", `/v1/reports/MUSIC/daily/${AR}`, TELCO, "404 NOT_FOUND UNKNOWN_PATH RESELLER"],
    ["another method's", "/v1/reports", null, "401 UNAUTHORIZED UNAUTHORIZED RESELLER"],
    [
      "an unknown format",
      `/v1/reports/MUSIC/${AR}?format=xml`,
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER format",
    ],
    [
      "an unknown charset",
      `/v1/reports/MUSIC/${AR}?charset=latin1`,
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER charset",
    ],
    [
      "NDJSON in Windows-1252",
      `/v1/reports/active?format=ndjson&charset=windows-1252`,
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER charset",
    ],
    [
      "an unknown parameter",
      "/v1/reports/active?until=2026-01-01",
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER until",
    ],
    ["a range without its beginning", "/v1/reports/event", TELCO, "400 BAD_REQUEST VALIDATION RESELLER from"],
    [
      "a range that ends before it begins",
      "/v1/reports/event?from=2026-01-02&to=2026-01-01",
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER from",
    ],
    [
      "an empty range",
      "/v1/reports/change?from=2026-01-01&to=2026-01-01",
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER from",
    ],
    [
      "more than 31 days",
      "/v1/reports/summary?from=2026-01-01&to=2026-02-02",
      TELCO,
      "400 BAD_REQUEST VALIDATION RESELLER from",
    ],
    ["the future", `/v1/reports/active?to=${soon}`, TELCO, "400 BAD_REQUEST VALIDATION RESELLER to"],
    ["no date", "/v1/reports/active?to=2026-02-30", TELCO, "400 BAD_REQUEST VALIDATION RESELLER to"],
    ["an unknown type in the list", "/v1/reports?type=XR", TELCO, "400 BAD_REQUEST VALIDATION RESELLER type"],
    [
      "a cursor that is none",
      "/v1/reports?cursor=x",
      TELCO,
      "400 BAD_REQUEST INVALID_CURSOR RESELLER cursor",
    ],
    [
      "a merchant's range without a reseller",
      "/merchant/v1/reports/active",
      MUSIC,
      "400 BAD_REQUEST VALIDATION RESELLER resellerKey",
    ],
    [
      "an operator who names nobody",
      "/admin/v1/reports",
      OPERATOR,
      "400 BAD_REQUEST VALIDATION RESELLER environment party organisation",
    ],
    [
      "a reseller's reports by reseller",
      "/admin/v1/reports?environment=live&party=RESELLER&organisation=A&resellerKey=B",
      OPERATOR,
      "400 BAD_REQUEST VALIDATION RESELLER party",
    ],
    [
      "a merchant's range for the operator without a reseller",
      "/admin/v1/reports/active?environment=live&party=MERCHANT&organisation=A",
      OPERATOR,
      "400 BAD_REQUEST VALIDATION RESELLER resellerKey",
    ],
  ])("%s: %s", async (_, path, as, refusal) => {
    expect(refusalOf(await call("GET", path, { as }))).toBe(refusal);
  });

  it("another method", async () => {
    for (const path of ["/v1/reports", "/v1/reports/active", `/v1/reports/MUSIC/${AR}`]) {
      const reply = await call("DELETE", path);
      expect(refusalOf(reply)).toBe("405 BAD_REQUEST METHOD_NOT_ALLOWED RESELLER");
      expect(reply.headers.get("Allow")).toBe("GET, HEAD");
    }
  });

  it("somebody else's cursor", async () => {
    const { nextCursor } = await listed("?limit=1");
    const stolen = await call("GET", `/v1/reports?cursor=${nextCursor}`, { as: BANK });
    expect(refusalOf(stolen)).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER cursor");
  });
});

describe("the operator", () => {
  const rerun = (changes: object) =>
    call("POST", "/admin/v1/reports/run", {
      as: OPERATOR,
      body: { environment: "sandbox", resellerKey: "TELCO", day: YESTERDAY, reason: "lost", ...changes },
    });

  it("has files written again, with a reason that the audit keeps", { timeout: 60_000 }, async () => {
    // What other tests have sold yesterday came late.
    await keepHouse(env);
    const before = await contents("reports/", "books/");
    for (const key of await keysOf("reports/sandbox/reseller/TELCO/MUSIC/daily/AR"))
      await env.FILES.delete(key);
    const day = date(today - 4 * DAY);
    const { status, body } = await rerun({ day });
    expect([status, body["from"], body["days"]]).toEqual([200, day, 4]);
    expect(await entriesOf("reports.run", "reports sandbox/TELCO")).toMatchObject([
      { reason: "lost", detail: { credential: "operator", from: day, days: 4 } },
    ]);
    const unwritten = [9, 8, 7, 6, 5].map((days) => date(today - days * DAY));
    await until(async () => {
      const after = await keysOf("reports/");
      const missing = Object.keys(before).filter((key) => key.startsWith("reports/") && !after.includes(key));
      expect(missing.map((key) => key.slice(-14, -4)).sort()).toEqual(unwritten);
    }, 12_000);
    const after = await contents("reports/", "books/");
    for (const [key, text] of Object.entries(after)) expect(text, key).toBe(before[key]);
  });

  it.each([
    ["a day that is not over", { day: date(today) }, "day"],
    ["a day in the far past", { day: "2020-01-01" }, "day"],
    ["no day", { day: "yesterday" }, "day"],
    ["a reseller without reports", { resellerKey: "NOBODY" }, "resellerKey"],
    ["no reason", { reason: null }, "reason"],
  ])("is refused %s", async (_, changes, path) => {
    expect(refusalOf(await rerun(changes))).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${path}`);
  });
});
