// A stored file, which is CSV in UTF-8, as something else: read record by record as it arrives.
import Papa from "papaparse";

/** The text of a stream, piece by piece; never half a character. */
export async function* decoded(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The lines of a CSV text that arrives in pieces, without its header. */
export async function* linesOfCsv(texts: AsyncIterable<string>): AsyncGenerator<string[][]> {
  let rest = "";
  let header = 1;
  for await (const text of texts) {
    rest += text;
    const end = endOfRecords(rest);
    if (end === 0) continue;
    const { data } = Papa.parse<string[]>(rest.slice(0, end - 2), { delimiter: ",", newline: "\r\n" });
    rest = rest.slice(end);
    yield data.slice(header);
    header = 0;
  }
  if (rest !== "") throw new Error("a report ends in the middle of a line");
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Behind the last CRLF that is not inside quotes; a quote in a value is two, so whoever counts them is never wrong. */
function endOfRecords(text: string): number {
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === LINE_FEED && !isQuoted) end = at + 1;
  }
  return end;
}
