// The stored state of one entitlement: the record that callers see, and what the machine remembers beside it.
//
// Plain data, written as JSON into the entry of each version. Times are epoch milliseconds. Code of another
// release may have written fields that this one does not know: always spread, never rebuild.
import type { Outcome } from "../connectors/contract";
import type { ScalarRecord } from "../shared/scalars";
import type { Actor, Environment, NotificationReason, Side, Status, TerminationReason } from "../wire/record";
import { CAPABILITY_VERBS } from "../catalogue/schema";
import type { Terms } from "../catalogue/terms";

export { NOTIFICATION_REASONS, SIDES, STATUSES } from "../wire/record";
export type { Actor, Environment, NotificationReason, Side, Status, TerminationReason } from "../wire/record";
export type { Refusal, RefusalReason } from "../wire/refusal";

/** The verbs that need the merchant; one of them is open at a time. */
export const VERBS = ["create", ...CAPABILITY_VERBS] as const;
export type Verb = (typeof VERBS)[number];

/** A change of fields. Absent is unchanged, null clears. */
export interface Change {
  productKey?: string;
  offerKey?: string | null;
  notificationUrl?: string | null;
  dateExpiry?: number | null;
  customerIdentifier?: string;
  externalEntitlementId?: string | null;
  extensionData?: ScalarRecord | null;
  /** Follow a new product; looked up in the catalogue by the caller, never sent by it. */
  entitlementDisplayName?: string;
  terms?: Terms;
}

export interface IdempotencyKey {
  key: string;
  /** SHA-256 over verb and body. */
  hash: string;
}

/** The connector that something began with; it keeps it to its end, whatever happens to the catalogue meanwhile. */
export interface Pin {
  name: string;
  version: number;
}

/**
 * A verb on its way through the merchant: `calling` while somebody asks, `accepted` while the merchant's
 * confirmation is awaited, `doubt` while nobody knows whether it took effect.
 */
export interface Operation {
  requestId: string;
  verb: Verb;
  actor: Actor;
  phase: "calling" | "accepted" | "doubt";
  /** Counts the owners; an `unknown` from an earlier owner is not heard. */
  epoch: number;
  startedAt: number;
  /** Deadline of the call, end of the wait, or the next try of the resolver; null when an operator has to settle it. */
  dueAt: number | null;
  /** Tries of the resolver so far, and since when there is doubt. */
  attempt: number;
  doubtSince: number | null;
  /** First time the merchant said that it knows nothing of it. */
  notFoundSince: number | null;
  change: Change | null;
  reason: TerminationReason | null;
  extensionData: ScalarRecord | null;
  magicNumber: string | null;
  traceparent: string | null;
  idempotency: IdempotencyKey | null;
  /** Why, in the words of an operator. */
  note: string | null;
  /** Absent in what release 0.1.0 wrote: the connector of the terms. */
  connector?: Pin;
  /** Whether the platform can find out what became of it; absent: it can. */
  resolves?: boolean;
}

/** Something owed to others whatever happens to the record; repeated until it is definitive. */
export type Task = {
  requestId: string;
  attempt: number;
  since: number;
  dueAt: number;
} & (
  | { kind: "terminate"; /** Absent: the connector of the terms. */ connector?: Pin }
  | { kind: "release"; customerIdentifier: string }
);

export interface Activation {
  url: string;
  expiry: number | null;
}

/**
 * The test clock of a sandbox entitlement. Everything in the state is in its time, which is the real one plus `aheadMs`.
 */
export interface TestClock {
  aheadMs: number;
  /** Where it is being moved to, in its own time; null while it runs on by itself. */
  movingTo: number | null;
  /** What has been handed over on the way, each under a lease: while somebody is at work the clock is not moved on. */
  handed: { requestId: string; epoch: number; until: number }[];
}

export interface State {
  entitlementId: string;
  environment: Environment;
  resellerKey: string;
  merchantAccountKey: string;
  customerIdentifier: string;
  sharedCustomerId: string;
  platformUserId: string;
  externalEntitlementId: string | null;
  merchantEntitlementId: string | null;
  status: Status;
  version: number;
  productKey: string;
  offerKey: string | null;
  entitlementDisplayName: string;
  activationCode: string | null;
  notificationUrl: string | null;
  dateCreated: number;
  dateActivated: number | null;
  dateSuspended: number | null;
  dateResumed: number | null;
  dateExpiry: number | null;
  dateEnded: number | null;
  dateLastUpdated: number;
  extensionData: ScalarRecord | null;
  merchantExtensionData: ScalarRecord | null;
  terminationReason: TerminationReason | null;
  /** The customer of this version is erased (see erased.ts); how many terminations the merchant never confirmed. */
  erased?: { terminationsGivenUp: number };

  /** What the catalogue says of the product, as of the revision that was last looked at. */
  terms: Terms;
  /** SHA-256 of the create's body: an identical create of a pending one gets the same entitlement. */
  createHash: string;
  activation: Activation | null;
  /** When a sign-up that nobody finishes lapses. */
  lapsesAt: number | null;
  suspendedBy: Side | null;
  endingBy: Side | null;
  /** The merchant's own termination that ended it, so that its repetition is recognised. */
  endedByMerchant: { immediate: boolean } | null;
  /** The product before a change that waits for the customer. */
  previous: {
    productKey: string;
    offerKey: string | null;
    entitlementDisplayName: string;
    terms: Terms;
  } | null;
  operation: Operation | null;
  /** A revoke that came while the create was open. */
  revokeNext: { actor: Actor; reason: TerminationReason; extensionData: ScalarRecord | null } | null;
  tasks: Task[];
  /** Absent until it is moved, and always in live. */
  clock?: TestClock;
  /** Where it was brought from, so that a repetition of that row is recognised; absent where it was created here. */
  imported?: ImportedFrom;
}

/** A row of the file of an import. */
export interface ImportedFrom {
  jobId: string;
  row: number;
}

/** What happened, one per version. */
export interface Event {
  command: string;
  actor: Actor;
  from: Status | null;
  to: Status;
  /** The notification the reseller gets for it, if any. */
  notifies: NotificationReason | null;
  note: string | null;
}

/** A state and, where a version was committed, the event that led to it. */
export interface Step {
  state: State;
  event: Event | null;
}

export type Completed = Extract<Outcome, { kind: "completed" }>;

export const hasEnded = (state: State): boolean => state.status === "CANCELLED" || state.status === "REVOKED";

/** Nothing settled yet: the create still waits for the merchant's answer. */
export const isProvisional = (state: State): boolean => state.version === 0;
