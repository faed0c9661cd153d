// A customer in the files of jobs: taken out without moving a byte, so that whoever reads meanwhile finds everything else
// where it was.
import { describe, expect, it } from "vitest";
import { hiderOf, jobFileKind } from "../../src/jobs/erasure/mask";
import type { Subject } from "../../src/reports/erasure/subject";

const WHOLE = "00000000-0000-8000-8000-00000000000a";
const OTHER = "00000000-0000-8000-8000-00000000000c";

const subject = (customerIdentifier: string): Subject => ({
  scope: { environment: "sandbox", resellerKey: "TELCO" },
  customerIdentifier,
  before: 1,
  whole: new Set([WHOLE]),
  moved: [],
  merchants: [],
  since: 0,
});

const bytes = (text: string): number => new TextEncoder().encode(text).length;

function masked(line: string, customerIdentifier = "ännä+4477"): string | null {
  const text = jobFileKind(subject(customerIdentifier)).erase(line);
  if (text !== null) expect(bytes(text)).toBe(bytes(line));
  return text;
}

describe("the identifier", () => {
  it.each([
    ["as it is", "customer ännä+4477 called", "customer *********** called"],
    ["in an address", "?who=%C3%A4nn%C3%A4%2B4477", "?who=*********************"],
    ["beside others", "ännä+4477,ännä+4478", "***********,ännä+4478"],
  ])("%s", (_, text, hidden) => expect(hiderOf("ännä+4477")(text)).toBe(hidden));

  it("with quotes, as JSON and CSV write them", () => {
    const hide = hiderOf('a"nna');
    expect([hide('{"x":"a\\"nna"}'), hide('1,"a""nna",2'), hide('"{""x"":""a\\""nna""}"')]).toEqual([
      '{"x":"******"}',
      '1,"******",2',
      '"{""x"":""*******""}"',
    ]);
  });

  it("that is short only where it stands for itself", () => {
    expect(hiderOf("12")("12,2026-12-01,1234,x12,(12)")).toBe("**,2026-**-01,1234,x12,(**)");
  });

  it("that looks like a pattern is none", () => expect(hiderOf("a.c|d*")("abc a.c|d*")).toBe("abc ******"));
});

describe("a record", () => {
  it("of an entitlement that is erased is emptied", () => {
    const line = JSON.stringify({ entitlementId: WHOLE, extensionData: { a: "Zanzibar" }, status: "ACTIVE" });
    const text = masked(line) ?? "";
    expect(JSON.parse(text)).toEqual({ entitlementId: WHOLE, extensionData: null, status: "ACTIVE" });
  });

  it("within a record, too; and what is beside it stays", () => {
    const theirs = { entitlementId: OTHER, customerIdentifier: "ännä+4477", activationCode: "Zanzibar" };
    const line = JSON.stringify({ row: 1, before: [theirs, { ...theirs, customerIdentifier: "berta" }] });
    expect(JSON.parse(masked(line) ?? "")).toEqual({
      row: 1,
      before: [
        { entitlementId: OTHER, customerIdentifier: null, activationCode: null },
        { entitlementId: OTHER, customerIdentifier: "berta", activationCode: "Zanzibar" },
      ],
    });
  });

  it("that is shorter than an empty one loses everything", () => {
    const line = JSON.stringify({ entitlementId: WHOLE, activationCode: "" });
    expect(JSON.parse(masked(line) ?? "")).toEqual({});
  });

  it("of a CSV keeps its columns; objects in it are hidden", () => {
    const data = '"{""name"":""Zanzibar""}"';
    expect(masked(`1,${WHOLE},${data}\r`)).toBe(`1,${WHOLE},"${"*".repeat(data.length - 2)}"\r`);
    expect(masked(`1,ännä+4477,${data}\r`)).toBe(`1,***********,"${"*".repeat(data.length - 2)}"\r`);
    expect(masked(`1,${OTHER},${data}\r`)).toBeNull();
  });

  it("that is no JSON after all is only searched for the identifier", () => {
    expect(masked("{ännä+4477")).toBe("{***********");
    expect(masked(`{"entitlementId":"${WHOLE}"`)).toBeNull();
  });
});
