// The merchant's side: the standard merchant API from a few functions, and the way back to the platform.
export { ResaleError, succeeded } from "../client/answer";
export { nodeListener } from "../shared/nodeListener";
export type { Access } from "./access";
export { merchantClient, type MerchantClient } from "./client";
export { merchantHandler, type Merchant, type Operation } from "./handler";
export { memoryInProcess, type Memory, type Remembered } from "./memory";
export type { OperationName, OperationOutcome, OperationRequest } from "./request";
export type {
  Accepted,
  Answer,
  Call,
  Failure,
  NoAnswer,
  RecordAnswer,
  RecordSuccess,
} from "../client/answer";
export type { CallOptions, Connection } from "../client/send";
export type { WriteOptions } from "../client/input";
export type { JobCalls, JobOrder, JobsQuery } from "../client/jobs";
export type { Job, JobResult } from "../wire/job";
export type { EntitlementView, Status } from "../wire/record";
