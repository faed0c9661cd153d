// What a reseller can say: the bodies are the types of the Worker's own schemas, so that they cannot differ.
import type * as z from "zod";
import type { CreateBody, ReplayBody, ReportBody, TerminationBody, UpdateBody } from "../api/schemas";
import type { CallOptions } from "./send";

/** A new entitlement. */
export type CreateInput = z.input<typeof CreateBody>;

/** A change: what is absent stays as it is, null clears. */
export type UpdateInput = Omit<z.input<typeof UpdateBody>, "entitlementId">;

/** Why it ends; further scalar properties are kept in `extensionData`. */
export type TerminationInput = z.input<typeof TerminationBody>;

/** Which entitlements to list. */
export type ReportFilter = Omit<z.input<typeof ReportBody>, "cursor">;

/** Which notifications to send once more, and why. */
export type ReplayInput = z.input<typeof ReplayBody>;

/** Whose products: with a customer each says whether it may be sold to that customer now. */
export interface ProductsQuery {
  /** Goes in a header: a space around it or a control character in it is a `TypeError`. */
  customerIdentifier?: string;
}

/** Notifications in trouble. */
export interface NotificationsQuery {
  status?: "waiting" | "held" | "exhausted";
  since?: string;
  limit?: number;
  cursor?: string;
}

/** Report files. `type` is `AR`, `CR`, `ER` or `SR`, `frequency` `D`, `W` or `M`; dates as `2030-01-31` or times. */
export interface ReportsQuery {
  merchantAccountKey?: string;
  type?: "AR" | "CR" | "ER" | "SR";
  frequency?: "D" | "W" | "M";
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
}

/** How a report is encoded. NDJSON is always UTF-8. */
export interface ReportEncoding {
  format?: "csv" | "ndjson";
  charset?: "utf-8" | "windows-1252";
}

/** A report about any range. */
export interface RangeQuery extends ReportEncoding {
  from?: string;
  to?: string;
  merchantAccountKey?: string;
  productKey?: string;
}

/** Days as `2030-01-31`, both included; the last 30 by default, at most 400. */
export interface StatisticsQuery {
  from?: string;
  to?: string;
  merchantAccountKey?: string;
  productKey?: string;
}

/** Where to read the feed from, and how. */
export interface FeedOptions extends CallOptions {
  /** The `nextCursor` that you have kept; from the beginning without one. */
  after?: string;
  /** Events per page, at most 100. */
  limit?: number;
  /** At the end, look again after so many milliseconds, until the signal is aborted. Without it the end is the end. */
  followEveryMs?: number;
}

/** What a write may say beside its body. */
export interface WriteOptions extends CallOptions {
  /** Of your own, so that a repeat after a crash is the same call; a random one per call by default. */
  idempotencyKey?: string;
  /** Only if the record still has this version: a number, or the `etag` of an answer. */
  ifMatch?: number | string;
}
