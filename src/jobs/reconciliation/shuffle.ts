// Rows put into the order of the join: each step of the first two phases writes what it has read as one object, cut into
// partitions by a hash of the id. The object begins with a line that says where its partitions begin, so that a partition
// of the whole job is one range of each object. Everything is ASCII: a character is a byte, here and there.
import type { Json } from "../../shared/json";

/**
 * Grown by so much file there is one partition more, up to the most. Not fewer than a few: what a short book does not have
 * of a million is put down partition by partition.
 */
const PARTITION_BYTES = 1024 * 1024;
const [FEWEST, MOST] = [8, 64];

/** Into how many partitions a book is cut: a share of it has to fit into memory. */
export const partitionsFor = (bytes: number): number =>
  Math.min(MOST, Math.max(FEWEST, Math.ceil(bytes / PARTITION_BYTES)));

/** FNV-1a over UTF-16 units, begun with the job's id: nobody can write a book that falls into one partition. */
export function partitionOf(key: string, jobId: string, partitions: number): number {
  const hash = folded(folded(0x811c9dc5, jobId), key);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8) % partitions;
}

function folded(start: number, text: string): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** JSON in ASCII, without its line end. */
export const asciiJson = (value: Json): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Lines by partition as the text of one object. */
export function shuffled(partitions: readonly (readonly string[])[]): string {
  const texts = partitions.map((lines) => lines.map((line) => `${line}\n`).join(""));
  let at = 0;
  const ends = texts.map((text) => (at += text.length));
  return `${JSON.stringify(ends)}\n${texts.join("")}`;
}

/** Where the partitions of an object lie. */
export interface Layout {
  key: string;
  /** Bytes up to the end of each partition. */
  ends: number[];
}

/** Longer than the first line of any object. */
const HEAD_BYTES = 1_024;

/** The layouts of objects by their beginnings. */
export async function layoutsOf(files: R2Bucket, keys: readonly string[]): Promise<Layout[]> {
  const layouts: Layout[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE)
    layouts.push(...(await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => layoutOf(files, key)))));
  return layouts;
}

async function layoutOf(files: R2Bucket, key: string): Promise<Layout> {
  const head = await textOf(files, { key, range: { offset: 0, length: HEAD_BYTES } });
  const end = head.indexOf("\n");
  const ends: number[] = JSON.parse(head.slice(0, end));
  return { key, ends: [0, ...ends].map((one) => one + end + 1) };
}

/** Ranges that are on their way at a time: a Worker has no more connections. */
const AT_ONCE = 6;

/** The lines of a partition, object by object. */
export async function* partitionLines(
  files: R2Bucket,
  layouts: readonly Layout[],
  partition: number,
): AsyncGenerator<string[]> {
  const ranges = layouts.flatMap(({ key, ends }) => {
    const [offset = 0, end = 0] = [ends[partition], ends[partition + 1]];
    return end > offset ? [{ key, range: { offset, length: end - offset } }] : [];
  });
  for (let at = 0; at < ranges.length; at += AT_ONCE) {
    const texts = await Promise.all(ranges.slice(at, at + AT_ONCE).map((range) => textOf(files, range)));
    for (const text of texts) yield text.trimEnd().split("\n");
  }
}

async function textOf(files: R2Bucket, { key, range }: { key: string; range: R2Range }): Promise<string> {
  const object = await files.get(key, { range });
  if (object === null) throw new Error(`${key} is gone`);
  return object.text();
}
