// What steps have written, part by part. A part is named by the dispatch that wrote it, and counts only when that dispatch's
// report was accepted: of two runs of a step one is read, whole, whichever came first to the bucket.
import { dispatchOf, partKey, partsFolder } from "./folder";
import type { Part } from "./kind";
import type { JobState } from "./state";

/** Parts that are written at a time. */
const AT_ONCE = 8;

/** Stores what a dispatch adds; answers what to report of it. */
export async function writeParts(
  files: R2Bucket,
  jobId: string,
  dispatch: number,
  parts: Record<string, Part>,
): Promise<Record<string, { rows: number; bytes: number }>> {
  const written: Record<string, { rows: number; bytes: number }> = {};
  const encoder = new TextEncoder();
  const named = Object.entries(parts).filter(([, { text }]) => text !== "");
  for (let at = 0; at < named.length; at += AT_ONCE)
    await Promise.all(
      named.slice(at, at + AT_ONCE).map(async ([name, { rows, text }]) => {
        const bytes = encoder.encode(text);
        await files.put(partKey(await partsFolder(jobId, name), dispatch), bytes);
        written[name] = { rows, bytes: bytes.length };
      }),
    );
  return written;
}

type Known = Pick<JobState, "id" | "through" | "abandoned">;

/** The keys of the parts that count, in their order. */
export async function* acceptedParts(files: R2Bucket, job: Known, name: string): AsyncGenerator<string> {
  const prefix = await partsFolder(job.id, name);
  const abandoned = new Set(job.abandoned);
  let cursor: string | undefined;
  do {
    const page: R2Objects = await files.list({ prefix, ...(cursor !== undefined && { cursor }) });
    for (const { key } of page.objects) {
      const dispatch = dispatchOf(prefix, key);
      if (dispatch <= job.through && !abandoned.has(dispatch)) yield key;
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

/** The parts that count, opened one after the other. */
export async function* readParts(files: R2Bucket, job: Known, name: string): AsyncGenerator<R2ObjectBody> {
  for await (const key of acceptedParts(files, job, name)) {
    const part = await files.get(key);
    if (part === null) throw new Error(`a part of ${name} is gone`);
    yield part;
  }
}
