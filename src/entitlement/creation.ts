// The beginning of a new entitlement: a slot at the customer, then one write, then the merchant is asked.
import type { ScalarRecord } from "../shared/scalars";
import type { Claimed } from "../customer/claim";
import type { Terms } from "../catalogue/terms";
import { refusalAnswer, replay, toStore, type Answer, type RefusalAnswer } from "./answer";
import { callFor } from "./calls";
import type { Claims } from "./claims";
import type { Core } from "./core";
import { ENTRY_FORMAT, type Void } from "./entry";
import { expiryPassed } from "./machine/ahead";
import { open, type Asking } from "./machine/begin";
import { possibleAfter } from "./machine/possible";
import * as refuse from "./machine/refusal";
import type { Environment, IdempotencyKey, Refusal, State } from "./state";

/** A validated create, with what the catalogue says about it. */
export interface NewEntitlement {
  entitlementId: string;
  environment: Environment;
  resellerKey: string;
  customerIdentifier: string;
  merchantAccountKey: string;
  productKey: string;
  offerKey: string | null;
  notificationUrl: string | null;
  dateExpiry: number | null;
  externalEntitlementId: string | null;
  extensionData: ScalarRecord | null;
  entitlementDisplayName: string;
  terms: Terms;
  /** SHA-256 over the body. */
  createHash: string;
}

/** All creates of one object meet here: there is at most one entitlement in it. */
const CREATE = "create";

/** Claims, and begins the create; the answer is the call to make, or why not. */
export async function create(
  core: Core,
  claims: Claims,
  input: NewEntitlement,
  asking: Asking,
  dryRun: boolean,
): Promise<Answer> {
  const known = dryRun ? null : knownCreate(core, claims, asking);
  if (known) return known;
  const passed = expiryPassed(input.dateExpiry, asking.now);
  if (passed) return refusalAnswer(passed, null, "RESELLER", asking.now);
  return claims.during(CREATE, input.createHash, async () => {
    const claimant = { ...input, dateCreated: asking.now };
    const claimed = await claims.claim(claimant, input.customerIdentifier, input.createHash, dryRun);
    const aheadMs = claimed.kind === "claimed" ? (claimed.aheadMs ?? 0) : 0;
    return begun(core, input, claimed, { ...asking, now: asking.now + aheadMs }, dryRun);
  });
}

/** A create that was here before, under the same key. */
function knownCreate(core: Core, claims: Claims, { idempotency, now }: Asking): Answer | null {
  if (idempotency === null) return null;
  const { journal } = core;
  const remains = journal.void;
  const first = claims.waiting(CREATE) ?? remains?.hash ?? journal.head?.state.createHash;
  if (first === undefined) return null;
  const refused = (refusal: Refusal): RefusalAnswer => refusalAnswer(refusal, null, "RESELLER", now);
  if (first !== idempotency.hash) return refused(refuse.keyReused());
  if (remains !== null) {
    if ("refusal" in remains.because) return { ...refused(remains.because.refusal), replayed: true };
    return { kind: "identical", entitlementId: remains.because.entitlementId, replayed: true };
  }
  const stored = journal.answered(idempotency.key, now);
  if (journal.head === null || stored === null) return refused(refuse.requestInProgress());
  const version = "version" in stored.result ? stored.result.version : journal.head.version;
  return replay(stored, journal.at(version), journal.head.state, "RESELLER");
}

async function begun(
  core: Core,
  input: NewEntitlement,
  claimed: Claimed,
  asking: Asking,
  dryRun: boolean,
): Promise<Answer> {
  const { idempotency, now } = asking;
  if (claimed.kind === "identical") {
    const { entitlementId } = claimed;
    if (idempotency && !dryRun) await core.journal.clear(remainsOf(idempotency, now, { entitlementId }), now);
    return { kind: "identical", entitlementId, replayed: false };
  }
  if (claimed.kind !== "claimed")
    return voided(
      core,
      claimRefusal(claimed, input.terms.limitPerCustomer),
      dryRun ? null : idempotency,
      now,
    );
  // The customer's clock may be ahead of the real one.
  const passed = expiryPassed(input.dateExpiry, now);
  if (passed) return refusalAnswer(passed, null, "RESELLER", now);
  const operation = open({ verb: "create" }, null, asking, input.terms);
  const state = { ...provisional(input, claimed, now), operation };
  if (dryRun) return { kind: "dryRun", possible: possibleAfter(state, operation, now) };
  core.apply({ state, event: null }, now);
  core.finish(now);
  const call = callFor(state, operation.requestId, operation.epoch);
  if (call === null) throw new Error("a new create has no call to make");
  return call;
}

/** Nothing remains of a create, except what a repetition of its key has to hear. */
export async function voided(
  core: Core,
  refusal: Refusal,
  idempotency: IdempotencyKey | null,
  now: number,
): Promise<RefusalAnswer> {
  const answer = refusalAnswer(refusal, null, "RESELLER", now);
  const stored = idempotency && toStore(answer, idempotency, 0, now);
  const remains =
    stored?.result.kind === "refusal" && idempotency ? remainsOf(idempotency, now, { refusal }) : null;
  if (core.journal.head !== null || remains !== null) await core.journal.clear(remains, now);
  return answer;
}

const remainsOf = ({ hash }: IdempotencyKey, at: number, because: Void["because"]): Void => ({
  format: ENTRY_FORMAT,
  hash,
  at,
  because,
});

type Pseudonymous = Omit<Extract<Claimed, { kind: "claimed" }>, "kind">;

/** Version 0: nothing settled yet. */
export function provisional(
  input: NewEntitlement,
  { platformUserId, sharedCustomerId, aheadMs }: Pseudonymous,
  now: number,
): State {
  return {
    ...input,
    ...(aheadMs !== undefined && { clock: { aheadMs, movingTo: null, handed: [] } }),
    platformUserId,
    sharedCustomerId,
    merchantEntitlementId: null,
    status: "PENDING",
    version: 0,
    activationCode: null,
    dateCreated: now,
    dateActivated: null,
    dateSuspended: null,
    dateResumed: null,
    dateEnded: null,
    dateLastUpdated: now,
    merchantExtensionData: null,
    terminationReason: null,
    activation: null,
    lapsesAt: null,
    suspendedBy: null,
    endingBy: null,
    endedByMerchant: null,
    previous: null,
    operation: null,
    revokeNext: null,
    tasks: [],
  };
}

/** Why the customer could not take another one. */
export function claimRefusal(claimed: Exclude<Claimed, { kind: "claimed" }>, limit: number): Refusal {
  const { entitlementId, kind } = claimed;
  switch (kind) {
    case "creating":
      return {
        reason: "OPERATION_IN_PROGRESS",
        message: "An earlier create for this customer and product is still open.",
        entitlementId,
      };
    case "doubt":
      return {
        reason: "OUTCOME_UNKNOWN",
        message: "The outcome of an earlier create for this customer and product is still unknown.",
        entitlementId,
      };
    case "identical":
    case "limit": {
      const message = `The customer already holds the maximum number of entitlements (${limit}) at this merchant.`;
      return { reason: "CUSTOMER_LIMIT_REACHED", message, entitlementId };
    }
  }
}
