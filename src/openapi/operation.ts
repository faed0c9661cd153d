// What is said about an operation beside its row in the route table: what it answers, why it may refuse, and examples.
// The Worker imports nothing of this folder.
import type * as z from "zod";
import type { Reason } from "../api/reasons";
import type { Json } from "../shared/json";
import type { TAGS } from "./texts";

/** The name of a tag. */
export type Tag = (typeof TAGS)[number]["name"];

/** What a caller may send in headers beside its credentials. */
export type RequestHeader =
  | "X-RequestIdentifier"
  | "Idempotency-Key"
  | "If-Match"
  | "If-None-Match"
  | "X-CustomerIdentifier"
  | "traceparent";

/** What an answer may carry in headers beside `X-Request-Id`. */
export type AnswerHeader =
  | "ETag"
  | "Idempotent-Replayed"
  | "Location"
  | "Content-Disposition"
  | "Cache-Control";

/** What there has to be before an example can be tried; a test prepares it. */
export type Situation =
  | "active"
  | "pending"
  | "suspended"
  | "suspendedByMerchant"
  | "ending"
  | "queued"
  | "failed"
  | "landing"
  | "troubledEndpoint"
  | "reportFile"
  | "reportLog"
  | "httpMerchant"
  | "voucherMerchant"
  | "credential"
  | "customer"
  | "job"
  | "runningJob"
  | "jobResult"
  | "certification"
  | "merchantApi"
  | "order"
  | "pendingOrder"
  | "suspendedOrder"
  | "endingOrder";

/** A request that works as it stands; what a situation brings replaces values of the same name. */
export interface Example {
  summary: string;
  given?: Situation;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Json;
  /** Instead of `body` where that is no JSON. */
  text?: string;
  status: number;
}

/** One row beside the route table. */
export interface Operation {
  operationId: string;
  tag: Tag;
  /** In Markdown; the route's summary stands above it. */
  description: string;
  /** Success by status, in JSON; null for one without a body, "report" for a report as CSV or NDJSON. */
  answers: Partial<Record<200 | 202 | 304, z.ZodType | "report" | null>>;
  /** The media types of a body that is no JSON. */
  sends?: readonly string[];
  /** Reasons that do not follow from the row in the route table. */
  reasons?: readonly Reason[];
  takes?: readonly RequestHeader[];
  /** The verb whose magic numbers it takes. */
  magic?: string;
  gives?: readonly AnswerHeader[];
  examples: readonly Example[];
}
