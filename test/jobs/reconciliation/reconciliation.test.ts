// Books held against what is here, from the upload to the second run that is clean.
import { afterEach, describe, expect, it } from "vitest";
import { call, entitled, MUSIC, read, tell, TELCO, verb, type Body } from "../../support/api";
import { bookCsv, lineOf, reconciled, stored, tableIn, type Line } from "../../support/book";
import { keysOf } from "../../support/bucket";
import { ended, post, resultText, started } from "../../support/jobs";

const UNKNOWN = "00000000-0000-8000-8000-00000000abcd";
const current = (records: readonly Body[], as = TELCO): Promise<Body[]> =>
  Promise.all(
    records.map(({ entitlementId }) =>
      as === TELCO
        ? read(entitlementId)
        : call("GET", `/merchant/v1/entitlement/${entitlementId}`, { as }).then(({ body }) => body),
    ),
  );

/** Sold in the test that runs; they end with it, so that the next book need not have them. */
const living: Body[] = [];
afterEach(() => over(living.splice(0)));

async function sold(count: number, changes: Record<string, unknown> = {}): Promise<Body[]> {
  const records = await Promise.all(Array.from({ length: count }, () => entitled(changes)));
  await stored(records);
  living.push(...records);
  return records;
}

const over = async (records: readonly Body[]): Promise<void> => {
  for (const { entitlementId } of records) await verb("revoke", entitlementId);
  await stored(await current(records));
};

/** Every call of a reconciliation, made. */
async function repaired(of: unknown, query: string, as = TELCO, root = "/v1") {
  const id = await started("repair", { query: `of=${String(of)}&dryRun=false&${query}`, as, root });
  const job = await ended(id, as, root);
  return { job, calls: tableIn(await resultText(id, "calls.csv", as, root)) };
}

describe("a reseller's book", () => {
  it("is told row by row, with both sides' values, and is clean when its calls are made", async () => {
    const records = await sold(8);
    const [same, suspended, plus, moved, both, cancelled, extra, twice] = records;
    const lines = records.map(lineOf);
    const changed = (record: Body | undefined, changes: Line): Line => ({
      ...lines.find((line) => line["EntitlementId"] === record?.entitlementId),
      ...changes,
    });
    const book = [
      changed(same, { CreatedDate: "31/01/2026 00:00:00" }),
      changed(suspended, { Status: "SUSPENDED" }),
      changed(plus, { ProductKey: "MUSIC_CODE" }),
      changed(moved, { CustomerIdentifier: "moved to another" }),
      changed(both, { Status: "SUSPENDED", ProductKey: "MUSIC_CODE" }),
      changed(cancelled, { Status: "CANCELLED" }),
      changed(same, { EntitlementId: UNKNOWN }),
      changed(twice, {}),
      changed(twice, { EntitlementId: twice?.entitlementId.toUpperCase() ?? "" }),
      changed(same, { EntitlementId: "", Status: "ACTIVATED" }),
    ];
    const told = await reconciled(bookCsv(book));
    expect(told.classes).toEqual({
      1: "OK",
      2: "STATUS_DIFFERS",
      3: "PRODUCT_DIFFERS",
      4: "CUSTOMER_DIFFERS",
      5: "SEVERAL_DIFFER",
      6: "STATUS_DIFFERS",
      7: "MISSING_HERE",
      8: "OK",
      9: "DUPLICATE",
      10: "MALFORMED",
      [extra?.entitlementId ?? ""]: "MISSING_THERE",
    });
    expect(told.job["percent"]).toBe(100);
    expect(told.job["counts"]).toMatchObject({
      read: 10,
      done: 2,
      outcomes: { OK: 2, STATUS_DIFFERS: 2, DUPLICATE: 1, MALFORMED: 1, MISSING_HERE: 1, MISSING_THERE: 1 },
    });
    expect(told.differences.find(({ Row }) => Row === "5")).toEqual({
      EntitlementId: both?.entitlementId,
      ExternalEntitlementId: "",
      CorrelationResult: "SEVERAL_DIFFER",
      Row: "5",
      BookProduct: "MUSIC/MUSIC_CODE",
      Product: "MUSIC/MUSIC_INSTANT",
      BookStatus: "SUSPENDED",
      Status: "ACTIVE",
      BookCustomer: "",
      Customer: "",
      Calls: "2",
      Note: "",
    });
    expect(told.differences.find(({ Row }) => Row === "10")?.["Note"]).toBe(
      "Status: Must be one of PENDING, ACTIVE, ACTIVE-ENDING, SUSPENDED, CANCELLED, REVOKED, FAILED. EntitlementId: Must be filled.",
    );
    expect(told.corrections.map(({ row, action }) => [row, action]).sort()).toEqual(
      [2, 3, 4, 5, 6]
        .map((row) => [row, "CHANGE"])
        .concat([[7, "REMOVE"]], [[null, "ADD"]] as never)
        .sort(),
    );
    const added = told.corrections.find(({ action }) => action === "ADD");
    expect(added?.set).toMatchObject({
      entitlementId: extra?.entitlementId,
      status: "ACTIVE",
      dateEnded: null,
    });

    const rehearsal = await started("repair", { query: `of=${String(told.job["jobId"])}&what=all` });
    expect(await ended(rehearsal)).toMatchObject({
      dryRun: true,
      counts: { outcomes: { OK: 6, NOT_ASKED: 1 } },
    });
    expect((await current(records)).map(({ version }) => version)).toEqual(
      records.map(({ version }) => version),
    );

    const { job, calls } = await repaired(told.job["jobId"], "");
    expect(job, JSON.stringify(calls)).toMatchObject({
      state: "DONE",
      counts: { read: 6, done: 6, outcomes: { OK: 6 } },
    });
    await stored(await current(records));
    const kept = await keysOf(`jobs/${String(told.job["jobId"])}/`);
    expect(kept.filter((key) => /\/(?:book|ours|found)\//.test(key))).toEqual([]);
    expect(kept.length).toBeGreaterThan(3);
    const second = await reconciled(bookCsv(book));
    expect(second.classes).toEqual({
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 8].map((row) => [row, "OK"])),
      7: "MISSING_HERE",
      9: "DUPLICATE",
      10: "MALFORMED",
      [extra?.entitlementId ?? ""]: "MISSING_THERE",
    });

    // What the book does not have is ended only when it is asked for by name.
    const end = await repaired(second.job["jobId"], "what=missing");
    expect(end.calls).toMatchObject([{ entitlementId: extra?.entitlementId, status: "CANCELLED" }]);
    await stored(await current(records));
    expect(Object.keys((await reconciled(bookCsv(book))).classes)).toHaveLength(10);
  });

  it("may be NDJSON of records, and large: portions of it follow each other", async () => {
    const records = await sold(3);
    const row = JSON.stringify({ ...records[0], extensionData: { filling: "x".repeat(1_000) } });
    const file = [...records.map((one) => JSON.stringify(one)), ...Array(1_500).fill(row)].join("\n");
    const told = await reconciled(file, { type: "application/x-ndjson" });
    expect(told.job["counts"]).toMatchObject({ read: 1_503, outcomes: { OK: 3, DUPLICATE: 1_500 } });
  });

  it("whose rows contradict each other is not guessed at", async () => {
    const records = await sold(1);
    const line = lineOf(records[0] ?? ({} as Body));
    const told = await reconciled(bookCsv([line, { ...line, Status: "SUSPENDED" }]));
    expect(told.classes).toEqual({ 1: "DUPLICATE", 2: "DUPLICATE" });
    expect(told.calls).toEqual([]);
  });

  it("may be about one merchant only, or be older than what changed since", async () => {
    const records = await sold(2);
    const [first, second] = records.map(lineOf);
    const elsewhere = { ...first, EntitlementId: UNKNOWN, MerchantAccountKey: "VIDEO" };
    const book = bookCsv([{ ...first, Status: "SUSPENDED" }, elsewhere]);
    const told = await reconciled(book, { query: "merchant=MUSIC&asOf=2026-01-01T00:00:00Z" });
    expect(told.classes).toEqual({
      1: "CHANGED_SINCE",
      2: "OTHER_MERCHANT",
      [second?.["EntitlementId"] ?? ""]: "CHANGED_SINCE",
    });
    expect(told.differences).toEqual([]);
    const video = await reconciled(book, { query: "merchant=VIDEO" });
    expect(video.classes).toEqual({ 1: "OTHER_MERCHANT", 2: "MISSING_HERE" });
  });

  it("with everything in it has what has ended, too", async () => {
    const records = await sold(2);
    await over(records);
    const [ended1] = await current(records);
    if (ended1 === undefined) throw new Error("nothing was sold");
    const told = await reconciled(bookCsv([lineOf(ended1)]), { query: "type=all" });
    expect(told.classes[1]).toBe("OK");
    expect(told.classes[records[1]?.entitlementId ?? ""]).toBe("MISSING_THERE");
    expect(told.calls).toEqual([]);
  });

  it("never shows or touches what is somebody else's", async () => {
    const records = await sold(1);
    const line = { ...lineOf(records[0] ?? ({} as Body)), Status: "CANCELLED" };
    const bank = "bank-sandbox:bank-sandbox-secret";
    const told = await reconciled(bookCsv([line]), { as: bank });
    expect(told.classes).toEqual({ 1: "MISSING_HERE" });
  });
});

describe("a merchant's book", () => {
  const merchantLine = (record: Body): Line => ({
    MerchantEntitlementId: String(record["merchantEntitlementId"]),
    SharedCustomerId: String(record["sharedCustomerId"]),
    Status: record.status,
    ResellerKey: "TELCO",
    ProductKey: String(record["productKey"]),
  });
  const terms = { as: MUSIC, root: "/merchant/v1" };

  it("is joined by its own ids where it has no other, and repaired by what a merchant tells", async () => {
    const records = await sold(4);
    await sold(1, { productKey: "MUSIC" });
    const views = await current(records, MUSIC);
    const lines = views.map(merchantLine);
    const book = bookCsv(
      [
        { ...lines[0], EndDate: "" },
        { ...lines[1], Status: "CANCELLED" },
        { ...lines[2], ProductKey: "MUSIC_CODE", SharedCustomerId: "" },
        { ...lines[0], MerchantEntitlementId: "M-unknown" },
      ],
      "MERCHANT",
    );
    const query = "joinedBy=merchantEntitlementId";
    const told = await reconciled(book, { ...terms, query });
    expect(told.classes).toEqual({
      1: "OK",
      2: "STATUS_DIFFERS",
      3: "PRODUCT_DIFFERS",
      4: "MISSING_HERE",
      [records[3]?.entitlementId ?? ""]: "MISSING_THERE",
    });
    expect(JSON.stringify(told)).not.toContain(String(records[1]?.["customerIdentifier"]));
    const { job, calls } = await repaired(told.job["jobId"], "what=all", MUSIC, "/merchant/v1");
    expect(job, JSON.stringify(calls)).toMatchObject({
      state: "DONE",
      counts: { done: 3, outcomes: { OK: 3 } },
    });
    await stored(await current(records));
    expect((await reconciled(book, { ...terms, query })).classes).toEqual({
      1: "OK",
      2: "OK",
      3: "OK",
      4: "MISSING_HERE",
    });
  });

  it("has no dry run of its calls, and says so", async () => {
    const records = await sold(1);
    const [view] = await current(records, MUSIC);
    if (view === undefined) throw new Error("nothing was sold");
    const line = { ...merchantLine(view), EntitlementId: view.entitlementId, Status: "REVOKED" };
    const told = await reconciled(bookCsv([line], "MERCHANT"), terms);
    const id = await started("repair", { query: `of=${String(told.job["jobId"])}`, ...terms });
    expect(await ended(id, MUSIC, "/merchant/v1")).toMatchObject({
      counts: { done: 0, outcomes: { NOT_ASKED: 1 } },
    });
    expect((await read(view.entitlementId)).status).toBe("ACTIVE");
  });
});

describe("what cannot be asked for", () => {
  const book = bookCsv([]);
  const line = bookCsv([
    { EntitlementId: UNKNOWN, Status: "ACTIVE", ProductKey: "A", CustomerIdentifier: "B" },
  ]);

  it.each([
    ["type=some", "type"],
    ["asOf=yesterday", "asOf"],
    ["joinedBy=merchantEntitlementId", "joinedBy"],
    ["joinedBy=row", "joinedBy"],
    ["dryRun=true", "dryRun"],
    ["price=1", "price"],
  ])("%s is refused by name", async (query, path) => {
    const { status, body } = await post("reconciliation", { query, file: line });
    expect([status, body.metadata.issues?.[0]?.path]).toEqual([400, path]);
  });

  it("a merchant's filter, in a merchant's own book", async () => {
    const { body } = await post("reconciliation", {
      query: "merchant=MUSIC",
      file: line,
      as: MUSIC,
      root: "/merchant/v1",
    });
    expect(body.metadata.issues?.[0]?.path).toBe("merchant");
  });

  it("a book of the other party's headings, and one that lacks a heading", async () => {
    const theirs = bookCsv([{ Status: "ACTIVE", ProductKey: "A", MerchantEntitlementId: "M" }], "MERCHANT");
    const id = await started("reconciliation", { file: theirs });
    expect(await ended(id)).toMatchObject({
      state: "FAILED",
      message: "The headings are not those of a reseller's book: there is no CustomerIdentifier.",
    });
    const { status } = await post("reconciliation", { file: book.replace("EndDate", "Ended") });
    expect(status).toBe(400);
  });

  it("the repair of what is no finished reconciliation of one's own", async () => {
    const records = await sold(1);
    const told = await reconciled(bookCsv(records.map(lineOf)));
    const id = String(told.job["jobId"]);
    expect(await ended(await started("repair", { query: `of=${id}` }))).toMatchObject({
      state: "DONE",
      counts: { read: 0 },
    });
    const bank = "bank-sandbox:bank-sandbox-secret";
    const foreign = await started("repair", { query: `of=${id}`, as: bank });
    expect(await ended(foreign, bank)).toMatchObject({
      state: "FAILED",
      message: `You have no reconciliation ${id}.`,
    });
    expect((await post("repair", { query: "of=1" })).body.metadata.issues?.[0]?.path).toBe("of");
    expect((await post("repair")).status).toBe(400);
  });

  it("a call on a record that has changed since it was looked at", async () => {
    const records = await sold(1);
    const line1 = { ...lineOf(records[0] ?? ({} as Body)), Status: "CANCELLED" };
    const told = await reconciled(bookCsv([line1]));
    await tell("notify", records[0]?.entitlementId ?? "", { merchantExtensionData: { changed: true } });
    const { job } = await repaired(told.job["jobId"], "");
    expect(job).toMatchObject({
      state: "DONE",
      counts: { done: 0, outcomes: { VERSION_MISMATCH: 1 } },
    });
  });
});
