// A job as its object keeps it: one value in one row, written back whole. Members of a later release are kept.
import type { Json } from "../shared/json";
import type { Counts, JobFacts } from "./kind";

export const STATES = ["WAITING", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;
/** `WAITING` for its turn; the last three are ends. */
export type Stage = (typeof STATES)[number];

export const JOB_FORMAT = 1;

/**
 * The current step on its way: sent to the queue, taken by a worker, or resting after it failed. A dispatch is taken once
 * at most, so its number tells the parts of one run of a step from those of another.
 */
export interface Dispatch {
  number: number;
  phase: "sent" | "taken" | "resting";
  /** When it is sent, given up or sent again. */
  dueAt: number;
  /** Runs of this step that came to nothing. */
  tries: number;
}

/** What a job is begun with. */
export interface NewJob extends JobFacts {
  kind: string;
  /** Why, where an operator started it. */
  reason: string | null;
  /** SHA-256 of what was asked and of the file: what makes two requests with one key the same. */
  hash: string;
  /** Options that are forgotten at the end. */
  forgets?: readonly string[];
}

export interface JobState extends NewJob {
  format: typeof JOB_FORMAT;
  state: Stage;
  started: number | null;
  ended: number | null;
  /** Where the next step begins; null at the beginning and at the end. */
  cursor: Json;
  /** Accepted steps. */
  step: number;
  dispatch: Dispatch | null;
  /** The last dispatch whose report was accepted; parts of later ones do not count yet. */
  through: number;
  /** Dispatches before it that came to nothing: their parts never count. */
  abandoned: number[];
  counts: Counts;
  /** What the last step said, where rows do not. */
  percent: number | null;
  /** Accepted parts by name, scratch included. */
  parts: Record<string, { rows: number; bytes: number }>;
  /** Why it failed, in words for its owner. */
  message: string | null;
  /** It ends after the step that is under way. */
  cancelling: boolean;
  /** The state that the list in the query store has; an end, once what the job has left behind is gone as well. */
  listed: Stage | null;
}

/** A job that nobody has heard of yet. */
export const newState = (job: NewJob): JobState => ({
  ...job,
  format: JOB_FORMAT,
  state: "WAITING",
  started: null,
  ended: null,
  cursor: null,
  step: 0,
  dispatch: null,
  through: 0,
  abandoned: [],
  counts: { read: 0, done: 0, outcomes: {} },
  percent: null,
  parts: {},
  message: null,
  cancelling: false,
  listed: null,
});

/** What of a job's options may be seen, and remains. */
export const visibleOptions = ({ options, forgets = [] }: Pick<JobState, "options" | "forgets">): Json =>
  typeof options !== "object" || options === null || Array.isArray(options)
    ? options
    : Object.fromEntries(Object.entries(options).filter(([name]) => !forgets.includes(name)));

/** The fingerprint of an order whose options are forgotten: from it they could be guessed. */
const FORGOTTEN = "";

/** A job that has ended, without what it is to forget then. */
export const forgetful = (state: JobState): JobState =>
  state.forgets ? { ...state, options: visibleOptions(state), hash: FORGOTTEN } : state;

/** Whether an order with this fingerprint is the job's own again; where that is forgotten the key alone says so. */
export const isRepetition = ({ hash }: Pick<JobState, "hash">, ofAnother: string): boolean =>
  hash === ofAnother || hash === FORGOTTEN;

export const hasEnded = ({ state }: Pick<JobState, "state">): boolean =>
  state !== "WAITING" && state !== "RUNNING";
