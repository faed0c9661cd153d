// Every way a command can reach the machine, by who gives it: a reseller's verb with the merchant's answer, a
// merchant's word, a timer, the resolver's answer, an operator's settlement.
import type { Outcome } from "../../../src/connectors/contract";
import { begin, type VerbCommand } from "../../../src/entitlement/machine/begin";
import { complete } from "../../../src/entitlement/machine/complete";
import { confirm, type Confirmation } from "../../../src/entitlement/machine/confirm";
import { settle, type SettleOutcome } from "../../../src/entitlement/machine/settle";
import { tick } from "../../../src/entitlement/machine/time";
import type { NotificationReason, RefusalReason, Side, State, Step } from "../../../src/entitlement/state";
import {
  ACTION_REQUIRED,
  asking,
  command,
  COMPLETED,
  DAY,
  MINUTE,
  NOW,
  QUEUED,
  rejected,
  terminate,
} from "../fixtures";

/** What became of a command: why not, or the state with the notification; "nothing" where no door is open. */
export type Effect =
  | { kind: "refused"; reason: RefusalReason }
  | { kind: "nothing" }
  | { kind: "queued"; state: State }
  | { kind: "changed"; state: State; notifies: NotificationReason | null; versions: number };

export type Door = (state: State) => Effect;

const SAME = (state: State): Effect => ({ kind: "changed", state, notifies: null, versions: 0 });
const changed = ({ state, event }: Step): Effect => ({
  kind: "changed",
  state,
  notifies: event?.notifies ?? null,
  versions: event === null ? 0 : 1,
});

/** A verb to its end: begun, and answered by the merchant. */
const verb =
  (what: VerbCommand, answer: Outcome = COMPLETED, side: Side = "RESELLER"): Door =>
  (state) => {
    const beginning = begin(state, what, asking(side));
    switch (beginning.kind) {
      case "refused":
        return { kind: "refused", reason: beginning.refusal.reason };
      case "unchanged":
        return SAME(state);
      case "done":
        return changed(beginning.step);
      case "queued":
        return { kind: "queued", state: beginning.step.state };
      case "call": {
        const completion = complete(beginning.step.state, beginning.operation, answer, NOW + 1);
        if (completion.kind === "void") throw new Error("only a create leaves nothing");
        return changed(completion.step);
      }
    }
  };

const word =
  (what: Confirmation): Door =>
  (state) => {
    const result = confirm(state, what, asking("MERCHANT"));
    if (result === null) return SAME(state);
    if ("refusal" in result) return { kind: "refused", reason: result.refusal.reason };
    return changed(result.step);
  };

/** A moment at which only that timer can be due. */
const timer =
  (due: Partial<State>): Door =>
  (state) => {
    const step = tick({ ...state, ...due }, NOW + MINUTE);
    return step === null ? { kind: "nothing" } : changed(step);
  };

const resolver =
  (answer: Outcome, notFoundSince: number | null = null): Door =>
  (state) => {
    if (state.operation?.verb !== "create" || state.operation.phase !== "doubt") return { kind: "nothing" };
    const completion = complete(state, { ...state.operation, notFoundSince }, answer, NOW);
    return completion.kind === "void" ? { kind: "nothing" } : changed(completion.step);
  };

const settlement =
  (outcome: SettleOutcome): Door =>
  (state) => {
    const result = settle(state, outcome, null, { ...asking("OPERATOR"), reason: "asked by phone" });
    return "refusal" in result ? { kind: "refused", reason: result.refusal.reason } : changed(result.step);
  };

const update = { type: "update", change: {}, merchantExtensionData: null } as const;
const notify = { type: "notify", activation: null, merchantExtensionData: null, message: null } as const;
const later = NOW + DAY;

/** Keys are "<command> <side>", and behind a comma how. */
export const DOORS: Record<string, Door> = {
  "activate MERCHANT": word({ type: "activate" }),
  "reject MERCHANT": word({ type: "reject", reasonCode: "MERCHANT_REJECTED", reasonDescription: null }),
  "lapse PLATFORM": timer({ lapsesAt: NOW + MINUTE }),
  "activationInfo RESELLER": verb(command("activationInfo"), ACTION_REQUIRED),
  "activationInfo RESELLER, none made": verb(command("activationInfo"), COMPLETED),
  "notify MERCHANT": word({ ...notify, activation: { url: "https://merchant.invalid/3", expiry: null } }),
  "changeProduct RESELLER": verb(command("update")),
  "changeProduct RESELLER, user step": verb(command("update"), ACTION_REQUIRED),
  "changeProduct MERCHANT": word({ ...update, change: { offerKey: "BUNDLE" } }),
  "changeFields RESELLER": verb({ verb: "update", change: { externalEntitlementId: "order-2" } }),
  "changeFields RESELLER, the same": verb({
    verb: "update",
    change: { externalEntitlementId: "order-1" },
  }),
  "changeFields MERCHANT": word({ ...update, merchantExtensionData: { tier: "gold" } }),
  "changeFields MERCHANT, by notify": word({ ...notify, merchantExtensionData: { tier: "gold" } }),
  "suspend RESELLER": verb(command("suspend")),
  "suspend MERCHANT": word({ type: "suspend", reasonDescription: null }),
  "resume RESELLER": verb(command("resume")),
  "resume MERCHANT": word({ type: "resume", reasonDescription: null }),
  "resume OPERATOR": verb(command("resume"), COMPLETED, "OPERATOR"),
  "cancel RESELLER": verb(command("cancel")),
  "cancel RESELLER, end of period": verb(command("cancel"), { ...COMPLETED, terminationDate: later }),
  "terminate MERCHANT": word(terminate(false)),
  "terminate MERCHANT, date": word(terminate(false, later + 1)),
  "terminate MERCHANT, same date": word(terminate(false, later)),
  "terminate MERCHANT, past date": word(terminate(false, NOW)),
  "terminateNow MERCHANT": word(terminate(true)),
  "undo RESELLER": verb(command("undo")),
  "end PLATFORM": timer({ dateEnded: NOW + MINUTE }),
  "revoke RESELLER": verb(command("revoke")),
  "revoke OPERATOR": verb(command("revoke"), COMPLETED, "OPERATOR"),
  "revoke RESELLER, merchant refuses": verb(command("revoke"), rejected("MERCHANT_REJECTED")),
  "expire PLATFORM": timer({ dateExpiry: NOW + MINUTE }),
  "resolve PLATFORM, active": resolver(COMPLETED),
  "resolve PLATFORM, sign-up": resolver(ACTION_REQUIRED),
  "resolve PLATFORM, queued": resolver(QUEUED),
  "resolve PLATFORM, refused": resolver(rejected("MERCHANT_REJECTED")),
  "resolve PLATFORM, absent twice": resolver(rejected("NOT_FOUND"), NOW - 5 * MINUTE),
  "resolve OPERATOR, ACTIVE": settlement("ACTIVE"),
  "resolve OPERATOR, PENDING": settlement("PENDING"),
  "resolve OPERATOR, CANCELLED": settlement("CANCELLED"),
  "resolve OPERATOR, DONE": settlement("DONE"),
  "resolve OPERATOR, NOT_DONE": settlement("NOT_DONE"),
};
