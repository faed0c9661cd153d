// A job as its owner and operators see it.
import { iso } from "../shared/clock";
import type { JobKind } from "./kind";
import { kindOf } from "./registry";
import { KEPT_MS } from "./schedule";
import { visibleOptions, type JobState } from "./state";
import { CONTENT_TYPES } from "./upload";

export type JobView = ReturnType<typeof jobView>;

/** `root` is where this reader finds jobs: `https://…/v1/jobs`. */
export function jobView(job: JobState, root: string) {
  const { owner, by, upload, counts } = job;
  const { results = [] } = kindOf(job.kind) ?? {};
  return {
    jobId: job.id,
    kind: job.kind,
    state: job.state,
    cancelling: job.cancelling,
    message: job.message,
    percent: percentOf(job),
    counts: { rows: upload?.rows ?? null, ...counts },
    dryRun: job.dryRun,
    // What is forgotten at the end is not shown before it either.
    options: visibleOptions(job),
    file: upload && { contentType: CONTENT_TYPES[upload.format], bytes: upload.bytes, rows: upload.rows },
    environment: owner.environment,
    resellerKey: owner.party === "RESELLER" ? owner.key : null,
    merchantAccountKey: owner.party === "MERCHANT" ? owner.key : null,
    startedBy: { party: by.party, name: by.name },
    reason: job.reason,
    dateCreated: iso(job.created),
    dateStarted: iso(job.started),
    dateEnded: iso(job.ended),
    expires: iso(job.created + KEPT_MS),
    results: results.map(({ name, about }) => ({
      name,
      about,
      rows: job.parts[name]?.rows ?? 0,
      contentType: contentTypeOf(name),
      url: `${root}/${job.id}/results/${encodeURIComponent(name)}`,
    })),
  };
}

/** Whole numbers; 100 only when it is done. */
function percentOf({ state, percent, counts, upload }: JobState): number {
  if (state === "DONE") return 100;
  const byRows = upload === null ? 0 : (100 * counts.read) / Math.max(upload.rows, 1);
  return Math.min(Math.max(Math.floor(percent ?? byRows), 0), 99);
}

/** By the ending of a result's name. */
export const contentTypeOf = (name: string): string =>
  CONTENT_TYPES[name.endsWith(".csv") ? "csv" : "ndjson"];

/** The result of a kind by its name, or null. */
export const resultOf = (kind: JobKind | null, name: string) =>
  kind?.results.find((result) => result.name === name) ?? null;
