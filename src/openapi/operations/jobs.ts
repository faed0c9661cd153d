// Jobs, for each party under its own root: start one with its file, look at it, end it, get its results.
import { page, success } from "../answers/compose";
import { ENTITLEMENT_ID } from "../answers/fields";
import { Job, JobAccepted } from "../answers/job";
import type { Example, Operation, Tag } from "../operation";

const start = (operationId: string, tag: Tag, examples: Example[]) =>
  ({
    operationId,
    tag,
    description: `The options of the kind stand in the query. A file that cannot be worked on is refused at once; a row that cannot
be read has a bad result. The same key, query and file are the same job, as long as there is the job.`,
    answers: { 202: JobAccepted },
    sends: ["text/csv", "application/x-ndjson"],
    takes: ["X-RequestIdentifier", "Idempotency-Key"],
    gives: ["Location", "Idempotent-Replayed"],
    reasons: ["IDEMPOTENCY_KEY_REUSED"],
    examples,
  }) as const satisfies Operation;

const list = (operationId: string, tag: Tag, query: Record<string, string>) =>
  ({
    operationId,
    tag,
    description: "They are deleted 30 days after they were accepted.",
    answers: { 200: page("jobs", Job) },
    reasons: ["INVALID_CURSOR"],
    examples: [{ summary: "Those that are done", query: { ...query, state: "DONE" }, status: 200 }],
  }) as const satisfies Operation;

const read = (operationId: string, tag: Tag) =>
  ({
    operationId,
    tag,
    description: "Strongly consistent.",
    answers: { 200: success(Job) },
    reasons: ["UNKNOWN_JOB"],
    examples: [{ summary: "Look at it", given: "job", status: 200 }],
  }) as const satisfies Operation;

const cancel = (operationId: string, tag: Tag, body: { body?: { reason: string } }) =>
  ({
    operationId,
    tag,
    description: `The step that is under way is finished, so whatever was done has its result; one that was broken off is run once
more for that. Again it changes nothing; one that ended otherwise is 409.`,
    answers: { 200: success(Job) },
    reasons: ["UNKNOWN_JOB", "ALREADY_ENDED"],
    examples: [{ summary: "No more of it", given: "runningJob", ...body, status: 200 }],
  }) as const satisfies Operation;

const result = (operationId: string, tag: Tag) =>
  ({
    operationId,
    tag,
    description: "As far as the job has come; whole when it has ended.",
    answers: { 200: "report" },
    gives: ["Content-Disposition", "Cache-Control"],
    reasons: ["UNKNOWN_JOB"],
    examples: [{ summary: "Row by row", given: "jobResult", status: 200 }],
  }) as const satisfies Operation;

const OPERATORS = "Operators: service";
const TELCO = { environment: "sandbox", resellerKey: "TELCO" };
const reason = "Moved from another system, ticket 4711";
const BATCH = `action,entitlementId,reasonCategory,reasonCode,reasonDescription\nCANCEL,${ENTITLEMENT_ID},,,\n`;

const batch = { summary: "What a batch would do", text: BATCH, status: 202 } as const;
const exported = { summary: "Everything that there is, as a file", status: 202 } as const;

/** By the name of the route. */
export const JOBS = {
  "POST /v1/jobs": start("startJob", "Jobs", [
    { ...batch, query: { kind: "batch", dryRun: "true" }, headers: { "Idempotency-Key": "batch-7" } },
    { ...exported, query: { kind: "export", status: "ACTIVE,SUSPENDED" } },
  ]),
  "GET /v1/jobs": list("listJobs", "Jobs", { kind: "batch" }),
  "GET /v1/jobs/:jobId": read("getJob", "Jobs"),
  "POST /v1/jobs/:jobId/cancel": cancel("cancelJob", "Jobs", {}),
  "GET /v1/jobs/:jobId/results/:resultName": result("getJobResult", "Jobs"),

  "POST /merchant/v1/jobs": start("startMerchantJob", "Merchants", [
    { ...exported, query: { kind: "export" } },
  ]),
  "GET /merchant/v1/jobs": list("listMerchantJobs", "Merchants", {}),
  "GET /merchant/v1/jobs/:jobId": read("getMerchantJob", "Merchants"),
  "POST /merchant/v1/jobs/:jobId/cancel": cancel("cancelMerchantJob", "Merchants", {}),
  "GET /merchant/v1/jobs/:jobId/results/:resultName": result("getMerchantJobResult", "Merchants"),

  "POST /admin/v1/jobs": start("startAnyJob", OPERATORS, [
    { ...batch, query: { kind: "batch", dryRun: "true", ...TELCO, reason } },
  ]),
  "GET /admin/v1/jobs": list("listAnyJobs", OPERATORS, TELCO),
  "GET /admin/v1/jobs/:jobId": read("getAnyJob", OPERATORS),
  "POST /admin/v1/jobs/:jobId/cancel": cancel("cancelAnyJob", OPERATORS, { body: { reason } }),
  "GET /admin/v1/jobs/:jobId/results/:resultName": result("getAnyJobResult", OPERATORS),
} satisfies Record<string, Operation>;
