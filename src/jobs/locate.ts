// The object of a job, by the job's id.
import type { Report } from "./machine";
import type { JobState, NewJob } from "./state";

export type Begun =
  | { kind: "begun" | "replayed"; job: JobState }
  /** The key of this job was used for another one. */
  | { kind: "reused" };

/** What a job's object answers; every answer is plain data. */
export interface JobObject {
  /** Makes sure that what is uploaded for it does not outlive it; answers the job where it has begun before. */
  open(id: string): Promise<JobState | null>;
  begin(job: NewJob): Promise<Begun>;
  view(): Promise<JobState | null>;
  cancel(): Promise<JobState | null>;
  /** A worker takes a dispatch; null where there is nothing to take. */
  take(dispatch: number): Promise<JobState | null>;
  /** The worker still works on it; false where nobody waits for it any more. */
  keep(dispatch: number): Promise<boolean>;
  report(dispatch: number, report: Report): Promise<void>;
  /** Takes a customer's identifier out of what the job was asked and says; false while the job needs it. */
  erase(customerIdentifier: string): Promise<boolean>;
  /** Something may be due. */
  poke(): Promise<void>;
}

export const jobStub = ({ JOB }: Pick<Env, "JOB">, id: string): JobObject =>
  JOB.get(JOB.idFromName(id)) as unknown as JobObject;
