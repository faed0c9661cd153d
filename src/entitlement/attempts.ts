// The attempts of one notification, as they are reported and as they are kept in its entry.
import { parseRetryAfter } from "../callbacks/schedule";

/** One try, as the consumer reports it. */
export interface AttemptReport {
  /** When the request began. */
  at: number;
  durationMs: number;
  status: number | null;
  error: string | null;
  ok: boolean;
  retryAfter: string | null;
  /** What the endpoint said; absent where a consumer of release 0.1.0 reports. */
  answer?: string | null;
  url: string;
}

/** An attempt as it is kept: what the endpoint said only of the last failures, so that an entry stays small. */
export type AttemptMade = Omit<AttemptReport, "retryAfter"> & {
  /** Made because somebody asked for a repetition. */
  replay?: true;
};

/** Attempts kept of one notification; the oldest go first. */
const MAX_ATTEMPTS = 50;

/** Attempts that keep what the endpoint said: it rarely says something else than the last time. */
const MAX_ANSWERS_KEPT = 3;

/** As the entitlement has it whose clock is ahead: an endpoint that names a date means the real one. */
export function inOwnTime(report: AttemptReport, aheadMs: number, realNow: number): AttemptReport {
  if (aheadMs === 0) return report;
  const waitMs = parseRetryAfter(report.retryAfter, realNow);
  const retryAfter = waitMs === null ? null : String(Math.ceil(waitMs / 1_000));
  return { ...report, at: report.at + aheadMs, retryAfter };
}

/** The attempts with a new one. */
export function withAttempt(attempts: AttemptMade[], report: AttemptReport, replay = false): AttemptMade[] {
  const { retryAfter: _, answer, ...rest } = report;
  const said = report.ok || answer === undefined ? {} : { answer };
  const made: AttemptMade = { ...rest, ...said, ...(replay && { replay }) };
  const all = [...attempts, made].slice(-MAX_ATTEMPTS);
  return all.map(({ answer: kept, ...one }, at) =>
    kept === undefined || at < all.length - MAX_ANSWERS_KEPT ? one : { ...one, answer: kept },
  );
}
