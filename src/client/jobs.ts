// Jobs, whole files at a time: the same calls for a reseller and for a merchant, each below its own root.
import type { Job } from "../wire/job";
import type { Accepted, Answer, Failure } from "./answer";
import type { WriteOptions } from "./input";
import type { Page } from "./reseller";
import { download, send, type CallOptions, type Connection, type Sending } from "./send";
import { at, writing } from "./writing";

/** What a job is to do. */
export interface JobOrder {
  /** `batch`, `reconciliation`, `repair`, `import`, `export`. */
  kind: string;
  /** The options of the kind. */
  options?: Record<string, string | number | boolean>;
  /** Only says what would be done, where the kind can; some do unless told not to. */
  dryRun?: boolean;
  /** In UTF-8. In Node `openAsBlob(path)` reads it as it goes. */
  file?: File["content"];
  /** `text/csv` by default. */
  contentType?: "text/csv" | "application/x-ndjson";
}

type File = NonNullable<Sending["file"]>;

/** Which jobs to list; `limit` up to 50. */
export interface JobsQuery {
  kind?: string;
  state?: Job["state"];
  limit?: number;
  cursor?: string;
}

/** The calls about jobs. */
export interface JobCalls {
  /** Starts one. The same order under the same `idempotencyKey` is the same job. */
  startJob(order: JobOrder, options?: Omit<WriteOptions, "ifMatch">): Promise<Accepted<Job> | Failure>;
  /** One page of your jobs, newest first. */
  jobs(query?: JobsQuery, options?: CallOptions): Promise<Answer<Page<{ jobs: Job[] }>>>;
  /** How it stands. */
  job(jobId: string, options?: CallOptions): Promise<Answer<Job>>;
  /** Ends it after the step that is under way; again it changes nothing. */
  cancelJob(jobId: string, options?: CallOptions): Promise<Answer<Job>>;
  /** A file that it made, as far as it has come; read `response`, as `await response.text()`. */
  jobResult(jobId: string, name: string, options?: CallOptions): Promise<Answer<{ response: Response }>>;
}

/** The calls below a root, `/v1/jobs`. */
export function jobCalls(connection: Connection, root: string): JobCalls {
  const ask = <T>(
    method: "GET" | "POST",
    path: string,
    query: object,
    options: CallOptions | undefined,
  ): Promise<Answer<T>> => send(connection, { method, path, query, idempotencyKey: null }, options);
  return {
    startJob: ({ kind, options: more, dryRun, file: content, contentType = "text/csv" }, options) => {
      const file = content === undefined ? undefined : { content, contentType };
      const query = { kind, ...more, dryRun };
      return send(connection, { ...writing("POST", root, undefined, options), query, file }, options);
    },
    jobs: (query = {}, options) => ask("GET", root, query, options),
    job: (id, options) => ask("GET", root + at(id), {}, options),
    cancelJob: (id, options) => ask("POST", `${root}${at(id)}/cancel`, {}, options),
    jobResult: (id, name, options) => {
      const path = `${root}${at(id)}/results${at(name)}`;
      return download(connection, { method: "GET", path, idempotencyKey: null }, options);
    },
  };
}
