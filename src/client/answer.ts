// What a call comes to, as a value: a union told apart by `responseCode`. Codes, reasons and records are the Worker's own
// types; only `NO_ANSWER` is the client's.
import type { REASONS } from "../api/reasons";
import type { EntitlementView, Parameters, Status } from "../wire/record";
import type { Refusal } from "../wire/refusal";

type Reasons = typeof REASONS;

/** Every code of a failure that the platform answers. */
export type FailureCode = Reasons[keyof Reasons]["responseCode"];

/** The reasons that a code can have. */
export type ReasonOf<Code extends FailureCode> = {
  [Name in keyof Reasons]: Reasons[Name]["responseCode"] extends Code ? Name : never;
}[keyof Reasons];

/** How the call went, whatever it came to. */
export interface Call {
  /** HTTP status of the last answer; null where none came. */
  status: number | null;
  /** What to name when you ask us about it. */
  requestId: string | null;
  /** What a write was sent under, each time. Null for a read. */
  idempotencyKey: string | null;
  /** How often it was sent. */
  attempts: number;
  /** The answer is the one that an earlier call with this key got. */
  replayed: boolean;
  /** Version of the record, for `ifMatch` and `ifNoneMatch`. */
  etag: string | null;
}

/** What belongs to a failure. */
export interface Metadata<Reason> extends Omit<Refusal, "reason" | "message"> {
  requestId: string;
  /** Who has to act: `RESELLER` is the caller, whoever that is. */
  origin: "RESELLER" | "PLATFORM" | "MERCHANT";
  reason: Reason;
  /** What can be done with the entitlement instead. */
  allowedActions?: string[];
}

/**
 * No answer, or none of ours, as often as it was tried. A write may have been done: repeat it under the same key.
 * `CREDENTIAL`: the last try was not sent, because the function that knows the credential failed.
 */
export interface NoAnswer {
  responseCode: "NO_ANSWER";
  responseMessage: string;
  metadata: Pick<Refusal, "issues" | "merchant" | "entitlementId"> & {
    requestId: null;
    origin: "PLATFORM";
    reason: "CREDENTIAL" | "NETWORK" | "TIMEOUT" | "UNREADABLE";
    allowedActions?: undefined;
  };
  call: Call;
}

type FailureOf<Code extends FailureCode> = {
  responseCode: Code;
  responseMessage: string;
  metadata: Metadata<ReasonOf<Code>>;
  call: Call;
} & (Code extends "SERVICE_UNAVAILABLE"
  ? /** With `OUTCOME_UNKNOWN` the record is here, too. */ Partial<EntitlementView>
  : unknown);

/** Why something was not done. */
export type Failure = { [Code in FailureCode]: FailureOf<Code> }[FailureCode] | NoAnswer;

/** Done, with what was asked for beside the code. */
export type Ok<T> = { responseCode: "OK"; responseMessage: string; call: Call } & T;

/** Taken on: it happens later. */
export type Accepted<T> = { responseCode: "ACCEPTED"; responseMessage: string; call: Call } & T;

/** What a call comes to that answers with `T`. */
export type Answer<T> = Ok<T> | Failure;

/** The record still has the version that was named. */
export interface NotModified {
  responseCode: "NOT_MODIFIED";
  call: Call;
}

/** A record as it is after a verb or a read. */
export type RecordSuccess = EntitlementView & { responseMessage: string; call: Call } & (
    | /** Final. */ { responseCode: "OK"; parameters: Parameters | null }
    | /** The merchant has queued it: wait for the notification. */ {
        responseCode: "ACCEPTED";
        parameters: Parameters | null;
      }
    | /** Send the customer to `parameters.url`, then wait for the notification. */ {
        responseCode: "CLIENT_ACTION_REQUIRED";
        parameters: Parameters;
      }
  );

/** What a verb comes to. */
export type RecordAnswer = RecordSuccess | Failure;

/** What a verb would come to. */
export type DryRunAnswer = Answer<{ dryRun: true; possible: Status[] }>;

const SUCCESSES: readonly string[] = ["OK", "ACCEPTED", "CLIENT_ACTION_REQUIRED", "NOT_MODIFIED"];

/** Whether it is no failure; narrows the type. */
export const succeeded = <T extends { responseCode: string }>(answer: T): answer is Exclude<T, Failure> =>
  SUCCESSES.includes(answer.responseCode);

/** A failure where only an exception can say it: in an iteration. */
export class ResaleError extends Error {
  readonly answer: Failure;

  constructor(answer: Failure) {
    super(`${answer.responseCode} ${answer.metadata.reason}: ${answer.responseMessage}`);
    this.name = "ResaleError";
    this.answer = answer;
  }
}
