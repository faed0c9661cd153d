// A world of sales, and a book in which differences of every kind are planted: exactly they are found; and when the
// suggested calls are made, the same book is clean, but for what no call of the reseller's repairs.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { entitled, read, verb, type Body } from "../../support/api";
import { bookCsv, lineOf, reconciled, stored, type Line } from "../../support/book";
import { ended, started } from "../../support/jobs";

/** How an entitlement comes to be, and what the book has of it instead. */
interface Plant {
  have: "ACTIVE" | "SUSPENDED" | "ACTIVE-ENDING" | "CANCELLED" | "PENDING";
  /** What the book says. */
  line: (truth: Line) => Line | null;
  /** Its class, at first and when the calls are made; null where nothing is said of it. */
  classes: [first: string, then: string | null];
  /** The row stands twice. */
  again?: true;
}

const same = (truth: Line): Line => truth;
const says =
  (changes: Line) =>
  (truth: Line): Line => ({ ...truth, ...changes });
const differs = (have: Plant["have"], changes: Line, kind: string, then = "OK"): Plant => ({
  have,
  line: says(changes),
  classes: [kind, then],
});
const status = (have: Plant["have"], Status: string, then = "OK"): Plant =>
  differs(have, { Status }, "STATUS_DIFFERS", then);

const PLANTS: readonly Plant[] = [
  ...(["ACTIVE", "SUSPENDED", "ACTIVE-ENDING", "CANCELLED", "PENDING"] as const).map((have): Plant => ({
    have,
    line: same,
    classes: ["OK", "OK"],
  })),
  status("ACTIVE", "SUSPENDED"),
  status("ACTIVE", "CANCELLED"),
  status("ACTIVE", "REVOKED"),
  status("SUSPENDED", "ACTIVE"),
  status("SUSPENDED", "REVOKED"),
  status("ACTIVE-ENDING", "ACTIVE"),
  status("ACTIVE-ENDING", "SUSPENDED"),
  status("PENDING", "CANCELLED"),
  status("PENDING", "ACTIVE", "STATUS_DIFFERS"),
  status("CANCELLED", "ACTIVE", "STATUS_DIFFERS"),
  differs("ACTIVE", { ProductKey: "MUSIC_CODE" }, "PRODUCT_DIFFERS"),
  differs("ACTIVE", { OfferKey: "BUNDLE" }, "PRODUCT_DIFFERS"),
  differs("SUSPENDED", { ProductKey: "MUSIC_CODE" }, "PRODUCT_DIFFERS", "PRODUCT_DIFFERS"),
  differs("ACTIVE", { MerchantAccountKey: "VIDEO" }, "PRODUCT_DIFFERS", "PRODUCT_DIFFERS"),
  differs("ACTIVE", { CustomerIdentifier: "+" }, "CUSTOMER_DIFFERS"),
  differs("SUSPENDED", { CustomerIdentifier: "+" }, "CUSTOMER_DIFFERS"),
  differs("ACTIVE", { Status: "SUSPENDED", ProductKey: "MUSIC_CODE" }, "SEVERAL_DIFFER"),
  differs(
    "ACTIVE-ENDING",
    { Status: "SUSPENDED", OfferKey: "BUNDLE", CustomerIdentifier: "+" },
    "SEVERAL_DIFFER",
  ),
  differs("ACTIVE", { Status: "CANCELLED", CustomerIdentifier: "+" }, "SEVERAL_DIFFER"),
  differs("ACTIVE", { Status: "REVOKED", ProductKey: "MUSIC_CODE" }, "SEVERAL_DIFFER", "PRODUCT_DIFFERS"),
  // It stands in the book, so it is not missing.
  differs("ACTIVE", { Status: "" }, "MALFORMED", "MALFORMED"),
  differs("SUSPENDED", { EndDate: "soon", ProductKey: "" }, "MALFORMED", "MALFORMED"),
  differs(
    "ACTIVE",
    { EntitlementId: "00000000-0000-8000-8000-000000000000" },
    "MISSING_HERE",
    "MISSING_HERE",
  ),
  { have: "ACTIVE", line: () => null, classes: ["MISSING_THERE", null] },
  { have: "ACTIVE-ENDING", line: () => null, classes: ["MISSING_THERE", "MISSING_THERE"] },
  { have: "ACTIVE", line: same, classes: ["OK", "OK"], again: true },
];
/** Rows that do not stand for the entitlement, which is missing there then, and ended. */
const ASTRAY = ["MISSING_HERE"];

async function made({ have }: Plant): Promise<Body> {
  const { entitlementId } = await entitled({ productKey: have === "PENDING" ? "MUSIC" : "MUSIC_INSTANT" });
  if (have === "SUSPENDED") await verb("suspend", entitlementId);
  if (have === "CANCELLED") await verb("cancel", entitlementId);
  if (have === "ACTIVE-ENDING")
    await verb("cancel", entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });
  return read(entitlementId);
}

/** The book, and what is to be said of it first and then. */
function planted(plants: readonly Plant[], records: readonly Body[]) {
  const lines: Line[] = [];
  const expected: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const [number, { line: lineFor, classes, again }] of plants.entries()) {
    const record = records[number] ?? ({} as Body);
    const line = lineFor(lineOf(record));
    const own =
      line?.["CustomerIdentifier"] === "+" ? { CustomerIdentifier: `moved-${record.entitlementId}` } : {};
    if (line?.["EntitlementId"]?.endsWith("-000000000000"))
      line["EntitlementId"] = `00000000-0000-8000-8000-${number.toString(16).padStart(11, "0")}f`;
    if (line !== null) lines.push({ ...line, ...own });
    const name = line === null ? record.entitlementId : String(lines.length);
    for (const run of [0, 1] as const) {
      const kind = classes[run];
      if (kind !== null) expected[run][name] = kind;
    }
    if (ASTRAY.includes(classes[0])) expected[0][record.entitlementId] = "MISSING_THERE";
    if (again && line !== null) {
      lines.push(line);
      for (const run of expected) run[String(lines.length)] = "DUPLICATE";
    }
  }
  return { lines, expected };
}

/** Every kind at least once in the first world, in any order; any of them any number of times in more. */
const wholeBook = fc.shuffledSubarray([...PLANTS], { minLength: PLANTS.length });

it("finds exactly what was planted, and is clean when its calls are made", { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(wholeBook, async (plants) => {
    const records = await Promise.all(plants.map(made));
    await stored(records);
    const { lines, expected } = planted(plants, records);
    const book = bookCsv(lines);
    const first = await reconciled(book);
    expect(first.classes).toEqual(expected[0]);
    const query = `of=${String(first.job["jobId"])}&dryRun=false&what=all&callsPerSecond=100`;
    const repair = await ended(await started("repair", { query }));
    expect(repair["counts"]).toMatchObject({ read: first.calls.length, done: first.calls.length });
    const current = await Promise.all(records.map(({ entitlementId }) => read(entitlementId)));
    await stored(current);
    expect((await reconciled(book)).classes).toEqual(expected[1]);
    // So that the next book need not have them.
    for (const { entitlementId } of current) await verb("revoke", entitlementId);
    await stored(await Promise.all(records.map(({ entitlementId }) => read(entitlementId))));
  });
  await fc.assert(property, { numRuns: env.TEST_BOOKS, endOnFailure: true });
});
