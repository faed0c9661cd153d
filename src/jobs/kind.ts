// What a kind of job is: the contract between the chain of steps, which is the same for all, and the work, which is not.
//
// The chain keeps the cursor, the counts and the schedule, reads the file in portions, writes results and repeats what
// died. A step is stateless: what it returns is everything that the next one knows. It may run twice (a worker that died,
// or one that was thought dead), so what it does to the world has to be idempotent: `keyOf(row)` for calls, and nothing
// else that counts twice. Of two runs of a step only one is accepted, with its counts and its parts.
import type * as z from "zod";
import type { Issue } from "../shared/issues";
import type { Json } from "../shared/json";
import type { Position, Rows } from "./rows";

/** Whose a job is; a platform's own (an operator's) belongs to no environment. */
export interface Owner {
  party: "RESELLER" | "MERCHANT" | "OPERATOR";
  key: string;
  environment: "sandbox" | "live" | null;
}

/** Who has started it: the owner itself, or an operator on its behalf. */
export interface Starter {
  party: Owner["party"];
  name: string;
  credentialId: string;
  /** The host vouched for it (docs/embedding.md): there is no credential that could be revoked. */
  isVouched?: true;
}

export type Format = "csv" | "ndjson";

/** The file that a job works on. */
export interface Upload {
  /** Its key in the bucket. */
  key: string;
  format: Format;
  bytes: number;
  /** Without the header and empty lines. */
  rows: number;
}

/** What a step may know of its job. */
export interface JobFacts {
  id: string;
  owner: Owner;
  by: Starter;
  /** What the kind's schema made of the query, or what the job was started with. */
  options: Json;
  dryRun: boolean;
  upload: Upload | null;
  /** Epoch milliseconds. */
  created: number;
}

/** What is added up over a job; everything begins at 0. */
export interface Counts {
  /** Rows of the file that were looked at; the percentage comes from it unless a step says otherwise. */
  read: number;
  /** Of those (or, without a file, of whatever the kind counts) that had the effect that was wanted. */
  done: number;
  /** How many rows ended how, by the kind's own words. */
  outcomes: Record<string, number>;
}

/** Lines that are added to a result. Without the header, each with its line end. */
export interface Part {
  rows: number;
  text: string;
}

export interface StepResult {
  /** Where the next step begins, a few KiB at most; null after the last one. */
  cursor: Json;
  /** What this step adds. */
  counts?: Partial<Counts>;
  /**
   * What this step adds to results, by name. A name that the kind does not declare is scratch: nobody sees it, later
   * steps read it with `context.parts`, and it goes when the job has ended.
   */
  parts?: Record<string, Part>;
  /** 0 to 100, where rows of the file do not say it. */
  percent?: number;
  /** The next step does not begin before this: epoch milliseconds. Absent: at once. */
  notBefore?: number;
  /** Ends the job as FAILED, in words for its owner; counts and parts of this step still count. */
  failed?: string;
}

/** An answer to a call that a step made. */
export interface Called {
  status: number;
  /** `responseCode` and whatever else the API answers. */
  body: { [member: string]: Json };
}

export interface StepContext {
  env: Env;
  job: JobFacts;
  /** Steps that were accepted before. */
  step: number;
  /** When to return at the latest, with a cursor where to go on: epoch milliseconds by `clock`. */
  until: number;
  /** The next rows of the file: about 1 MiB of them, or so many. Null begins at the beginning. */
  rows: (from: Position | null, most?: number) => Promise<Rows>;
  /** Accepted parts of a name in their order, of this job or of another one of the same owner. */
  parts: (name: string, jobId?: string) => AsyncIterable<R2ObjectBody>;
  /** Only where those parts lie. */
  partKeys: (name: string, jobId?: string) => Promise<string[]>;
  /**
   * The API in process, as the job's owner; a key makes the call's repetition harmless. Throws once the step was given up
   * or is another worker's, so that nothing of it begins beside the next run.
   */
  call: (
    method: string,
    path: string,
    body: Json | undefined,
    key: string | null,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Called>;
  /** The idempotency key of a row in this job. */
  keyOf: (row: number) => string;
}

/** A result that people download as one file. */
export interface Result {
  /** `rows.csv`, `errors.ndjson`: the ending says what it is. */
  name: string;
  /** One short sentence. */
  about: string;
  /** The header of a CSV; absent for NDJSON. */
  columns?: readonly string[];
}

/** A field of the console's form; its name is that of the query parameter. */
export interface OptionField {
  name: string;
  label: string;
  help?: string;
  /** To choose from; absent for a text. The first is what is meant where nothing is said. */
  choices?: readonly string[];
}

export interface JobKind {
  /** As in `?kind=`. */
  name: string;
  /** For people: a name, and a sentence that says what it does. */
  title: string;
  about: string;
  /** Whose jobs they can be. An operator starts them for resellers and merchants; its own only with `OPERATOR`. */
  parties: readonly Owner["party"][];
  /** What is meant where the query does not say; null: there is no dry run. */
  dryRun: boolean | null;
  /** The query beside `kind`, `dryRun` and whom an operator names; built when it is needed. */
  options: () => z.ZodType;
  /** The same for the form. */
  fields: readonly OptionField[];
  /** What the file may be; null: none is sent. */
  file: FileTerms | null;
  results: readonly Result[];
  /** What may be done with what it has found: another kind, and its option that takes this job's id. */
  followUp?: { kind: string; option: string; label: string };
  /** Why it is not to be started like this: the field and a sentence. Asked before the file is read; absent: it always is. */
  refusal?: (
    start: Omit<JobFacts, "id" | "created" | "upload">,
    env: Env,
  ) => Promise<Issue | null> | Issue | null;
  /** Options that nobody is shown, and that are forgotten when the job has ended. */
  forgets?: readonly string[];
  /** Does a piece of the work, of seconds rather than minutes. What it throws is tried again, later. */
  step: (context: StepContext, cursor: Json) => Promise<StepResult>;
}

export interface FileTerms {
  formats: readonly Format[];
  mostRows: number;
  /** Headings that a CSV has, all of one of these sets and no other, in any order; absent where there is no CSV. */
  columns?: readonly (readonly string[])[];
}
