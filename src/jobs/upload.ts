// A file on its way into the bucket: measured, counted and fingerprinted as it passes, so that what could never be worked on
// is refused at once and progress has a total. Memory holds one part of it.
import { hex } from "../shared/hash";
import { openFile } from "../reports/file";
import { headingsProblem } from "./cells";
import type { FileTerms, Format, Upload } from "./kind";
import { headingsOf } from "./rows";
import { MOST_ROW_BYTES, scanner, type Scanner } from "./scan";

/** What the platform lets a request carry is little more. */
export const MOST_FILE_BYTES = 95 * 1024 * 1024;

export const CONTENT_TYPES: Record<Format, string> = { csv: "text/csv", ndjson: "application/x-ndjson" };

/** `digest` is the SHA-256 of the bytes. */
export type Stored = { ok: true; upload: Upload; digest: string } | { ok: false; problem: FileProblem };

/** `large`: more bytes than there may be. */
export interface FileProblem {
  kind: "large" | "bad";
  message: string;
}

/** Stores a file under a key; nothing remains of one that is refused. */
export async function storeUpload(
  files: R2Bucket,
  key: string,
  body: ReadableStream<Uint8Array>,
  format: Format,
  terms: FileTerms,
): Promise<Stored> {
  const file = openFile(files, key, { httpMetadata: { contentType: CONTENT_TYPES[format] } });
  try {
    const passed = await pass(body, format, terms, file.write);
    if (passed.problem !== null) {
      await file.abandon();
      return { ok: false, problem: passed.problem };
    }
    const upload = { key, format, bytes: await file.finish(), rows: passed.rows };
    const message = await headerProblem(files, upload, terms);
    if (message === null) return { ok: true, upload, digest: passed.digest };
    await files.delete(key);
    return { ok: false, problem: { kind: "bad", message } };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** The fingerprint of a file that is not stored. */
export async function digestOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const digest = new crypto.DigestStream("SHA-256");
  await body.pipeTo(digest);
  return hex(new Uint8Array(await digest.digest));
}

interface Passed {
  rows: number;
  digest: string;
  problem: FileProblem | null;
}

const refusedFor = (problem: FileProblem): Passed => ({ rows: 0, digest: "", problem });

/** Hands every piece on, and stops reading at the first problem. */
async function pass(
  body: ReadableStream<Uint8Array>,
  format: Format,
  terms: FileTerms,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Passed> {
  const stream = new crypto.DigestStream("SHA-256");
  const digest = stream.digest.then((bytes) => hex(new Uint8Array(bytes))).catch(() => "");
  const writer = stream.getWriter();
  const tally = tallyOf(format, terms);
  for await (const chunk of body) {
    const problem = tally.take(chunk);
    if (problem !== null) {
      await writer.abort();
      return refusedFor(problem);
    }
    await writer.write(chunk);
    await write(chunk);
  }
  await writer.close();
  const problem = tally.finish();
  return problem === null ? { rows: tally.rows(), digest: await digest, problem } : refusedFor(problem);
}

/** Counts what passes, and says what is wrong with it as soon as that is certain. */
function tallyOf(format: Format, { mostRows }: FileTerms) {
  const header = format === "csv" ? 1 : 0;
  let [bytes, records, tooLongAt] = [0, 0, 0];
  const scan = scanner(format, 0, ({ from, to }, isEmpty) => {
    if (isEmpty) return;
    records++;
    if (to - from > MOST_ROW_BYTES) tooLongAt ||= records;
  });
  const problem = (): FileProblem | null => {
    if (bytes > MOST_FILE_BYTES)
      return { kind: "large", message: `The file is larger than ${MOST_FILE_BYTES} bytes.` };
    if (scan.pending() > MOST_ROW_BYTES) tooLongAt ||= records + 1;
    if (tooLongAt > 0) return tooLong(tooLongAt - header, scan);
    if (records - header > mostRows) return bad(`The file has more than ${mostRows} rows: split it.`);
    return null;
  };
  return {
    take: (chunk: Uint8Array): FileProblem | null => {
      scan.feed(chunk);
      bytes += chunk.length;
      return problem();
    },
    finish: (): FileProblem | null => {
      if (scan.isQuoted()) return bad("The file ends within quotes.");
      scan.finish();
      return problem() ?? (records <= header ? bad("The file has no rows.") : null);
    },
    rows: (): number => records - header,
  };
}

function tooLong(row: number, scan: Scanner): FileProblem {
  const which = row < 1 ? "The header" : `Row ${row}`;
  const hint = scan.isQuoted() ? "; is a quote not closed?" : ".";
  return bad(`${which} is longer than ${MOST_ROW_BYTES} bytes${hint}`);
}

const bad = (message: string): FileProblem => ({ kind: "bad", message });

async function headerProblem(
  files: R2Bucket,
  upload: Upload,
  { columns }: FileTerms,
): Promise<string | null> {
  if (upload.format !== "csv" || columns === undefined) return null;
  const headings = await headingsOf(files, upload);
  return headings === null ? "The header cannot be read." : headingsProblem(headings, columns);
}
