// What callers see of an entitlement: contract §2, one view per side. Every field is always there; what a side may
// not see, and what is not known, is null.
import { iso } from "../shared/clock";
import type { EntitlementRecord, EntitlementView, Parameters, WaitingOn } from "../wire/record";
import { refusalOf, type VerbCommand } from "./machine/begin";
import { confirm, type Confirmation } from "./machine/confirm";
import { hasEnded, isProvisional, type Side, type State } from "./state";

export type { EntitlementRecord, EntitlementView } from "../wire/record";

/** The stored record as one side sees it. */
export function recordFor(state: State, side: Side): EntitlementRecord {
  const shown = (what: string): boolean =>
    side !== "MERCHANT" || state.terms.sharesWithMerchant.includes(what);
  const known = state.erased === undefined;
  const data = side !== "RESELLER" || state.terms.sharesMerchantExtensionData;
  return {
    entitlementId: state.entitlementId,
    externalEntitlementId: state.externalEntitlementId,
    merchantEntitlementId: state.merchantEntitlementId ?? state.entitlementId,
    status: state.status,
    customerIdentifier: known && shown("customerIdentifier") ? state.customerIdentifier : null,
    sharedCustomerId: known ? state.sharedCustomerId : null,
    platformUserId: known && shown("platformUserId") ? state.platformUserId : null,
    ...(side !== "RESELLER" && { resellerKey: state.resellerKey }),
    merchantAccountKey: state.merchantAccountKey,
    productKey: state.productKey,
    offerKey: state.offerKey,
    entitlementDisplayName: state.entitlementDisplayName,
    activationCode: state.activationCode,
    notificationUrl: shown("notificationUrl") ? state.notificationUrl : null,
    dateCreated: iso(state.dateCreated),
    dateActivated: iso(state.dateActivated),
    dateSuspended: iso(state.dateSuspended),
    dateResumed: iso(state.dateResumed),
    dateExpiry: iso(state.dateExpiry),
    dateEnded: iso(state.dateEnded),
    dateLastUpdated: iso(state.dateLastUpdated),
    extensionData: shown("extensionData") ? state.extensionData : null,
    merchantExtensionData: data ? state.merchantExtensionData : null,
    terminationReason: state.terminationReason,
    environment: state.environment,
    version: state.version,
  };
}

export function viewFor(state: State, side: Side, now: number): EntitlementView {
  const { on, until } = waiting(state, now);
  return {
    ...recordFor(state, side),
    waitingOn: on,
    waitingUntil: iso(until),
    allowedActions: side === "MERCHANT" ? merchantActions(state, now) : resellerActions(state, now),
  };
}

/** Who has to act next, and until when. */
export function waiting(state: State, now: number): { on: WaitingOn | null; until: number | null } {
  const { operation } = state;
  if (operation?.phase === "doubt") return { on: "PLATFORM", until: operation.dueAt };
  if (operation) return { on: "MERCHANT", until: operation.dueAt };
  if (state.status !== "PENDING" || state.activation === null) return { on: null, until: null };
  const expiry = state.activation.expiry;
  const ends = [state.lapsesAt, expiry !== null && expiry > now ? expiry : null].filter((at) => at !== null);
  return { on: "CUSTOMER", until: ends.length > 0 ? Math.min(...ends) : null };
}

/** What the customer has to do, while there is a valid URL to do it at. */
export function parametersOf(state: State, now: number): Parameters | null {
  const { activation } = state;
  if (state.status !== "PENDING" || activation === null) return null;
  if (activation.expiry !== null && activation.expiry <= now) return null;
  return { action: "NAVIGATE_TO_URL", url: activation.url, urlExpiry: iso(activation.expiry) };
}

/** `"<version>"`, with the open operation behind it, or that it is erased; null while nothing has settled. */
export function etagOf(state: State): string | null {
  if (isProvisional(state)) return null;
  if (state.erased) return `"${state.version}-erased"`;
  return state.operation ? `"${state.version}-${state.operation.verb}"` : `"${state.version}"`;
}

const REASON = { category: "", code: "", description: null };
const RESELLER_COMMANDS = [
  { verb: "cancel", reason: REASON, extensionData: null },
  { verb: "revoke", reason: REASON, extensionData: null },
  { verb: "suspend" },
  { verb: "resume" },
  { verb: "undo" },
  { verb: "update", change: {} },
  { verb: "activationInfo" },
] as const satisfies VerbCommand[];

function resellerActions(state: State, now: number): string[] {
  if (hasEnded(state)) return [];
  const asking = { actor: { side: "RESELLER", name: "" } as const, now, ifMatch: null };
  return RESELLER_COMMANDS.filter((command) =>
    command.verb === "update" ? !isProvisional(state) : refusalOf(state, command, null, asking) === null,
  ).map(({ verb }) => verb);
}

const MERCHANT_VERBS: Confirmation[] = [
  { type: "activate" },
  { type: "reject", reasonCode: "MERCHANT_REJECTED", reasonDescription: null },
  { type: "terminate", immediate: true, terminationDate: null, reason: {} },
  { type: "suspend", reasonDescription: null },
  { type: "resume", reasonDescription: null },
];

function merchantActions(state: State, now: number): string[] {
  const asking = { actor: { side: "MERCHANT", name: "" } as const, now, ifMatch: null };
  const verbs: string[] = MERCHANT_VERBS.filter((command) => {
    const outcome = confirm(state, command, asking);
    return outcome !== null && !("refusal" in outcome);
  }).map((command) => command.type);
  const told = !hasEnded(state) && !isProvisional(state);
  if (told) verbs.push("update");
  if (told || state.status === "PENDING") verbs.push("notify");
  return verbs;
}
