// CSV as RFC 4180 has it, written and read back in pieces of any size; and the same content as NDJSON.
import { describe, expect, it } from "vitest";
import { decoded, linesOfCsv } from "../../src/reports/recode";
import { csvOf, ndjsonOf } from "../../src/reports/render";
import { streamOf } from "../../src/reports/texts";

const HEADER = ["A", "B"];
const LINES = [
  ["plain", ""],
  ['quo"te', '"'],
  ["com,ma", "semi;colon"],
  ["line\r\nbreak", "\n"],
  [" space ", "=1+1"],
  ["Zoë 🎉 €", "日本"],
  ["", ""],
];

/** A stream that gives so many bytes at a time. */
function inPieces(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

describe("a CSV", () => {
  it("quotes what has to be quoted, doubles quotes, and ends every line with CRLF", () => {
    expect(csvOf([HEADER, ...LINES.slice(0, 4)])).toBe(
      'A,B\r\nplain,\r\n"quo""te",""""\r\n"com,ma",semi;colon\r\n"line\r\nbreak","\n"\r\n',
    );
  });

  it("is empty without lines", () => expect(csvOf([])).toBe(""));

  it("does not change what a spreadsheet would take for a formula", () =>
    expect(csvOf([["=1+1", "-1", "@x"]])).toBe("=1+1,-1,@x\r\n"));

  it.each([1, 2, 3, 7, 1_000])("is read back from pieces of %i bytes", async (size) => {
    const read: string[][] = [];
    for await (const lines of linesOfCsv(decoded(inPieces(csvOf([HEADER, ...LINES]), size))))
      read.push(...lines);
    expect(read).toEqual(LINES);
  });

  it("that ends in the middle of a line is no report", async () => {
    const read = async () => {
      for await (const _ of linesOfCsv(decoded(inPieces('A,B\r\n"cut', 5))));
    };
    await expect(read()).rejects.toThrow("middle of a line");
  });
});

it("NDJSON has the columns' names, null for nothing, numbers for counts", () => {
  expect(ndjsonOf(["ProductKey", "ActiveAtEnd", "EndDate"], [['P"1', "12", ""]])).toBe(
    '{"ProductKey":"P\\"1","ActiveAtEnd":12,"EndDate":null}\n',
  );
});

describe("a stream", () => {
  async function* failing(good: number): AsyncGenerator<string> {
    for (let at = 0; at < good; at++) yield "line\r\n";
    throw new Error("the store is away");
  }

  it.each([0, 1])("that fails after %i texts fails before there is an answer", async (good) => {
    await expect(streamOf(failing(good), "utf-8")).rejects.toThrow("away");
  });

  it("that fails later is broken off, not ended", async () => {
    const stream = await streamOf(failing(3), "utf-8");
    await expect(new Response(stream).text()).rejects.toThrow("away");
  });

  it("ends what it reads from when the reader goes away", async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield "line\r\n";
      } finally {
        isEnded = true;
      }
    }
    const stream = await streamOf(endless(), "windows-1252");
    await stream.cancel();
    expect(isEnded).toBe(true);
  });
});
