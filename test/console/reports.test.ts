// The page of reports: what each party finds there, downloads byte for byte as the API has them, any days on demand, what
// is refused, and an operator that has files written again.
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { nextFiles } from "../../src/console/reports/NoFiles";
import { sizeWords } from "../../src/console/reports/size";
import { periodWords } from "../../src/console/reports/words";
import { keepHouse } from "../../src/operations/housekeeping";
import { BANK, basic, MUSIC, OPERATOR, TELCO, TELCO_LIVE } from "../support/api";
import { entriesOf } from "../support/audit";
import { headingOf, signedIn, wordsOf, type PageSeen, type Tab } from "../support/console";
import { born, lived, numbered, shipAll, type Facts } from "../support/sales";
import { HOUR } from "../support/world";

const ORIGIN = "https://resale.invalid";
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
const PATH = "/console/reports";
const OF_TELCO = "environment=sandbox&party=RESELLER&organisation=TELCO";
const OF_MUSIC = "environment=sandbox&party=MERCHANT&organisation=MUSIC";

let telco: Tab;
let music: Tab;
let operator: Tab;

/** What the API answers to the same question. */
const api = (path: string, as = TELCO): Promise<Response> =>
  exports.default.fetch(new Request(ORIGIN + path, { headers: { Authorization: basic(as) } }));

/** What a browser saves. */
const download = ({ cookie }: Tab, path: string): Promise<Response> =>
  exports.default.fetch(new Request(ORIGIN + path, { redirect: "manual", headers: { Cookie: cookie } }));

/** The addresses of a page's links that begin like that. */
const linksOf = ({ html }: PageSeen, start: string): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)]
    .map(([, href = ""]) => href.replaceAll("&amp;", "&"))
    .filter((href) => href.startsWith(start));

/** The sentence beside a field. */
const errorOf = ({ html }: PageSeen, field: string): string =>
  new RegExp(`id="${field}-error"[^>]*>([^<]*)<`).exec(html)?.[1] ?? "";

beforeAll(async () => {
  await shipAll(Array.from({ length: 20 }, (_, at) => lived(at, FACTS, today - 9 * DAY, today)));
  await shipAll([
    [born(3_001, FACTS, today - 2 * DAY, "ACTIVE", { note: "Zoë, 🎉" })],
    [born(3_002, { ...FACTS, merchantAccountKey: ODD }, today - 3 * DAY, "ACTIVE")],
    [born(3_003, { ...FACTS, resellerKey: "BANK" }, today - 3 * DAY, "ACTIVE")],
  ]);
  await keepHouse(env);
  [telco, music, operator] = [await signedIn(TELCO), await signedIn(MUSIC), await signedIn(OPERATOR)];
}, 120_000);

describe("the list", () => {
  it("says of each file what it is, in words", async () => {
    const page = await telco.get(`${PATH}?type=AR&frequency=D&partner=MUSIC&first=${YESTERDAY}`);
    const words = wordsOf(page);
    expect(page.status).toBe(200);
    const size = (await (await api(`/v1/reports/MUSIC/${AR}`)).arrayBuffer()).byteLength;
    for (const part of [
      "Active, daily",
      AR,
      periodWords("D", `${YESTERDAY}T00:00:00.000Z`, ""),
      sizeWords(size),
    ])
      expect(words).toContain(part);
    expect(words).toMatch(/UTC (?:just now|\d+ seconds? ago)/);
    expect(linksOf(page, `${PATH}/file/`)).toEqual(
      ["", "?charset=windows-1252", "?format=ndjson"].map((more) => `${PATH}/file/MUSIC/${AR}${more}`),
    );
  });

  it("leads on to every file, and keeps its filter on the way", async () => {
    const seen: string[] = [];
    let at: string | undefined = `${PATH}?type=ER&partner=MUSIC`;
    for (let pages = 0; at !== undefined && pages < 20; pages++) {
      const page: PageSeen = await telco.get(at);
      seen.push(...linksOf(page, `${PATH}/file/`).filter((href) => !href.includes("?")));
      if (pages > 0) expect(wordsOf(page)).toContain("Back to the beginning");
      at = linksOf(page, `${PATH}?`).find((href) => href.includes("cursor="));
      if (at !== undefined) expect(at).toContain("type=ER&partner=MUSIC");
    }
    const { reports } = await (
      await api("/v1/reports?type=ER&merchantAccountKey=MUSIC&limit=100")
    ).json<{
      reports: { name: string }[];
    }>();
    expect(seen).toEqual(reports.map(({ name }) => `${PATH}/file/MUSIC/${name}`));
    const all = await telco.get(PATH);
    expect(linksOf(all, `${PATH}/file/`)).toHaveLength(24 * 3);
    const second = await telco.get(linksOf(all, `${PATH}?`).find((href) => href.includes("cursor=")) ?? "");
    expect(linksOf(second, `${PATH}/file/`)[0]).not.toBe(linksOf(all, `${PATH}/file/`)[0]);
  });

  it("takes the last day for one of the days", async () => {
    const day = date(today - 2 * DAY);
    const page = await telco.get(`${PATH}?frequency=D&partner=MUSIC&first=${day}&last=${day}`);
    expect(linksOf(page, `${PATH}/file/`).filter((href) => !href.includes("?"))).toEqual(
      ["SR", "ER", "CR", "AR"].map((type) => `${PATH}/file/MUSIC/${type}_V1_D_${day}.csv`),
    );
  });

  it("says when the first files come, or how to see the others", async () => {
    const live = wordsOf(await (await signedIn(TELCO_LIVE)).get(PATH));
    expect(live).toContain("No files yet");
    expect(live).toContain(`${date(nextFiles(Date.now()))} 00:17:00 UTC`);
    const none = await telco.get(`${PATH}?partner=NOBODY`);
    expect(wordsOf(none)).toContain("There is no such file");
    expect(linksOf(none, PATH)).toContain(PATH);
    expect(nextFiles(today + 16 * 60_000)).toBe(today + 17 * 60_000);
    expect(nextFiles(today + 17 * 60_000)).toBe(today + DAY + 17 * 60_000);
  });

  it.each([
    ["first=2026-02-30", "first", "Must be a date (2030-01-31) or an ISO 8601 time with an offset."],
    ["last=tomorrow", "last", "Must be a date (2030-01-31) or an ISO 8601 time with an offset."],
    ["type=XR", "type", /^Invalid option/],
    ["frequency=Y", "frequency", /^Invalid option/],
    [`partner=${"x".repeat(300)}`, "partner", /./],
  ])("refused for %s, says so at the field", async (query, field, message) => {
    const page = await telco.get(`${PATH}?${query}`);
    expect([page.status, headingOf(page)]).toEqual([400, "Reports"]);
    expect(wordsOf(page)).toContain("There is no such list");
    expect(errorOf(page, field)).toMatch(message);
  });

  it("refuses a cursor that is none", async () => {
    const page = await telco.get(`${PATH}?cursor=x`);
    expect([page.status, wordsOf(page)]).toEqual([400, expect.stringContaining("INVALID_CURSOR")]);
  });
});

describe("a file", () => {
  it.each([
    ["CSV", ""],
    ["Windows-1252", "?charset=windows-1252"],
    ["NDJSON", "?format=ndjson"],
  ])("as %s is what the API answers", async (_, query) => {
    const [mine, theirs] = await Promise.all([
      download(telco, `${PATH}/file/MUSIC/${AR}${query}`),
      api(`/v1/reports/MUSIC/${AR}${query}`),
    ]);
    expect(mine.status).toBe(200);
    for (const name of ["Content-Type", "Content-Disposition", "Content-Length"])
      expect(mine.headers.get(name), name).toBe(theirs.headers.get(name));
    expect(mine.headers.get("Content-Disposition")).toContain("attachment");
    expect(mine.headers.get("Cache-Control")).toBe("no-store");
    expect(mine.headers.get("ETag")).toBeNull();
    expect(mine.headers.get("X-Content-Type-Options")).toBe("nosniff");
    const bytes = new Uint8Array(await mine.arrayBuffer());
    expect(bytes).toEqual(new Uint8Array(await theirs.arrayBuffer()));
    expect(bytes.length).toBeGreaterThan(200);
  });

  it("of a merchant with an odd key is found by its link", async () => {
    const [link = ""] = linksOf(
      await telco.get(`${PATH}?type=AR&partner=${encodeURIComponent(ODD)}`),
      `${PATH}/file/`,
    );
    expect(link).toContain("VIDEO%2F4K%20%C3%BC");
    expect(await (await download(telco, link)).text()).toContain(numbered(3_002));
  });

  it("of somebody else, or that is none, is not there", async () => {
    const bank = await signedIn(BANK);
    for (const [tab, path] of [
      [bank, `file/${encodeURIComponent(ODD)}/${AR}`],
      [telco, "file/MUSIC/AR.csv"],
      [telco, `file/MUSIC/..%2F${AR}`],
      [music, `file/MUSIC/${AR}`],
    ] as const) {
      const page = await tab.get(`${PATH}/${path}`);
      expect([page.status, headingOf(page)], path).toEqual([404, "No such report"]);
    }
  });

  it("of another is not opened by naming it, as operators do", async () => {
    const bank = await signedIn(BANK);
    const page = await bank.get(`${PATH}/file/MUSIC/${AR}?${OF_TELCO}`);
    expect([page.status, page.html]).toEqual([400, expect.not.stringContaining(numbered(3_001))]);
    const list = await bank.get(`${PATH}?${OF_TELCO}`);
    expect(list.html).not.toContain("4K");
  });
});

describe("any days", () => {
  const range = (report: string, from: string, to: string, more = "") =>
    `${PATH}/range?report=${report}&from=${from}&to=${to}&partner=MUSIC&product=&encoding=csv${more}`;

  it("are the files of those days, the last one among them", async () => {
    for (const [word, type] of [
      ["active", "AR"],
      ["change", "CR"],
      ["event", "ER"],
      ["summary", "SR"],
    ] as const) {
      const report = await download(telco, range(word, YESTERDAY, YESTERDAY));
      expect([word, report.status]).toEqual([word, 200]);
      const file = await api(`/v1/reports/MUSIC/${type}_V1_D_${YESTERDAY}.csv`);
      expect(await report.text()).toBe(await file.text());
    }
  });

  it("reach to this moment where the last day is today", async () => {
    await shipAll([[born(5_000, FACTS, Date.now() - 1_000, "ACTIVE")]]);
    const report = await download(telco, range("event", date(today), date(today)));
    expect(await report.text()).toContain(numbered(5_000));
  });

  it("of Active are about the last day, whatever the first is", async () => {
    const report = await download(telco, range("active", "2020-01-01", YESTERDAY));
    expect(await report.text()).toBe(await (await api(`/v1/reports/MUSIC/${AR}`)).text());
  });

  it("come in the encoding that was chosen, and of one product", async () => {
    const ndjson = await download(telco, range("active", "", YESTERDAY).replace("=csv", "=ndjson"));
    expect(ndjson.headers.get("Content-Disposition")).toMatch(/\.ndjson"$/);
    await ndjson.text();
    const encoded = await download(telco, range("active", "", YESTERDAY).replace("=csv", "=csv-1252"));
    expect(new TextDecoder("windows-1252").decode(await encoded.arrayBuffer())).toContain("Zoë, ?");
    const none = await download(telco, range("active", "", YESTERDAY).replace("product=", "product=NONE"));
    expect((await none.text()).split("\r\n")).toHaveLength(2);
  });

  const tomorrow = date(today + DAY);
  it.each([
    ["the future", range("event", YESTERDAY, tomorrow), "to", "Must not be in the future."],
    [
      "days in the wrong order",
      range("event", YESTERDAY, date(today - 3 * DAY)),
      "from",
      /^Must be before to/,
    ],
    ["too many days", range("event", date(today - 40 * DAY), YESTERDAY), "from", /31 days/],
    ["no first day", range("summary", "", YESTERDAY), "from", "Required for this report."],
    ["no date", range("change", "today", YESTERDAY), "from", /^Must be a date/],
  ])("that are %s are refused at the field, with what was filled in", async (_, path, field, message) => {
    const page = await telco.get(path);
    expect([page.status, headingOf(page)]).toEqual([400, "Reports"]);
    expect(wordsOf(page)).toContain("There is no such report");
    expect(errorOf(page, field)).toMatch(message);
    expect(page.html).toMatch(/name="partner"[^>]* value="MUSIC"/);
    expect(page.html).toMatch(/<option value="(?:event|summary|change)" selected/);
    // The files are listed all the same.
    expect(linksOf(page, `${PATH}/file/`).length).toBeGreaterThan(10);
  });

  it("of a merchant name a reseller", async () => {
    const path = range("active", "", YESTERDAY);
    const refused = await music.get(path.replace("partner=MUSIC", "partner="));
    expect([refused.status, errorOf(refused, "range-partner")]).toEqual([400, expect.stringMatching(/./)]);
    const report = await download(music, path.replace("partner=MUSIC", "partner=TELCO"));
    const text = await report.text();
    expect(text).toBe(await (await api(`/merchant/v1/reports/TELCO/${AR}`, MUSIC)).text());
    expect(text).not.toContain("+49-customer");
  });
});

describe("an operator", () => {
  it("says whose reports it wants to see", async () => {
    const page = await operator.get(PATH);
    expect(wordsOf(page)).toContain("Say whose you want to see.");
    expect(linksOf(page, `${PATH}/file/`)).toEqual([]);
    expect(page.html).toContain('<option value="TELCO">');
    expect((await operator.get(`${PATH}/range?report=active`)).status).toBe(404);
    expect((await operator.get(`${PATH}/file/MUSIC/${AR}`)).status).toBe(404);
  });

  it.each([
    ["a reseller's", OF_TELCO, `file/MUSIC/${AR}`, `/v1/reports/MUSIC/${AR}`, TELCO, "Merchant"],
    ["a merchant's", OF_MUSIC, `file/TELCO/${AR}`, `/merchant/v1/reports/TELCO/${AR}`, MUSIC, "Reseller"],
  ])("sees %s files, and keeps whose they are", async (_, subject, file, path, as, partner) => {
    const page = await operator.get(`${PATH}?${subject}&type=AR&frequency=D`);
    expect(linksOf(page, `${PATH}/file/`)).toContain(`${PATH}/${file}?${subject}`);
    expect(page.html).toContain(`<th scope="col" role="columnheader">${partner}</th>`);
    expect(page.html.match(/<input type="hidden" name="organisation"/g)).toHaveLength(2);
    const report = await download(operator, `${PATH}/${file}?${subject}`);
    expect(await report.text()).toBe(await (await api(path, as)).text());
    const other = subject === OF_TELCO ? "MUSIC" : "TELCO";
    const range = `report=active&from=&to=${YESTERDAY}&partner=${other}&product=&encoding=csv`;
    const ranged = await download(operator, `${PATH}/range?${subject}&${range}`);
    expect(await ranged.text()).toBe(await (await api(path, as)).text());
  });

  it.each([
    [{ day: date(today) }, "day", /^Is not written yet/],
    [{ day: "" }, "day", /./],
    [{ resellerKey: "NOBODY" }, "resellerKey", "There are no reports of this reseller yet."],
    [{ reason: " " }, "reason", /./],
  ])("is told why not: %j", async (changes, field, message) => {
    await operator.get(`${PATH}/run`);
    const fields = {
      environment: "sandbox",
      resellerKey: "TELCO",
      day: YESTERDAY,
      reason: "lost",
      ...changes,
    };
    const page = await operator.post(`${PATH}/run`, fields);
    expect([page.status, headingOf(page)]).toEqual([400, "Write reports again?"]);
    expect(errorOf(page, field)).toMatch(message);
    expect(page.html).toContain('<option value="sandbox" selected>');
  });

  it("does nothing by a form of somebody else", async () => {
    const fields = { environment: "sandbox", resellerKey: "TELCO", day: YESTERDAY, reason: "lost" };
    const page = await operator.post(`${PATH}/run`, { ...fields, formToken: "none" });
    expect([page.status, headingOf(page)]).toEqual([403, "This form is not valid any more"]);
    expect(await entriesOf("reports.run", "reports sandbox/TELCO")).toEqual([]);
  });

  it("has files written again, with a reason that the audit keeps", async () => {
    const page = await operator.get(`${PATH}?${OF_TELCO}`);
    const [link = ""] = linksOf(page, `${PATH}/run`);
    const form = await operator.get(link);
    expect(headingOf(form)).toBe("Write reports again?");
    expect(form.html).toContain('<option value="sandbox" selected>');
    expect(form.html).toContain('value="TELCO"');
    const fields = {
      environment: "sandbox",
      resellerKey: "TELCO",
      day: YESTERDAY,
      reason: "A file was lost",
    };
    const done = await operator.post(`${PATH}/run`, fields);
    expect(done.location).toBe(`${PATH}?${OF_TELCO}&done=run`);
    expect(wordsOf(await operator.get(done.location ?? ""))).toContain("Files are written again");
    expect(await entriesOf("reports.run", "reports sandbox/TELCO")).toMatchObject([
      { reason: "A file was lost", detail: { credential: "operator", from: YESTERDAY, days: 1 } },
    ]);
  });
});

it("no two things of a page have one id", async () => {
  for (const [tab, path] of [
    [telco, PATH],
    [telco, `${PATH}/range?report=event`],
    [operator, `${PATH}?${OF_TELCO}`],
  ] as const) {
    const { html } = await tab.get(path);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  }
});

describe("words", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [3_449, "3.4 kB"],
    [9_960, "10 kB"],
    [999_499, "999 kB"],
    [999_600, "1 MB"],
    [12_345_678, "12 MB"],
    [5e12, "5,000 GB"],
  ])("%d bytes are %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });

  it.each([
    ["D", "2026-11-23", "2026-11-24", "Mon, 23 Nov 2026"],
    ["W", "2026-11-16", "2026-11-23", "16 – 22 Nov 2026"],
    ["W", "2026-12-28", "2027-01-04", "28 Dec 2026 – 3 Jan 2027"],
    ["M", "2026-11-01", "2026-12-01", "November 2026"],
  ] as const)("%s from %s is told as people do", (frequency, from, to, words) => {
    const said = periodWords(frequency, `${from}T00:00:00.000Z`, `${to}T00:00:00.000Z`);
    expect(said.replaceAll(/\s/g, " ")).toBe(words);
  });
});
