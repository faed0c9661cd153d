// Files of codes as merchants send them, and as they should not.
import { describe, expect, it } from "vitest";
import { MOST_CODES, portionsOf, readVouchers } from "../../src/vouchers/load";

/** The codes of a file that can be read. */
function read(csv: string): unknown {
  const reading = readVouchers(csv);
  if (reading.kind === "bad") throw new Error(JSON.stringify(reading.problems));
  return reading.vouchers;
}

/** `line 3: code is missing`, one per problem. */
function problems(csv: string): string[] {
  const reading = readVouchers(csv);
  return reading.kind === "read"
    ? []
    : reading.problems.map(({ line, message }) => `line ${line}: ${message}`);
}

const plain = (...codes: string[]) => codes.map((code) => ({ code, expiry: null }));

describe("a file of codes", () => {
  it.each([
    ["with one column", "code\nA1\nB2\n", plain("A1", "B2")],
    ["without a line break at its end", "code\nA1\nB2", plain("A1", "B2")],
    ["with CRLF", "code\r\nA1\r\nB2\r\n", plain("A1", "B2")],
    ["with line breaks of both kinds", "code\nA1\r\nB2\rC3", plain("A1", "B2", "C3")],
    ["with a byte order mark", "\uFEFFcode\nA1", plain("A1")],
    ["with quotes", '"code"\n"A1"\r\n"B,2"\n"C""3"', plain("A1", "B,2", 'C"3')],
    ["with blank lines", "\n\ncode\n\nA1\n   \n\nB2\n\n", plain("A1", "B2")],
    ["with rows that a spreadsheet left empty", "code,expiryDate\nA1,\n,\n", plain("A1")],
    ["with spaces around values", "code , expiryDate\n A1 ,  \n", plain("A1")],
    ["with a header only", "code\n", []],
    ["with codes that look like numbers", "code\n007\n1e5", plain("007", "1e5")],
    ["with a line shorter than its header", "code,expiryDate\nA1", plain("A1")],
    ["with codes twice, which is the stock's business", "code\nA1\nA1", plain("A1", "A1")],
  ])("%s", (_, csv, vouchers) => expect(read(csv)).toEqual(vouchers));

  it("says until when a code is good: through a day of UTC, or until a time", () => {
    const csv = "expiryDate,code\n2030-01-31,A\n2030-01-31T12:00:00+02:00,B\n2030-01-31T12:00Z,C\n,D";
    expect(read(csv)).toEqual([
      { code: "A", expiry: Date.UTC(2030, 1, 1) },
      { code: "B", expiry: Date.UTC(2030, 0, 31, 10) },
      { code: "C", expiry: Date.UTC(2030, 0, 31, 12) },
      { code: "D", expiry: null },
    ]);
  });
});

describe("a file that cannot be taken", () => {
  it.each([
    ["empty", "", ["line 1: the header row is missing"]],
    ["blank", "\n \n", ["line 1: the header row is missing"]],
    [
      "without a header",
      "A1\nB2",
      ["line 1: the header has an unknown column; known are code and expiryDate"],
    ],
    ["without codes", "expiryDate\n2030-01-01", ["line 1: the header has no column code"]],
    ["with a misspelt column", "code,expirydate\nA,", [expect.stringContaining("unknown column")]],
    ["with a column twice", "code,code\nA,B", ["line 1: the header names a column twice"]],
    ["with another separator", "code;expiryDate\nA;", [expect.stringContaining("unknown column")]],
    ["with a code missing", "code,expiryDate\n,2030-01-01", ["line 2: code is missing"]],
    [
      "with a day that is none",
      "code,expiryDate\nA,2030-02-30",
      [expect.stringMatching(/^line 2: expiryDate/)],
    ],
    [
      "with a time without offset",
      "code,expiryDate\nA,2030-01-01T00:00",
      [expect.stringMatching(/^line 2: expiry/)],
    ],
    ["with a value too many", "code\nA,B", ["line 2: 2 values, but the header has 1"]],
    ["with a code too long", `code\n${"A".repeat(1025)}`, ["line 2: code is longer than 1024 characters"]],
    ["with a control character", "code\nA\u0007", ["line 2: code contains a control character"]],
    ["with a line break in a code", 'code\n"A\nB"', ["line 2: code contains a control character"]],
    ["with a quote that does not end", 'code\nA\n"B\nC', ["line 3: Quoted field unterminated"]],
  ])("%s", (_, csv, expected) => expect(problems(csv)).toEqual(expected));

  it("is told each bad line by its number, whatever stands between them", () => {
    const csv = 'code,expiryDate\r\n\r\nA,\r\n"B",soon\r\n\r\n"C\r\nD",\r\nE,never\r\n';
    expect(problems(csv).map((problem) => problem.split(":")[0])).toEqual(["line 4", "line 6", "line 8"]);
  });

  it("is told the first problems, not all of them", () => {
    expect(problems(`code,expiryDate\n${"A,soon\n".repeat(1000)}`)).toHaveLength(50);
  });

  it("never has a code in what it is told", () => {
    const told = problems(
      'code,expiryDate\nSECRET,soon\n"SECRET\nSECRET",\nSECRET,,SECRET\n"SECRET"SECRET,\n',
    );
    expect(told).toHaveLength(4);
    expect(told.join()).not.toContain("SECRET");
  });
});

describe("a large file", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => 10_000_000 + at);

  it("is refused beyond what fits into memory", () => {
    expect(problems(`code\n${numbers(MOST_CODES + 1).join("\n")}`)).toEqual([
      `line ${MOST_CODES + 2}: more than ${MOST_CODES} codes: split the file`,
    ]);
    expect(problems(`code\n${numbers(MOST_CODES).join("\n")}`)).toEqual([]);
  });

  it.each([
    ["short codes", numbers(20_000).map(String)],
    ["long codes in three bytes a character", numbers(2_000).map((at) => `${at}${"€".repeat(1000)}`)],
  ])("of %s goes in portions that fit a statement, in order, nothing lost", (_, codes) => {
    const portions = [...portionsOf(plain(...codes))];
    expect(portions.flat()).toEqual(plain(...codes));
    const bytes = portions.map((portion) => new TextEncoder().encode(JSON.stringify(portion)).length);
    expect(Math.max(...bytes)).toBeLessThan(2_000_000);
  });
});
