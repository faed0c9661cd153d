// A customer in results of jobs that are CSVs: every column stays where it is.
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { ResultOf } from "../../src/jobs/erasure/mask";
import { KINDS } from "../../src/jobs/registry";
import { csvOf } from "../../src/reports/render";
import { ANNA, masked, MOVED, OTHER, stars, WHOLE } from "../support/masking";

/** A result of a kind, as its party has it, and a line of it as what its columns are. */
const csv = (kind: string, name: string, party: ResultOf["party"]) => {
  const columns =
    KINDS.find((one) => one.name === kind)?.results.find((one) => one.name === name)?.columns ?? [];
  const listed = (values: Record<string, string>): string[] => columns.map((column) => values[column] ?? "");
  return (values: Record<string, string>, becomes: Record<string, string>, customer = ANNA): void => {
    const line = csvOf([listed(values)]).slice(0, -1);
    const text = masked(line, customer, { party, columns });
    expect(Papa.parse(text ?? line).data[0]).toEqual(listed({ ...values, ...becomes }));
    expect(text === null).toBe(Object.keys(becomes).length === 0);
  };
};

describe("a line of a CSV", () => {
  it("of a reseller's differences keeps its columns, and forgets the reseller's own id, too", () => {
    const check = csv("reconciliation", "differences.csv", "RESELLER");
    const line = {
      EntitlementId: WHOLE,
      ExternalEntitlementId: "order-9",
      Row: "7",
      Note: 'says "x", and y',
    };
    const gone = { ExternalEntitlementId: "*******" };
    check(line, gone);
    check(
      { ...line, BookCustomer: "b", Customer: ANNA },
      { ...gone, BookCustomer: "*", Customer: stars(ANNA) },
    );
    check({ ...line, EntitlementId: OTHER, Customer: ANNA }, { ...gone, Customer: stars(ANNA) });
    const others = { ...line, EntitlementId: OTHER, Customer: "berta" };
    check(others, {});
    check({ ...others, BookCustomer: ANNA }, { BookCustomer: stars(ANNA) });
  });

  it("of a merchant's differences forgets the pseudonym, and keeps the merchant's id", () => {
    const check = csv("reconciliation", "differences.csv", "MERCHANT");
    const line = { EntitlementId: WHOLE, ExternalEntitlementId: "M-9", BookCustomer: "p-1", Customer: "p-2" };
    const gone = { BookCustomer: "***", Customer: "***" };
    check(line, gone);
    const made = `M-${ANNA}`;
    check({ ...line, ExternalEntitlementId: made }, { ...gone, ExternalEntitlementId: stars(made) });
    check({ ...line, EntitlementId: OTHER }, {});
  });

  it("of an export forgets the customer, or the pseudonym, and the data", () => {
    const data = { ExtensionDataFormat: "JSON", ExtensionData: '{"name":"Zanzibar"}' };
    const gone = { ExtensionData: stars('{""name"":""Zanzibar""}') };
    for (const party of ["RESELLER", "MERCHANT"] as const) {
      const check = csv("export", "entitlements.csv", party);
      const line = {
        BangoEntitlementId: WHOLE,
        ResellerCustomerId: "p-1",
        MerchantEntitlementId: "M-9",
        ...data,
      };
      check(line, { ...gone, ResellerCustomerId: "***" });
      check({ ...line, BangoEntitlementId: OTHER }, {});
    }
    const moved = { BangoEntitlementId: MOVED, ResellerCustomerId: "p-1", ...data };
    const check = csv("export", "entitlements.csv", "MERCHANT");
    check({ ...moved, LastUpdated: "03/10/2026 12:00:00" }, { ...gone, ResellerCustomerId: "***" });
    check({ ...moved, LastUpdated: "05/10/2026 12:00:00" }, {});
  });

  it("of a batch has the identifier neither for an id nor in words, and others' as it was", () => {
    const check = csv("batch", "rows.csv", "RESELLER");
    const line = { row: "44770", entitlementId: "44770", message: "there is no 44770, or 447700900123" };
    check(line, { entitlementId: "*****", message: "there is no *****, or 447700900123" }, "44770");
    check({ row: "1", entitlementId: "447700900123" }, {}, "44770");
    check(
      { row: "1", entitlementId: 'a"nna', message: 'no "a"nna"' },
      {
        entitlementId: "******",
        message: 'no "******"',
      },
      'a"nna',
    );
  });

  it("of a kind that is not known is searched for the identifier", () => {
    expect(masked(`1,,"x, ${ANNA}",${ANNA}\r`)).toBe(`1,,"x, ${stars(ANNA)}",${stars(ANNA)}\r`);
    expect(masked(`1,${WHOLE},x\r`)).toBeNull();
  });
});
