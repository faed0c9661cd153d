// What the result of a post says about its endpoint as a whole. No answer, 5xx, 408 and 429 speak against it. Any other
// answer that refuses this one notification (3xx, 4xx) shows a living endpoint, which only matters to a probe; what
// the guard refused shows nothing.
import { clock } from "../shared/clock";
import { sha256 } from "../shared/hash";
import type { BreakerEvent } from "./breaker";
import type { AttemptResult } from "./deliver";

/** What an endpoint can be told of a post. */
export type Evidence = Exclude<BreakerEvent, { type: "asked" | "resumed" }>;

interface Posted {
  dispatchId: string;
  url: string;
  probe: boolean;
  /** Of this endpoint, as far as the isolate remembers. */
  lastSuccessAt: number | null;
}

/** How one URL that is gone is told apart from another; no more is kept of it. */
const URL_HASH_LENGTH = 16;

/** Null where there is nothing to tell. */
export async function evidenceOf(
  { ok, status, error, durationMs }: AttemptResult,
  { dispatchId, url, probe, lastSuccessAt }: Posted,
): Promise<Evidence | null> {
  if (error === "REFUSED_BY_GUARD") return probe ? { type: "unused", dispatchId } : null;
  if (status === 410) {
    const urlHash = (await sha256(url)).slice(0, URL_HASH_LENGTH);
    return { type: "gone", dispatchId, lastSuccessAt, urlHash };
  }
  if (!ok && (status === null || status >= 500 || status === 408 || status === 429)) {
    const what = status === null ? (error ?? "no answer") : `HTTP ${status}`;
    return { type: "failed", dispatchId, lastSuccessAt, what, holds: 0 };
  }
  return ok || probe ? { type: "alive", dispatchId, startedAt: clock.now() - durationMs } : null;
}
