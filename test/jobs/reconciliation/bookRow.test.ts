// Rows of a book at the door: both formats, both parties, both kinds of dates.
import { describe, expect, it } from "vitest";
import { bookDate } from "../../../src/jobs/reconciliation/bookDate";
import { readRow, type BookTerms } from "../../../src/jobs/reconciliation/bookRow";
import { headingsOf } from "../../../src/jobs/reconciliation/columns";

const RESELLER: BookTerms = { party: "RESELLER", format: "csv", joinedBy: "entitlementId" };
const MERCHANT: BookTerms = { party: "MERCHANT", format: "csv", joinedBy: "merchantEntitlementId" };

const csv = (party: "RESELLER" | "MERCHANT", values: Record<string, string>) => ({
  ...Object.fromEntries(headingsOf(party).map((heading) => [heading, ""])),
  ...values,
});
const ours = { EntitlementId: "00AB", Status: "ACTIVE", ProductKey: "MUSIC", CustomerIdentifier: "+49" };

describe("a date of a book", () => {
  it.each([
    ["31/01/2026 04:05:06", "2026-01-31T04:05:06.000Z"],
    ["31/01/2026", "2026-01-31T00:00:00.000Z"],
    ["2026-01-31T04:05:06.789Z", "2026-01-31T04:05:06.789Z"],
    ["2026-01-31T04:05:06+02:30", "2026-01-31T01:35:06.000Z"],
    ["2026-01-31T04:05-0100", "2026-01-31T05:05:00.000Z"],
    ["2026-01-31 04:05", "2026-01-31T04:05:00.000Z"],
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(new Date(bookDate(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(["01/31/2026", "31/02/2026", "2026-02-30", "2026-01-31T24:00:00Z", "31/01/26", "yesterday", ""])(
    "%j is none",
    (text) => {
      expect(bookDate(text)).toBeNull();
    },
  );
});

describe("a row of a book", () => {
  it("has the reference's headings in its order for a reseller", () => {
    expect(headingsOf("RESELLER").join()).toBe(
      "ExternalEntitlementId,CustomerIdentifier,EntitlementId,Status,MerchantAccountKey,ProductKey,OfferKey,DisplayName," +
        "CreatedDate,ActivatedDate,SuspendedDate,ResumedDate,ExpiryDate,EndDate",
    );
  });

  it("is a few values, whatever was left empty", () => {
    const row = csv("RESELLER", { ...ours, ExternalEntitlementId: "own", EndDate: "01/02/2026 00:00:00" });
    expect(readRow(RESELLER, 7, row)).toEqual({
      book: {
        row: 7,
        key: "00ab",
        entitlementId: "00ab",
        ownId: "own",
        status: "ACTIVE",
        productKey: "MUSIC",
        customer: "+49",
        dateEnded: Date.UTC(2026, 1, 1),
      },
    });
  });

  it("is found by the merchant's own id where its book has no other", () => {
    const row = csv("MERCHANT", { MerchantEntitlementId: "M-1", Status: "ACTIVE", ProductKey: "MUSIC" });
    expect(readRow(MERCHANT, 1, row)).toMatchObject({ book: { key: "M-1", ownId: "M-1" } });
    expect(readRow({ ...MERCHANT, joinedBy: "entitlementId" }, 1, row)).toEqual({
      wrong: "EntitlementId: Must be filled.",
      ownId: "M-1",
    });
  });

  it("may be a record as the API shows it", () => {
    const record = {
      entitlementId: "00ab",
      status: "ACTIVE",
      productKey: "MUSIC",
      customerIdentifier: "+49",
      dateCreated: "2026-01-31T04:05:06.789Z",
      dateEnded: null,
      version: 3,
      extensionData: { a: 1 },
      sharedCustomerId: "not a reseller's column",
    };
    expect(readRow({ ...RESELLER, format: "ndjson" }, 1, record)).toMatchObject({
      book: { key: "00ab", customer: "+49" },
    });
  });

  it.each([
    [{ Status: "active" }, "Status: Must be one of PENDING, ACTIVE"],
    [{ Status: "" }, "Status: Must be filled."],
    [{ ProductKey: "" }, "ProductKey: Must be filled."],
    [{ CustomerIdentifier: "" }, "CustomerIdentifier: Must be filled."],
    [{ EntitlementId: "" }, "EntitlementId: Must be filled."],
    [{ ProductKey: "x".repeat(256) }, "ProductKey: Must be at most 255 characters."],
    [{ SuspendedDate: "2026-13-01" }, "SuspendedDate: Must be dd/MM/yyyy HH:mm:ss (UTC) or ISO 8601."],
  ])("with %j is malformed, and says so by the heading", (change, message) => {
    const read = readRow(RESELLER, 1, csv("RESELLER", { ...ours, ...change }));
    expect("wrong" in read && read.wrong).toContain(message);
  });

  it("still says which it is where something else is malformed", () => {
    const wrong = csv("RESELLER", { ...ours, Status: "?", ExternalEntitlementId: "x".repeat(256) });
    const read = readRow(RESELLER, 1, wrong);
    expect(read).toMatchObject({ entitlementId: "00ab", wrong: expect.stringContaining("Status: Must") });
    expect(read).not.toHaveProperty("ownId");
  });

  it("names every field that is wrong, and the unknown ones of JSON", () => {
    const read = readRow({ ...RESELLER, format: "ndjson" }, 1, { status: 1, price: 2 });
    expect("wrong" in read && read.wrong.split(/(?<=\.) (?=\w+: )/)).toEqual([
      "price: Unknown field.",
      "status: Must be one of PENDING, ACTIVE, ACTIVE-ENDING, SUSPENDED, CANCELLED, REVOKED, FAILED.",
      "productKey: Must be filled.",
      "entitlementId: Must be filled.",
      "customerIdentifier: Must be filled.",
    ]);
  });
});
