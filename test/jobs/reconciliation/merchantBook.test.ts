// A merchant's book beside what is here, its own ids where they are missing, other or shared: whatever the rows are joined
// by, each row of the file and each entitlement is told once, and nothing that the book names is to be ended.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { entitled, MUSIC, read, tell, verb, type Body } from "../../support/api";
import { bookCsv, reconciled, stored, type Line } from "../../support/book";
import { ended, started } from "../../support/jobs";

/** What the merchant is known to call each of some entitlements, and the rows that its book has of them. */
interface Plant {
  name: string;
  /** Null: we were never told. */
  here: (string | null)[];
  /** By the ids of the entitlements. */
  rows: (...ids: string[]) => Line[];
  /** By what the books are joined by: the classes of the rows, and of entitlements (`e0`, `e1`) that are told beside them. */
  byMerchantId: [string[], Record<string, string>?];
  byOurId: [string[], Record<string, string>?];
  /** How many of the entitlements a repair of everything changes, joined by the merchant's ids. */
  calls?: number;
}

const row = (MerchantEntitlementId: string, EntitlementId = "", more: Line = {}): Line => ({
  MerchantEntitlementId,
  EntitlementId,
  ...more,
});
const missing = { e0: "MISSING_THERE" };

const PLANTS: readonly Plant[] = [
  {
    name: "both ids are equal",
    here: ["M"],
    rows: (e) => [row("M", e)],
    byMerchantId: [["OK"]],
    byOurId: [["OK"]],
  },
  {
    name: "the book has only the merchant's",
    here: ["M"],
    rows: () => [row("M")],
    byMerchantId: [["OK"]],
    byOurId: [["MALFORMED"], missing],
  },
  {
    name: "we were never told the merchant's",
    here: [null],
    rows: (e) => [row("M", e)],
    byMerchantId: [["OK"]],
    byOurId: [["OK"]],
  },
  {
    name: "we know another one of the merchant's",
    here: ["M"],
    rows: (e) => [row("N", e)],
    byMerchantId: [["OK"]],
    byOurId: [["OK"]],
  },
  {
    name: "we were never told, and the status differs",
    here: [null],
    rows: (e) => [row("M", e, { Status: "SUSPENDED" })],
    byMerchantId: [["STATUS_DIFFERS"]],
    byOurId: [["STATUS_DIFFERS"]],
    calls: 1,
  },
  {
    name: "the merchant calls it as we do",
    here: [null],
    rows: (e) => [row(e)],
    byMerchantId: [["OK"]],
    byOurId: [["MALFORMED"], missing],
  },
  {
    name: "the merchant calls it as we do, in capitals, and we know another name",
    here: ["M"],
    rows: (e) => [row(e.toUpperCase())],
    byMerchantId: [["OK"]],
    byOurId: [["MALFORMED"], missing],
  },
  {
    name: "a second row names it under an id that nobody knows",
    here: ["M"],
    rows: (e) => [row("M", e), row("N", e)],
    byMerchantId: [["OK", "MISSING_HERE"]],
    byOurId: [["DUPLICATE", "DUPLICATE"]],
  },
  {
    name: "two rows name it under ids that nobody knows",
    here: [null],
    rows: (e) => [row("N", e), row("O", e)],
    byMerchantId: [["DUPLICATE", "DUPLICATE"]],
    byOurId: [["DUPLICATE", "DUPLICATE"]],
  },
  {
    name: "the same row twice, under an id that nobody knows",
    here: [null],
    rows: (e) => [row("N", e), row("N", e)],
    byMerchantId: [["OK", "DUPLICATE"]],
    byOurId: [["OK", "DUPLICATE"]],
  },
  {
    name: "two have one id of the merchant's, and the row says which it is",
    here: ["M", "M"],
    rows: (e) => [row("M", e)],
    byMerchantId: [["OK"], { e1: "MISSING_THERE" }],
    byOurId: [["OK"], { e1: "MISSING_THERE" }],
    calls: 1,
  },
  {
    name: "two have one id of the merchant's, and the book has both",
    here: ["M", "M"],
    rows: (e, other) => [row("M", e), row("M", other)],
    byMerchantId: [["DUPLICATE", "DUPLICATE"]],
    byOurId: [["OK", "OK"]],
  },
  {
    name: "two have one id of the merchant's, which stands in the book twice",
    here: ["M", "M"],
    rows: () => [row("M"), row("M")],
    byMerchantId: [["OK", "DUPLICATE"]],
    byOurId: [["MALFORMED", "MALFORMED"], { e0: "MISSING_THERE", e1: "MISSING_THERE" }],
  },
  {
    name: "the row's two ids are of two entitlements",
    here: [null, "M"],
    rows: (e) => [row("M", e)],
    byMerchantId: [["OK"], missing],
    byOurId: [["OK"], { e1: "MISSING_THERE" }],
  },
  {
    name: "its row cannot be read, but for the merchant's id",
    here: ["M"],
    rows: () => [row("M", "", { Status: "?" })],
    byMerchantId: [["MALFORMED"]],
    byOurId: [["MALFORMED"], missing],
  },
  {
    name: "its row cannot be read, but for our id",
    here: ["M"],
    rows: (e) => [row("", e, { Status: "?" })],
    byMerchantId: [["MALFORMED"]],
    byOurId: [["MALFORMED"]],
  },
  {
    name: "the book does not have it",
    here: [null],
    rows: () => [],
    byMerchantId: [[], missing],
    byOurId: [[], missing],
    calls: 1,
  },
];

const plantOf = (wanted: string): Plant => {
  const found = PLANTS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no ${wanted}`);
  return found;
};

const TERMS = { as: MUSIC, root: "/merchant/v1" };

type JoinedBy = "merchantEntitlementId" | "entitlementId";
type Made = Plant & { records: Body[] };

let numbers = 0;

/** The plant's entitlements, and its ids of the merchant's made into ones that nobody else has or had. */
async function made(plant: Plant): Promise<Made> {
  const number = ++numbers;
  const own = (id: string): string => (/^[A-Z]$/.test(id) ? `${id}-${number}` : id);
  const records: Body[] = [];
  for (const id of plant.here) {
    const { entitlementId } = await entitled({ productKey: "MUSIC" });
    await tell("activate", entitlementId, id === null ? {} : { merchantEntitlementId: own(id) });
    records.push(await read(entitlementId));
  }
  const rows = (...ids: string[]): Line[] =>
    plant.rows(...ids).map((line) => ({
      Status: "ACTIVE",
      ProductKey: "MUSIC",
      ...line,
      MerchantEntitlementId: own(line["MerchantEntitlementId"] ?? ""),
    }));
  return { ...plant, rows, records };
}

/** The book, and the class of each of its rows and of what it has not. */
function planted(plants: readonly Made[], by: JoinedBy) {
  const lines: Line[] = [];
  const expected: Record<string, string> = {};
  for (const { rows, records, byMerchantId, byOurId } of plants) {
    const ids = records.map(({ entitlementId }) => entitlementId);
    const [classes, beside = {}] = by === "entitlementId" ? byOurId : byMerchantId;
    for (const [at, line] of rows(...ids).entries()) {
      lines.push(line);
      expected[lines.length] = classes[at] ?? "";
    }
    for (const [name, kind] of Object.entries(beside)) expected[ids[Number(name.slice(1))] ?? ""] = kind;
  }
  return { lines, expected };
}

const sum = (counts: unknown): number =>
  Object.values((counts as { outcomes: Record<string, number> }).outcomes).reduce((a, b) => a + b, 0);

/** What says nothing of an entitlement that is here. */
const UNTOLD = ["MISSING_HERE", "DUPLICATE", "MALFORMED"];

async function toldOnce(plants: readonly Made[], by: JoinedBy): Promise<void> {
  const { lines, expected } = planted(plants, by);
  const told = await reconciled(bookCsv(lines, "MERCHANT"), { ...TERMS, query: `joinedBy=${by}` });
  expect(told.classes).toEqual(expected);
  expect(told.rows).toHaveLength(Object.keys(expected).length);
  expect(sum(told.job["counts"])).toBe(told.rows.length);
  const ids = told.rows
    .filter(({ CorrelationResult = "" }) => !UNTOLD.includes(CorrelationResult))
    .map(({ EntitlementId }) => EntitlementId);
  expect([...new Set(ids)]).toEqual(ids);
  expect(ids).not.toContain("");
  if (by === "entitlementId") return;
  const query = `of=${String(told.job["jobId"])}&dryRun=false&what=all&callsPerSecond=100`;
  await ended(await started("repair", { ...TERMS, query }), MUSIC, "/merchant/v1");
  for (const { name, records, calls = 0 } of plants) {
    const after = await Promise.all(records.map(({ entitlementId }) => read(entitlementId)));
    const changed = after.filter(({ version }, at) => version !== records[at]?.version);
    expect([name, changed.length]).toEqual([name, calls]);
  }
}

const wholeBook = fc.shuffledSubarray([...PLANTS], { minLength: PLANTS.length });

it.each(["merchantEntitlementId", "entitlementId"] as const)(
  "tells each row and each entitlement once, joined by %s",
  { timeout: 120_000 },
  async (by) => {
    const property = fc.asyncProperty(wholeBook, async (some) => {
      const plants = await Promise.all(some.map((one) => made(one)));
      const records = plants.flatMap((plant) => plant.records);
      await stored(records);
      try {
        await toldOnce(plants, by);
      } finally {
        // So that the next book need not have them.
        for (const { entitlementId } of records) await verb("revoke", entitlementId);
        await stored(await Promise.all(records.map(({ entitlementId }) => read(entitlementId))));
      }
    });
    await fc.assert(property, { numRuns: env.TEST_BOOKS, endOnFailure: true });
  },
);

it("ends nothing and loses nothing where the query store is behind", async () => {
  const [told, fresh] = await Promise.all([
    made({ ...plantOf("both ids are equal"), rows: () => [row("M")] }),
    made(plantOf("both ids are equal")),
  ]);
  const records = [...told.records, ...fresh.records];
  const [first, second] = records.map(({ entitlementId }) => entitlementId);
  await stored(records);
  await env.DB.prepare("UPDATE entitlement SET merchant_id = NULL WHERE id = ?1").bind(first).run();
  await env.DB.prepare("DELETE FROM entitlement WHERE id = ?1").bind(second).run();
  const { lines } = planted([told, fresh], "merchantEntitlementId");
  const query = "joinedBy=merchantEntitlementId";
  const { classes, calls } = await reconciled(bookCsv(lines, "MERCHANT"), { ...TERMS, query });
  expect(classes).toEqual({ 1: "MISSING_HERE", 2: "OK", [first ?? ""]: "CHANGED_SINCE" });
  expect(calls).toEqual([]);
});
