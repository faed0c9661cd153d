// A job as its owner sees it: what was asked, and how it stands.
import type { Environment } from "./record";

export interface Job {
  jobId: string;
  kind: string;
  /** `WAITING` for its turn; `DONE`, `FAILED` and `CANCELLED` are ends. */
  state: "WAITING" | "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  /** It ends after the step that is under way. */
  cancelling: boolean;
  /** Why it failed. */
  message: string | null;
  /** 100 only when it is done. */
  percent: number;
  counts: {
    /** Of the file; null where there is none. */
    rows: number | null;
    read: number;
    /** With the effect that was wanted. */
    done: number;
    /** How many ended how, by the words of the kind. */
    outcomes: Record<string, number>;
  };
  dryRun: boolean;
  /** What was asked for, with what holds where nothing was said. */
  options: Record<string, unknown>;
  file: { contentType: string; bytes: number; rows: number } | null;
  environment: Environment | null;
  resellerKey: string | null;
  merchantAccountKey: string | null;
  startedBy: { party: "RESELLER" | "MERCHANT" | "OPERATOR"; name: string };
  /** Why an operator started it. */
  reason: string | null;
  dateCreated: string;
  dateStarted: string | null;
  dateEnded: string | null;
  /** When everything of it is deleted. */
  expires: string;
  /** Files that it makes; they grow while it runs. */
  results: JobResult[];
}

/** A file that a job makes. */
export interface JobResult {
  name: string;
  about: string;
  rows: number;
  contentType: string;
  url: string;
}
