// What a reseller can do.
import { DEFAULT_REASONS } from "../../../entitlement/machine/termination";
import { noFields, whereAllowed, why, type Action } from "./action";
import { SPANS } from "./spans";
import { pairOf, reasonOptions } from "./reasons";

const RESELLER = { party: "RESELLER" } as const;
const NAMES = { category: "cancelReasonCategory", code: "cancelReasonCode" };

/** Cancel and revoke differ in when it ends and in the reason that is chosen in the beginning. */
function ending(verb: "cancel" | "revoke"): Pick<Action, "name" | "offered" | "fields" | "call"> {
  const { category, code } = DEFAULT_REASONS[verb === "cancel" ? "CANCELLED" : "REVOKED"];
  return {
    name: verb,
    offered: whereAllowed(verb),
    fields: () => [
      {
        name: NAMES.category,
        label: "Reason",
        required: true,
        options: reasonOptions(category),
        value: `${category}/${code}`,
      },
      why("cancelReasonDescription", false),
    ],
    // Only these: the API would keep any other field as extension data.
    call: (id, { [NAMES.category]: chosen, cancelReasonDescription }) => ({
      method: "POST",
      path: `/v1/entitlement/${verb}/${id}`,
      body: { ...pairOf(chosen, NAMES), cancelReasonDescription },
    }),
  };
}

const simple = (
  verb: "suspend" | "resume" | "undo",
): Pick<Action, "name" | "offered" | "fields" | "call"> => ({
  name: verb,
  offered: whereAllowed(verb),
  fields: noFields,
  call: (id) => ({ method: "POST", path: `/v1/entitlement/${verb}/${id}`, body: {} }),
});

const QUEUED = "The merchant has queued it; the state changes when it confirms.";

export const RESELLER_ACTIONS: readonly Action[] = [
  {
    ...RESELLER,
    name: "activationInfo",
    label: "Fresh sign-up link",
    title: "Make a fresh sign-up link?",
    explain:
      "The merchant is asked for a new link. The customer can then sign up with it; older links may stop working.",
    danger: false,
    offered: whereAllowed("activationInfo"),
    fields: noFields,
    call: (id) => ({ method: "GET", path: `/v1/entitlement/activationInfo/${id}` }),
    done: { OK: "Here is the link that the customer can sign up with." },
  },
  {
    ...RESELLER,
    name: "clock",
    label: "Move in time",
    title: "Move this entitlement forward in time?",
    explain:
      "Everything that falls due on the way happens in order, and is notified. There is no way back, and nothing else is moved.",
    danger: false,
    offered: ({ environment }) => environment === "sandbox",
    fields: () => [{ name: "advanceSeconds", label: "By", required: true, options: SPANS, value: "2678400" }],
    call: (entitlementId, { advanceSeconds }) => ({
      method: "POST",
      path: "/v1/sandbox/clock",
      body: { entitlementId, advanceSeconds: Number(advanceSeconds) },
    }),
    done: { OK: "Its clock was moved." },
  },
  {
    ...RESELLER,
    ...simple("suspend"),
    label: "Suspend",
    title: "Suspend this entitlement?",
    explain: "The customer loses access until you resume it.",
    danger: false,
    done: { OK: "It is suspended.", ACCEPTED: QUEUED },
  },
  {
    ...RESELLER,
    ...simple("resume"),
    label: "Resume",
    title: "Resume this entitlement?",
    explain: "The customer gets access again.",
    danger: false,
    done: { OK: "It is active again.", ACCEPTED: QUEUED },
  },
  {
    ...RESELLER,
    ...simple("undo"),
    label: "Undo the cancellation",
    title: "Undo the cancellation?",
    explain: "It goes on as if it had not been cancelled.",
    danger: false,
    done: { OK: "It is active again.", ACCEPTED: QUEUED },
  },
  {
    ...RESELLER,
    ...ending("cancel"),
    label: "Cancel",
    title: "Cancel this entitlement?",
    explain: "It ends at the end of the paid period where the merchant does that, otherwise at once.",
    danger: true,
    done: { OK: "The cancellation has been taken.", ACCEPTED: QUEUED },
  },
  {
    ...RESELLER,
    ...ending("revoke"),
    label: "Revoke",
    title: "Revoke this entitlement?",
    explain: "It ends at once, whatever the merchant says. This cannot be undone.",
    danger: true,
    done: { OK: "It is revoked.", ACCEPTED: QUEUED },
  },
];
