// Rows of a file: found wherever the bytes are cut, numbered without a gap, read one by one; and what is refused at the door.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../src/jobs/cells";
import type { FileTerms, Format, Upload } from "../../src/jobs/kind";
import { readRows, type Position, type Row } from "../../src/jobs/rows";
import { MOST_ROW_BYTES, scanner } from "../../src/jobs/scan";
import { MOST_FILE_BYTES, storeUpload, type Stored } from "../../src/jobs/upload";
import { csvOf } from "../../src/reports/render";

const TERMS: FileTerms = { formats: ["csv", "ndjson"], mostRows: 100_000, columns: [["a", "b", "c"]] };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

let files = 0;
const store = (
  content: string | Uint8Array,
  format: Format = "csv",
  terms: Partial<FileTerms> = {},
  pieces = 60_000,
): Promise<Stored> => {
  const bytes = typeof content === "string" ? encode(content) : content;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += pieces) controller.enqueue(bytes.slice(at, at + pieces));
      controller.close();
    },
  });
  return storeUpload(env.FILES, `jobs/test/${++files}`, stream, format, { ...TERMS, ...terms });
};

async function stored(...args: Parameters<typeof store>): Promise<Upload> {
  const result = await store(...args);
  return result.ok ? result.upload : expect.fail(result.problem.message);
}

async function problemOf(...args: Parameters<typeof store>): Promise<string> {
  const result = await store(...args);
  expect(await env.FILES.head(`jobs/test/${files}`)).toBeNull();
  return result.ok ? expect.fail("it was stored") : result.problem.message;
}

async function allRows(upload: Upload, most?: number): Promise<{ rows: Row[]; steps: number }> {
  const rows: Row[] = [];
  let from: Position | null = null;
  for (let steps = 1; ; steps++) {
    const { rows: some, next } = await readRows(env.FILES, upload, from, most);
    rows.push(...some);
    if (next === null) return { rows, steps };
    // A cursor survives being stored.
    from = JSON.parse(JSON.stringify(next));
  }
}

/** A file cut where the scanner says. */
function recordsOf(file: string, pieces: number): string[] {
  const bytes = encode(file);
  const records: string[] = [];
  const scan = scanner("csv", 0, ({ from, to }) =>
    records.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice(from, to))),
  );
  for (let at = 0; at < bytes.length; at += pieces) scan.feed(bytes.slice(at, at + pieces));
  scan.finish();
  return records;
}

const value = fc
  .array(fc.constantFrom("x", "ü", "🎉", '"', ",", "\n", "\r\n", " ", "1"), { maxLength: 6 })
  .map((parts) => parts.join("").trim());
const line = fc.tuple(value, value, value).filter((cells) => cells.some((cell) => cell !== ""));

describe("the rows of a CSV", () => {
  it("are what was written, wherever the bytes are cut and however many a step reads", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (lines, pieces, most, endsWell) => {
          const text = csvOf([["a", "b", "c"], ...lines]);
          const upload = await stored(endsWell ? text : text.slice(0, -2), "csv", {}, pieces);
          const { rows } = await allRows(upload, most);
          expect(rows.map(({ row }) => row)).toEqual(lines.map((_, at) => at + 1));
          expect(rows.map((row) => (row.ok ? Object.values(row.value) : row.message))).toEqual(lines);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it("go on from behind any of them", async () => {
    const upload = await stored('a,b,c\n1,"x\ny",2\n\n3,4,5\n6,7,8');
    const { rows } = await readRows(env.FILES, upload, null);
    for (const { behind, row } of rows.slice(0, -1)) {
      const rest = await readRows(env.FILES, upload, behind);
      expect(rest.rows.map((one) => one.row)).toEqual([1, 2, 3].slice(row));
    }
  });

  it("of a file of several ranges are all there, and empty lines are none", async () => {
    const filler = "z".repeat(900);
    const lines = Array.from({ length: 3_000 }, (_, at) => `${at},"${filler}\n",${at}`);
    const empty = "\n".repeat(1_500_000);
    const upload = await stored(
      `\uFEFFa,b,c\n${lines.slice(0, 2_999).join("\r\n")}\n${empty}${lines[2_999]}`,
    );
    expect(upload.rows).toBe(3_000);
    const { rows, steps } = await allRows(upload);
    expect(steps).toBeGreaterThan(3);
    expect(rows.every((row, at) => row.ok && row.row === at + 1 && row.value["a"] === String(at))).toBe(true);
  });

  it("with quotes within their values are all there", async () => {
    const lines = ['21" TV,1,2', "3,4,5", '6,7,19" TV', 'a"b"c,"d""e,\nf",8', '"f"g,9,10"', '11,12,13"'];
    const { rows } = await allRows(await stored(["a,b,c", ...lines].join("\n")));
    expect(rows.map((row) => (row.ok ? Object.values(row.value) : row.message))).toEqual([
      ['21" TV', "1", "2"],
      ["3", "4", "5"],
      ["6", "7", '19" TV'],
      ['a"b"c', 'd"e,\nf', "8"],
      expect.stringMatching(/quote/i),
      ["11", "12", '13"'],
    ]);
  });

  it("are those of a parser that sees the whole file, whatever quotes are in it", () => {
    const text = fc
      .array(fc.constantFrom("x", "ü", '"', '"', '""', ",", ",", '\n"', "\n", "\r\n", " ", '"a\nb"'), {
        maxLength: 24,
      })
      .chain((parts) => fc.constantFrom("", '"\n"\n', '\uFEFF"\n"\n').map((first) => first + parts.join("")));
    let whole = 0;
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (file, pieces) => {
        const records = recordsOf(file, pieces);
        expect(records.join("")).toBe(file);
        const { data, errors } = Papa.parse<string[]>(file, { delimiter: ",", newline: "\n" });
        if (errors.length > 0) return;
        whole++;
        const read = records.map((record) => cellsOf(record.replace(/\r?\n$/, "")));
        const cells = data.map((row) => row.map((cell) => cell.trim()));
        if (file.endsWith("\n") || file === "") cells.pop();
        expect(read).toEqual(cells.map((row) => ({ ok: true, cells: row })));
      }),
      { numRuns: 3_000, seed: 8 },
    );
    expect(whole).toBeGreaterThan(500);
  });

  it("of which several would be in one are a bad row", () => {
    expect(cellsOf('a,"b"\nc,d')).toEqual({ ok: false, message: expect.stringContaining("2 rows") });
  });

  it("that cannot be read keep their numbers", async () => {
    const bad = new Uint8Array([
      ...encode("a,b,c\n1,2,3\n1,"),
      0xc3,
      0x28,
      ...encode(',3\n1,2\n1,"2"x,3\n4,5,6\n'),
    ]);
    const { rows } = await allRows(await stored(bad));
    expect(rows.map((row) => (row.ok ? row.value["a"] : row.message))).toEqual([
      "1",
      "The row is not valid UTF-8.",
      "The row has 2 values, the header 3.",
      expect.stringMatching(/quote/i),
      "4",
    ]);
  });
});

it("rows of NDJSON are objects, and everything else is a bad row", async () => {
  const upload = await stored('\uFEFF{"a":"x\\ny"}\r\n\n[1]\nnull\n{"a":\n{"b":"\u2028"}', "ndjson");
  const { rows } = await allRows(upload, 2);
  const message = "The row is not a JSON object.";
  expect(rows.map((row) => (row.ok ? row.value : row.message))).toEqual([
    { a: "x\ny" },
    message,
    message,
    message,
    { b: "\u2028" },
  ]);
  expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5]);
});

describe("a file is refused at the door", () => {
  const long = "x".repeat(MOST_ROW_BYTES);
  it.each<[string, string, RegExp]>([
    ["without a header", "", /no rows/],
    ["without rows", "a,b,c\r\n\n", /^The file has no rows\.$/],
    ["without a column", "a,b\n1,2\n", /^The header lacks the column c\. It has to be: a,b,c$/],
    ["with an unknown column", "a,b,c,d\n1,2,3,4\n", /unknown column, d\./],
    ["with a column twice", "a,b,c,c\n1,2,3,4\n", /names the column c twice/],
    ["with other separators", "a;b;c\n1;2;3\n", /lacks the column a/],
    ["with a long row", `a,b,c\n1,2,3\n${long},2,3\n4,5,6\n`, /^Row 2 is longer than 65536 bytes\.$/],
    [
      "with a quote that is not closed",
      `a,b,c\n1,"2,3\n${"4,5,6\n".repeat(15_000)}`,
      /^Row 1 is .*; is a quote/,
    ],
    ["that ends within quotes", 'a,b,c\n1,"2,3\n', /within quotes/],
    ["with a long header", `${long},b\n1,2\n`, /^The header is longer/],
  ])("%s", async (_, text, message) => {
    expect(await problemOf(text)).toMatch(message);
  });

  it("with too many rows, before the rest of it is read", async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        read++;
        controller.enqueue(encode(read === 1 ? "a,b,c\n" : "1,2,3\n".repeat(10)));
      },
    });
    const result = await storeUpload(env.FILES, "jobs/test/endless", endless, "csv", {
      ...TERMS,
      mostRows: 95,
    });
    expect(result).toMatchObject({
      ok: false,
      problem: { kind: "bad", message: expect.stringContaining("95 rows") },
    });
    expect(read).toBeLessThan(20);
    expect(await env.FILES.head("jobs/test/endless")).toBeNull();
  });

  it("where it is larger than any may be, before it is all there", async () => {
    const piece = encode(`${'{"a":1}\n'.repeat(131_072)}`);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += piece.length;
        controller.enqueue(piece);
      },
    });
    const terms = { formats: ["ndjson" as const], mostRows: 100_000_000 };
    const result = await storeUpload(env.FILES, "jobs/test/huge", endless, "ndjson", terms);
    expect(result).toMatchObject({ ok: false, problem: { kind: "large" } });
    expect(sent).toBeLessThan(MOST_FILE_BYTES + 4 * piece.length);
  });
});

it("the scanner holds nothing and says what is open", () => {
  const seen: string[] = [];
  const scan = scanner("csv", 10, ({ from, to }, isEmpty) =>
    seen.push(`${from}-${to}${isEmpty ? " empty" : ""}`),
  );
  for (const byte of encode('a\n\r\n"\n"')) scan.feed(new Uint8Array([byte]));
  expect(seen).toEqual(["10-12", "12-14 empty"]);
  expect([scan.pending(), scan.isQuoted()]).toEqual([3, false]);
  scan.finish();
  expect(seen.at(-1)).toBe("14-17");
});
