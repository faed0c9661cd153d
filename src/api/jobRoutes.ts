// The jobs' part of the table of contents: the same four for each party, and cancelling.
import { cancelJob, downloadResult, getJob, listJobs } from "./jobs";
import * as schema from "./jobSchemas";
import { startJob } from "./jobStart";
import { OperatorBody } from "./operatorSchemas";
import { by, type Route } from "./route";
import { EmptyBody } from "./schemas";
import { MOST_FILE_BYTES } from "../jobs/upload";

const reseller = by("RESELLER");
const seller = by("MERCHANT");
const admin = by("OPERATOR");

const file = { media: "file", mostBytes: MOST_FILE_BYTES } as const;

export const JOB_ROUTES = [
  reseller("POST", "/v1/jobs", "Start a job; the body is its file", {
    ...file,
    query: schema.StartQuery,
    handler: startJob,
  }),
  reseller("GET", "/v1/jobs", "Your jobs, newest first", { query: schema.JobsQuery, handler: listJobs }),
  reseller("GET", "/v1/jobs/:jobId", "How a job stands", { handler: getJob }),
  reseller("POST", "/v1/jobs/:jobId/cancel", "End a job after the step it is in", {
    body: EmptyBody,
    bodyOptional: true,
    handler: cancelJob,
  }),
  reseller("GET", "/v1/jobs/:jobId/results/:resultName", "A file that a job made", {
    handler: downloadResult,
  }),

  seller("POST", "/merchant/v1/jobs", "Start a job; the body is its file", {
    ...file,
    query: schema.StartQuery,
    handler: startJob,
  }),
  seller("GET", "/merchant/v1/jobs", "Your jobs, newest first", {
    query: schema.JobsQuery,
    handler: listJobs,
  }),
  seller("GET", "/merchant/v1/jobs/:jobId", "How a job stands", { handler: getJob }),
  seller("POST", "/merchant/v1/jobs/:jobId/cancel", "End a job after the step it is in", {
    body: EmptyBody,
    bodyOptional: true,
    handler: cancelJob,
  }),
  seller("GET", "/merchant/v1/jobs/:jobId/results/:resultName", "A file that a job made", {
    handler: downloadResult,
  }),

  admin("POST", "/admin/v1/jobs", "Start a job, for a reseller or merchant or for yourself", {
    ...file,
    query: schema.OperatorStartQuery,
    handler: startJob,
  }),
  admin("GET", "/admin/v1/jobs", "Everybody's jobs, newest first", {
    query: schema.OperatorJobsQuery,
    handler: listJobs,
  }),
  admin("GET", "/admin/v1/jobs/:jobId", "How a job stands", { handler: getJob }),
  admin("POST", "/admin/v1/jobs/:jobId/cancel", "End a job after the step it is in", {
    body: OperatorBody,
    handler: cancelJob,
  }),
  admin("GET", "/admin/v1/jobs/:jobId/results/:resultName", "A file that a job made", {
    handler: downloadResult,
  }),
] as const satisfies readonly Route[];
