// Entitlements at any point of their life, and the commands that move them, at a fixed moment.
import type { Terms } from "../../src/catalogue/terms";
import type { Outcome } from "../../src/connectors/contract";
import { provisional } from "../../src/entitlement/creation";
import { begin, open, type Asking, type VerbCommand } from "../../src/entitlement/machine/begin";
import { complete } from "../../src/entitlement/machine/complete";
import type { Closed } from "../../src/entitlement/machine/completion";
import { confirm, type Confirmation } from "../../src/entitlement/machine/confirm";
import type { Actor, Operation, Side, State, Step, Verb } from "../../src/entitlement/state";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NOW = Date.parse("2026-03-01T12:00:00.000Z");

export const ACTORS: Record<Side, Actor> = {
  RESELLER: { side: "RESELLER", name: "TELCO" },
  MERCHANT: { side: "MERCHANT", name: "MUSIC" },
  OPERATOR: { side: "OPERATOR", name: "operator" },
  PLATFORM: { side: "PLATFORM", name: "clock" },
};

export const TERMS: Terms = {
  connector: "sandbox",
  connectorVersion: 1,
  activation: "ASYNC",
  verbs: ["activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
  endOfPeriodCancel: true,
  limitPerCustomer: 1,
  signUpTtlMs: 2 * DAY,
  confirmationTtlMs: DAY,
  sharesMerchantExtensionData: false,
  sharesWithMerchant: [],
  routeExtensionData: null,
};

export const REASON = {
  category: "CUSTOMER_CANCELLED",
  code: "NOT_RENEWED",
  description: "moved abroad",
} as const;
export const FRAUD = { category: "REVOKED", code: "FRAUD", description: null } as const;

export const asking = (side: Side = "RESELLER", more: Partial<Asking> = {}): Asking => ({
  actor: ACTORS[side],
  now: NOW,
  requestId: `${side.toLowerCase()}-request`,
  idempotency: null,
  magicNumber: null,
  traceparent: null,
  ifMatch: null,
  ...more,
});

/** A verb with the least it has to carry. */
export function command(verb: Exclude<Verb, "create">): VerbCommand {
  if (verb === "cancel") return { verb, reason: REASON, extensionData: null };
  if (verb === "revoke") return { verb, reason: FRAUD, extensionData: null };
  return verb === "update" ? { verb, change: { offerKey: "BUNDLE" } } : { verb };
}

/** The operation of a verb, on its way for a second. */
export function operation(verb: Verb, more: Partial<Operation> = {}): Operation {
  const what = verb === "create" ? { verb } : command(verb);
  const change = verb === "update" ? { offerKey: "BUNDLE" } : null;
  const by = asking("RESELLER", { requestId: `${verb}-open`, now: NOW - SECOND });
  return { ...open(what, change, by, TERMS), ...more };
}

export const ACCEPTED = { phase: "accepted", epoch: 2, dueAt: NOW + DAY } as const;
export const DOUBT = { phase: "doubt", epoch: 2, doubtSince: NOW - SECOND, dueAt: NOW + 4 * SECOND } as const;

/** Version 0: the create waits for the merchant's answer. */
export function fresh(more: Partial<State> = {}): State {
  const input = {
    entitlementId: "00000000-0000-8000-8000-000000000001",
    environment: "sandbox",
    resellerKey: "TELCO",
    customerIdentifier: "+491701234567",
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC",
    offerKey: "STANDARD",
    notificationUrl: "https://reseller.invalid/hook",
    dateExpiry: null,
    externalEntitlementId: "order-1",
    extensionData: null,
    entitlementDisplayName: "Music",
    terms: TERMS,
    createHash: "hash",
  } as const;
  const pseudonyms = { platformUserId: "platform-user", sharedCustomerId: "shared-customer" };
  return { ...provisional(input, pseudonyms, NOW - HOUR), operation: operation("create"), ...more };
}

const settled = (more: Partial<State>): State => fresh({ version: 3, operation: null, ...more });
const activated = { status: "ACTIVE", dateActivated: NOW - 30 * MINUTE } as const;
const ending = { ...activated, status: "ACTIVE-ENDING", dateEnded: NOW + DAY } as const;
const suspended = { ...activated, status: "SUSPENDED", dateSuspended: NOW - MINUTE } as const;
const cancelled = {
  ...activated,
  status: "CANCELLED",
  dateEnded: NOW - MINUTE,
  terminationReason: REASON,
} as const;
const revoked = { ...cancelled, status: "REVOKED", terminationReason: FRAUD } as const;
const { productKey, offerKey, entitlementDisplayName, terms } = fresh();
const SIGN_UP = { url: "https://merchant.invalid/sign-up", expiry: NOW + HOUR };

/** One of each status, and of each way to have come there that matters for what comes next. */
export const SITUATIONS = {
  fresh: fresh(),
  pending: settled({ status: "PENDING", version: 1, activation: SIGN_UP, lapsesAt: NOW + 2 * DAY }),
  changing: settled({
    ...activated,
    status: "PENDING",
    activation: SIGN_UP,
    lapsesAt: NOW + 2 * DAY,
    productKey: "MUSIC_PREMIUM",
    previous: { productKey, offerKey, entitlementDisplayName, terms },
  }),
  active: settled(activated),
  resumed: settled({ ...activated, dateSuspended: NOW - 2 * MINUTE, dateResumed: NOW - MINUTE }),
  ending: settled({ ...ending, endingBy: "RESELLER", terminationReason: REASON }),
  endingByMerchant: settled({ ...ending, endingBy: "MERCHANT", terminationReason: REASON }),
  suspended: settled({ ...suspended, suspendedBy: "RESELLER" }),
  suspendedByMerchant: settled({ ...suspended, suspendedBy: "MERCHANT" }),
  failed: settled({ status: "FAILED", version: 1, operation: operation("create", DOUBT) }),
  cancelled: settled(cancelled),
  cancelledByMerchant: settled({ ...cancelled, endedByMerchant: { immediate: false } }),
  cancelConfirmed: settled({ ...cancelled, endedByMerchant: { immediate: true } }),
  revoked: settled(revoked),
  revokedByMerchant: settled({ ...revoked, endedByMerchant: { immediate: true } }),
  revokeConfirmed: settled({ ...revoked, endedByMerchant: { immediate: false } }),
} satisfies Record<string, State>;
export type Situation = keyof typeof SITUATIONS;

/** A verb that has to lead to a merchant call; the state with the operation open. */
export function begun(state: State, what: VerbCommand, by: Asking = asking()): State {
  const beginning = begin(state, what, by);
  if (beginning.kind !== "call") throw new Error(`expected a call, got ${JSON.stringify(beginning)}`);
  return beginning.step.state;
}

/** The merchant's answer to the open operation; it has to leave an entitlement. */
export function answered(state: State, outcome: Outcome, now = NOW): Closed {
  if (state.operation === null) throw new Error("nothing is open");
  const completion = complete(state, state.operation, outcome, now);
  if (completion.kind === "void") throw new Error(`nothing is left: ${completion.refusal.reason}`);
  return completion;
}

/** A merchant's word that has to take effect. */
export function confirmed(state: State, what: Confirmation, now = NOW): Step {
  const result = confirm(state, what, asking("MERCHANT", { now }));
  if (result === null || "refusal" in result) throw new Error(`no effect: ${JSON.stringify(result)}`);
  return result.step;
}

export const terminate = (immediate: boolean, terminationDate: number | null = null): Confirmation => ({
  type: "terminate",
  immediate,
  terminationDate,
  reason: {},
});

export const COMPLETED = { kind: "completed" } as const;
export const ACTION_REQUIRED = {
  kind: "actionRequired",
  url: "https://merchant.invalid/sign-up/2",
  urlExpiry: NOW + DAY,
} as const;
export const QUEUED = { kind: "accepted" } as const;
export const UNKNOWN = { kind: "unknown", cause: "TIMEOUT" } as const;
export const rejected = (reason: "MERCHANT_REJECTED" | "MERCHANT_UNAVAILABLE" | "NOT_FOUND") =>
  ({ kind: "rejected", reason }) as const;
