// The one definition of what may follow what. The machine asks it before every change, `allowedActions` and
// `dryRun` come out of it, and the table and diagram in docs/states.md are generated from it.
//
// A pair of status and command that has no row here is refused. `when` says in words what the machine checks
// beside the status; `repeat` marks a merchant's confirmation that already took effect.
import type { NotificationReason, Side, Status } from "./state";

export const COMMANDS = [
  "create",
  "import",
  "activate",
  "reject",
  "lapse",
  "activationInfo",
  "notify",
  "changeProduct",
  "changeFields",
  "suspend",
  "resume",
  "cancel",
  "terminate",
  "terminateNow",
  "undo",
  "end",
  "revoke",
  "expire",
  "resolve",
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Transition {
  command: CommandName;
  by: readonly Side[];
  /** Null: no entitlement yet. */
  from: readonly (Status | null)[];
  /** `same`: the status stays. */
  to: readonly (Status | "same")[];
  notifies: readonly NotificationReason[];
  when?: string;
  repeat?: true;
}

const LIVE = ["PENDING", "ACTIVE", "ACTIVE-ENDING", "SUSPENDED", "FAILED"] as const;
const ENDED = ["CANCELLED", "REVOKED"] as const;
const BACK = "reached from `ACTIVE` by a change: back to the previous product";

type Row = Transition;
const row = (
  command: CommandName,
  by: Row["by"],
  from: Row["from"],
  to: Row["to"],
  notifies: Row["notifies"],
  when?: string,
): Row => ({ command, by, from, to, notifies, ...(when !== undefined && { when }) });

/** A merchant's confirmation that already took effect: nothing changes, blanks may be filled. */
const repeat = (command: CommandName, from: Row["from"], when?: string): Row => ({
  ...row(command, ["MERCHANT"], from, ["same"], [], when),
  repeat: true,
});

// prettier-ignore
export const TRANSITIONS: readonly Transition[] = [
  row("create", ["RESELLER"], [null], ["ACTIVE", "PENDING", "FAILED"], ["ACTIVATION_SUCCESS"],
    "notified when `ACTIVE`; `FAILED` when the merchant's outcome is unknown"),
  row("import", ["RESELLER", "OPERATOR"], [null], ["PENDING", "ACTIVE", "ACTIVE-ENDING", "SUSPENDED", "CANCELLED", "REVOKED"],
    ["ACTIVATION_SUCCESS", "TERMINATION_PENDING", "SUSPENSION_SUCCESS", "TERMINATION_SUCCESS"],
    "as another system had it; notified only where the import asks for it, `PENDING` never"),
  row("activate", ["MERCHANT"], ["PENDING", "FAILED"], ["ACTIVE"], ["ACTIVATION_SUCCESS"]),
  repeat("activate", ["ACTIVE", "SUSPENDED", "ACTIVE-ENDING"]),
  row("reject", ["MERCHANT"], ["PENDING", "FAILED"], ["CANCELLED"], ["ACTIVATION_FAILURE"], "never active before"),
  row("reject", ["MERCHANT"], ["PENDING"], ["ACTIVE"], ["PRODUCT_UPDATE"], BACK),
  row("lapse", ["PLATFORM"], ["PENDING"], ["CANCELLED"], ["ACTIVATION_FAILURE"],
    "never active before, and the product sets a time for the sign-up"),
  row("lapse", ["PLATFORM"], ["PENDING"], ["ACTIVE"], ["PRODUCT_UPDATE"], BACK),
  row("activationInfo", ["RESELLER"], ["PENDING"], ["same"], []),
  row("notify", ["MERCHANT"], ["PENDING"], ["same"], ["ACTIVATION_PENDING"], "with an activation URL"),
  row("changeProduct", ["RESELLER"], ["ACTIVE"], ["ACTIVE", "PENDING"], ["PRODUCT_UPDATE"],
    "`PENDING`, without a notification, when the customer has to do something"),
  row("changeProduct", ["MERCHANT"], ["ACTIVE"], ["ACTIVE"], ["PRODUCT_UPDATE"]),
  row("changeFields", ["RESELLER", "MERCHANT"], LIVE, ["same"], ["METADATA_UPDATE"]),
  row("suspend", ["RESELLER", "MERCHANT"], ["ACTIVE"], ["SUSPENDED"], ["SUSPENSION_SUCCESS"]),
  repeat("suspend", ["SUSPENDED"]),
  row("resume", ["RESELLER", "MERCHANT", "OPERATOR"], ["SUSPENDED"], ["ACTIVE"], ["RESUMPTION_SUCCESS"],
    "only the side that suspended; the operator always"),
  repeat("resume", ["ACTIVE"], "it was resumed before"),
  row("cancel", ["RESELLER"], ["ACTIVE"], ["ACTIVE-ENDING", "CANCELLED"], ["TERMINATION_PENDING", "TERMINATION_SUCCESS"],
    "`ACTIVE-ENDING` when the merchant names a date in the future"),
  row("cancel", ["RESELLER"], ["PENDING", "SUSPENDED"], ["CANCELLED"], ["TERMINATION_SUCCESS"]),
  row("terminate", ["MERCHANT"], ["ACTIVE", "ACTIVE-ENDING"], ["ACTIVE-ENDING", "CANCELLED"],
    ["TERMINATION_PENDING", "TERMINATION_SUCCESS"],
    "`ACTIVE-ENDING` with a date in the future; the same date again changes nothing"),
  row("terminate", ["MERCHANT"], ["PENDING", "SUSPENDED"], ["CANCELLED"], ["TERMINATION_SUCCESS"]),
  repeat("terminate", ENDED, "it is the termination that ended it"),
  row("terminateNow", ["MERCHANT"], LIVE, ["REVOKED"], ["TERMINATION_SUCCESS"]),
  repeat("terminateNow", ENDED, "it is the termination that ended it"),
  row("undo", ["RESELLER"], ["ACTIVE-ENDING"], ["ACTIVE"], ["TERMINATION_REVERSED"],
    "its own cancellation, before `dateEnded`"),
  row("end", ["PLATFORM"], ["ACTIVE-ENDING"], ["CANCELLED"], ["TERMINATION_SUCCESS"], "`dateEnded` is reached"),
  row("revoke", ["RESELLER", "OPERATOR"], LIVE, ["REVOKED"], ["TERMINATION_SUCCESS"]),
  row("expire", ["PLATFORM"], LIVE, ["CANCELLED"], ["TERMINATION_SUCCESS"], "`dateExpiry` is reached"),
  row("resolve", ["PLATFORM", "OPERATOR"], ["FAILED"], ["ACTIVE", "PENDING", "CANCELLED"],
    ["ACTIVATION_SUCCESS", "ACTIVATION_PENDING", "ACTIVATION_FAILURE"], "the truth about the create is learned"),
];

/** The row for a command in a status, or undefined when that pair is refused. */
export function transition(command: CommandName, by: Side, from: Status | null): Transition | undefined {
  return TRANSITIONS.find((one) => one.command === command && one.by.includes(by) && one.from.includes(from));
}
