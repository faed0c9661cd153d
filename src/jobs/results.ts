// A result as one file: its header, then its parts, one after the other as they lie in the bucket. Nothing is read into
// memory; the length is known before, so a download that broke off is seen as one.
import { csvOf } from "../reports/render";
import { errorText, log } from "../shared/log";
import type { Result } from "./kind";
import { readParts } from "./parts";
import type { JobState } from "./state";

export function resultStream(
  files: R2Bucket,
  ctx: Pick<ExecutionContext, "waitUntil">,
  job: JobState,
  { name, columns }: Result,
): { stream: ReadableStream<Uint8Array>; bytes: number } {
  const header = new TextEncoder().encode(columns ? csvOf([columns]) : "");
  const bytes = header.length + (job.parts[name]?.bytes ?? 0);
  const { readable, writable } = new FixedLengthStream(bytes);
  ctx.waitUntil(pour(files, job, name, header, writable));
  return { stream: readable, bytes };
}

/** A reader that goes away is no mistake of ours. */
async function pour(
  files: R2Bucket,
  job: JobState,
  name: string,
  header: Uint8Array,
  to: WritableStream<Uint8Array>,
): Promise<void> {
  try {
    const writer = to.getWriter();
    if (header.length > 0) await writer.write(header);
    writer.releaseLock();
    for await (const part of readParts(files, job, name)) await part.body.pipeTo(to, { preventClose: true });
    await to.close();
  } catch (error) {
    log("job.download_broken", { jobId: job.id, error: errorText(error) });
    await to.abort(error).catch(() => undefined);
  }
}
