// A migration as the API has it: everything is exported, tried dry, imported elsewhere, and is there what it was here.
import { beforeAll, describe, expect, it } from "vitest";
import { entriesOf } from "../support/audit";
import { call, entitled, MUSIC, OPERATOR, refusalOf, tell, TELCO, TELCO_LIVE, verb } from "../support/api";
import { merchant, passTime, product, route, write } from "../support/catalogue";
import { ended, post, resultText, started } from "../support/jobs";

type Line = Record<string, unknown>;

const NDJSON = "application/x-ndjson";
const linesOf = (text: string): Line[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const fileOf = (lines: Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** Runs a job to its end and reads a result. */
async function ran(
  kind: string,
  result: string,
  options: { query?: string; file?: string; as?: string; root?: string } = {},
): Promise<{ job: Line; lines: Line[]; text: string }> {
  const { as = TELCO, root = "/v1", ...more } = options;
  const id = await started(kind, { ...more, as, root, type: NDJSON });
  const job = await ended(id, as, root);
  const text = await resultText(id, result, as, root);
  return { job, text, lines: result.endsWith(".csv") ? [] : linesOf(text) };
}

const FOR_TELCO_LIVE = "environment=live&resellerKey=TELCO&reason=migration";
const inLive = { as: OPERATOR, root: "/admin/v1" };

/** One of each, made by selling. */
async function sellAll(): Promise<void> {
  await entitled({ productKey: "MUSIC", externalEntitlementId: "pending", offerKey: "BUNDLE" });
  await entitled({
    externalEntitlementId: "active",
    extensionData: { plan: "gold" },
    dateExpiry: "2035-01-01T00:00:00Z",
  });
  const suspended = await entitled({ externalEntitlementId: "suspended" });
  await verb("suspend", suspended.entitlementId);
  const theirs = await entitled({ productKey: "MUSIC_CODE" });
  await tell("suspend", theirs.entitlementId);
  const resumed = await entitled();
  await verb("suspend", resumed.entitlementId);
  await verb("resume", resumed.entitlementId);
  const ending = await entitled();
  await verb("cancel", ending.entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });
  const cancelled = await entitled();
  await verb("cancel", cancelled.entitlementId);
  const revoked = await entitled({ externalEntitlementId: "revoked" });
  await verb("revoke", revoked.entitlementId, {
    body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD" },
  });
  await tell("update", resumed.entitlementId, { merchantExtensionData: { tier: 2 } });
}

/** The merchant with its products in live, and the reseller's route to it. */
const openLive = (): Promise<void> =>
  write(
    merchant("MUSIC", "live"),
    ...["MUSIC", "MUSIC_INSTANT", "MUSIC_CODE"].map((productKey) =>
      product({
        environment: "live",
        merchantAccountKey: "MUSIC",
        productKey,
        offerKeys: ["STANDARD", "BUNDLE"],
      }),
    ),
    route({ environment: "live", merchantAccountKey: "MUSIC" }),
  );

/** Made anew where it is imported. */
const ANEW = ["entitlementId", "environment", "version", "dateLastUpdated", "entitlementDisplayName"];

/** What has to be equal, by the merchant's id. */
const compared = (lines: Line[]): Line[] =>
  lines
    .map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => !ANEW.includes(name))))
    .sort((one, other) =>
      String(one["merchantEntitlementId"]) < String(other["merchantEntitlementId"]) ? -1 : 1,
    );

let sold: Line[] = [];

beforeAll(async () => {
  await sellAll();
  await openLive();
  sold = (await ran("export", "entitlements.ndjson")).lines;
});

describe("an export", () => {
  it("has every record as the API has it, with whose suspension or cancellation it is", async () => {
    const statuses = "ACTIVE ACTIVE ACTIVE-ENDING CANCELLED PENDING REVOKED SUSPENDED SUSPENDED";
    expect(sold.map(({ status }) => status).sort()).toEqual(statuses.split(" "));
    const sides = sold.flatMap(({ suspendedBy, endingBy }) => [suspendedBy ?? [], endingBy ?? []].flat());
    expect(sides.sort()).toEqual(["MERCHANT", "RESELLER", "RESELLER"]);
    const active = sold.find(({ externalEntitlementId }) => externalEntitlementId === "active");
    const { body } = await call("GET", `/v1/entitlement/${String(active?.["entitlementId"])}`);
    expect(body).toMatchObject(active ?? {});
  });

  it("counts by status, and can be narrowed to some, and to a merchant", async () => {
    const { job, lines } = await ran("export", "entitlements.ndjson", { query: "status=ACTIVE,SUSPENDED" });
    expect(job["counts"]).toMatchObject({ done: 4, outcomes: { ACTIVE: 2, SUSPENDED: 2 } });
    expect(lines).toHaveLength(4);
    const none = await ran("export", "entitlements.ndjson", { query: "merchantAccountKey=VIDEO" });
    expect(none.lines).toEqual([]);
    const wrong = await post("export", { query: "status=LIVE" });
    expect(refusalOf(wrong)).toBe("400 BAD_REQUEST VALIDATION RESELLER status.0");
  });

  it("can have the columns of the reports instead", async () => {
    const { text } = await ran("export", "entitlements.csv", { query: "format=csv" });
    const [header, ...rows] = text.trimEnd().split("\r\n");
    expect(header).toMatch(/^ResellerCustomerId,BangoEntitlementId,Status/);
    expect(rows).toHaveLength(8);
  });

  it("of a merchant has what it may see, of every reseller", async () => {
    const bank = await entitled({}, { as: "bank-sandbox:bank-sandbox-secret" });
    const { lines } = await ran("export", "entitlements.ndjson", { as: MUSIC, root: "/merchant/v1" });
    expect(lines.map(({ resellerKey }) => resellerKey).sort()).toEqual([
      "BANK",
      ...Array<string>(8).fill("TELCO"),
    ]);
    for (const line of lines)
      expect([line["customerIdentifier"], line["extensionData"], line["notificationUrl"]]).toEqual([
        null,
        null,
        null,
      ]);
    const query = "resellerKey=BANK";
    const one = await ran("export", "entitlements.ndjson", { as: MUSIC, root: "/merchant/v1", query });
    expect(one.lines.map(({ entitlementId }) => entitlementId)).toEqual([bank.entitlementId]);
  });

  it("shows a merchant what its route shares today, not what it shared when that was sold", async () => {
    const shares = (what: ["customerIdentifier"] | []) =>
      write(route({ merchantAccountKey: "MUSIC", sharesWithMerchant: what }));
    await shares(["customerIdentifier"]);
    passTime(30_000);
    const query = "resellerKey=TELCO";
    const { lines } = await ran("export", "entitlements.ndjson", { as: MUSIC, root: "/merchant/v1", query });
    expect(lines.every(({ customerIdentifier }) => typeof customerIdentifier === "string")).toBe(true);
    await shares([]);
    passTime(30_000);
    const again = await ran("export", "entitlements.ndjson", { as: MUSIC, root: "/merchant/v1", query });
    expect(again.lines.every(({ customerIdentifier }) => customerIdentifier === null)).toBe(true);
  });

  it("takes the other party as a filter, not the own", async () => {
    const reply = await post("export", { query: "resellerKey=BANK" });
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST VALIDATION RESELLER resellerKey");
  });
});

describe("what was exported", () => {
  it("can be tried in live by its reseller, is imported there by an operator, and is equal but for its id", async () => {
    const file = fileOf(sold);
    const dry = await ran("import", "imported.ndjson", { file, as: TELCO_LIVE });
    expect(dry.job).toMatchObject({ state: "DONE", dryRun: true, counts: { outcomes: { possible: 8 } } });
    expect(
      refusalOf(await post("import", { file, type: NDJSON, as: TELCO_LIVE, query: "dryRun=false" })),
    ).toBe("400 BAD_REQUEST VALIDATION RESELLER dryRun");
    const query = `dryRun=false&${FOR_TELCO_LIVE}`;
    const real = await ran("import", "imported.ndjson", { file, query, ...inLive });
    expect(real.job).toMatchObject({
      state: "DONE",
      counts: { rows: 8, done: 8, outcomes: { imported: 8 } },
    });
    expect(real.lines.map(({ entitlementId }) => entitlementId)).toEqual(
      dry.lines.map(({ entitlementId }) => entitlementId),
    );
    const there = await ran("export", "entitlements.ndjson", { as: TELCO_LIVE });
    expect(compared(there.lines)).toEqual(compared(sold));
    const again = await ran("import", "imported.ndjson", { file, query, ...inLive });
    expect(again.job).toMatchObject({ counts: { done: 8, outcomes: { known: 8 } } });
    expect(await entriesOf("job.start", `job ${String(real.job["jobId"])}`)).toMatchObject([
      {
        reason: "migration",
        detail: { kind: "import", organisation: "TELCO", environment: "live", dryRun: false },
      },
    ]);
  });

  it("cannot be imported beside itself: it is there", async () => {
    const { job, lines } = await ran("import", "errors.ndjson", { file: fileOf(sold) });
    const live = sold.filter(({ status }) => status !== "CANCELLED" && status !== "REVOKED").length;
    expect(job["counts"]).toMatchObject({ done: sold.length - live });
    expect(new Set(lines.map(({ row }) => row)).size).toBe(live);
  });
});

it("an import says what is wrong with its options and its file", async () => {
  const reply = await post("import", {
    file: "{}\n",
    type: NDJSON,
    query: "maxErrorPercent=200&notify=perhaps",
  });
  expect(refusalOf(reply)).toBe("400 BAD_REQUEST VALIDATION RESELLER notify maxErrorPercent");
  expect(refusalOf(await post("import", { file: "a,b\n", type: "text/csv" }))).toMatch(/^415/);
  expect(
    refusalOf(await post("import", { file: "{}\n", type: NDJSON, as: MUSIC, root: "/merchant/v1" })),
  ).toMatch(/VALIDATION RESELLER kind$/);
  const { lines } = await ran("import", "errors.ndjson", { file: 'no json\n\n{"status":"ACTIVE"}\n' });
  expect(lines.map(({ row, field }) => `${String(row)} ${String(field)}`)).toEqual([
    "1 null",
    "2 customerIdentifier",
    "2 merchantAccountKey",
    "2 productKey",
  ]);
});
