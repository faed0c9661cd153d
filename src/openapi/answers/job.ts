// Jobs as their owners and operators see them.
import * as z from "zod";
import type { JobView } from "../../jobs/view";
import { STATES } from "../../jobs/state";
import { Accepted } from "./envelope";
import { count, Environment, JOB_ID, name, of, prose, time, url, uuid } from "./fields";

const contentType = z.string().meta({ examples: ["text/csv"] });

/** A file that a job makes. */
const result = z.object({
  name: z.string().meta({ description: "Of the file.", examples: ["rows.csv"] }),
  about: prose("What is in it.", 255),
  rows: count("Lines so far, without the header."),
  contentType,
  url: url("Where it is.", 10_000, `https://resale.example.com/v1/jobs/${JOB_ID}/results/rows.csv`),
});

/** A job: what was asked, and how it stands. */
export const Job = of<JobView>()(
  z.object({
    jobId: uuid("Of the job.", JOB_ID),
    kind: z.string().meta({ description: "What it does.", examples: ["batch"] }),
    state: z
      .enum(STATES)
      .meta({ description: "`WAITING`: for its turn. `DONE`, `FAILED` and `CANCELLED` are ends." }),
    cancelling: z.boolean().meta({ description: "It ends after the step that is under way." }),
    message: prose("Why it failed.").nullable(),
    percent: z.int().min(0).max(100).meta({ description: "100 only when it is done." }),
    counts: z.object({
      rows: count("Rows of the file; null where there is none.").nullable(),
      read: count("Those that were looked at."),
      done: count("Those that had the effect that was wanted."),
      outcomes: z
        .record(z.string(), z.int())
        .meta({ description: "How many ended how, by the words of the kind." }),
    }),
    dryRun: z.boolean().meta({ description: "Whether it only says what would be done." }),
    options: z
      .record(z.string(), z.json())
      .meta({ description: "What was asked for, with what holds where nothing was said." }),
    file: z
      .object({ contentType, bytes: count("Its size."), rows: count("Without the header and empty lines.") })
      .nullable()
      .meta({ description: "The file that was sent; null where the kind takes none." }),
    environment: Environment.nullable().meta({ description: "Null: an operator's own." }),
    resellerKey: name("The reseller whose job it is.", "TELCO").nullable(),
    merchantAccountKey: name("The merchant whose job it is.", "MUSIC").nullable(),
    startedBy: z.object({
      party: z.enum(["RESELLER", "MERCHANT", "OPERATOR"]),
      name: name("The key of the organisation.", "TELCO"),
    }),
    reason: prose("Why an operator started it.", 1_000).nullable(),
    dateCreated: time("When it was accepted."),
    dateStarted: time("When its first step began.").nullable(),
    dateEnded: time("When it ended.").nullable(),
    expires: time("When everything of it is deleted."),
    results: z.array(result).meta({ description: "Files that it makes; they grow while it runs." }),
  }),
);

/** A job that begins. */
export const JobAccepted = z.intersection(Accepted, Job);
