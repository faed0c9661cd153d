// What a merchant can say about its own entitlements.
import { whereAllowed, why, type Action, type ActionField } from "./action";
import { pairOf, reasonOptions } from "./reasons";

/** A verb of the merchant API, with a body of the fields that were filled in. */
const told = (verb: string): Pick<Action, "name" | "party" | "offered" | "call"> => ({
  name: verb,
  party: "MERCHANT",
  offered: whereAllowed(verb),
  call: (id, fields) => ({ method: "POST", path: `/merchant/v1/entitlement/${verb}/${id}`, body: fields }),
});

const NAMES = { category: "reasonCategory", code: "reasonCode" };
const TIME_HELP = "UTC, for example 2030-01-31T12:00:00Z.";

const reason: ActionField = why("reasonDescription", false);

export const MERCHANT_ACTIONS: readonly Action[] = [
  {
    ...told("activate"),
    label: "Activate",
    title: "Has the customer got access?",
    explain: "The entitlement becomes active and the reseller is told.",
    danger: false,
    fields: () => [
      { name: "merchantEntitlementId", label: "Your own id" },
      {
        name: "activationCode",
        label: "Activation code",
        help: "If the customer needs one. The reseller sees it.",
      },
    ],
    done: { OK: "It is active." },
  },
  {
    ...told("notify"),
    label: "New link or message",
    title: "Give a new sign-up link, or leave a message?",
    explain:
      "A link replaces the one that the customer has. A message is kept in the history, where the reseller reads it.",
    danger: false,
    fields: () => [
      { name: "activationUrl", label: "Sign-up link", help: "Only while the customer has still to sign up." },
      { name: "urlExpiry", label: "The link is good until", help: TIME_HELP },
      { name: "message", label: "Message", long: true },
    ],
    done: { OK: "It was taken." },
  },
  {
    ...told("update"),
    label: "Change product",
    title: "Change the product or the offer?",
    explain: "The reseller is told of the change.",
    danger: false,
    fields: ({ productKey, offerKey }) => [
      { name: "productKey", label: "Product", value: productKey, required: true },
      { name: "offerKey", label: "Offer", value: offerKey ?? "" },
    ],
    done: { OK: "It is changed." },
  },
  {
    ...told("suspend"),
    label: "Suspend",
    title: "Suspend this entitlement?",
    explain: "The reseller is told that the customer has no access until you resume it.",
    danger: false,
    fields: () => [reason],
    done: { OK: "It is suspended." },
  },
  {
    ...told("resume"),
    label: "Resume",
    title: "Resume this entitlement?",
    explain: "The reseller is told that the customer has access again.",
    danger: false,
    fields: () => [reason],
    done: { OK: "It is active again." },
  },
  {
    ...told("reject"),
    label: "Reject",
    title: "Reject this entitlement?",
    explain: "The sign-up comes to nothing: the entitlement ends, or goes back to the product before.",
    danger: true,
    fields: () => [
      {
        name: "reasonCode",
        label: "Reason",
        required: true,
        options: [
          { value: "MERCHANT_REJECTED", label: "Rejected" },
          { value: "CUSTOMER_NOT_ELIGIBLE", label: "The customer is not eligible" },
        ],
      },
      reason,
    ],
    done: { OK: "It is rejected." },
  },
  {
    ...told("terminate"),
    label: "Terminate",
    title: "Terminate this entitlement?",
    explain: "The reseller is told that it ends.",
    danger: true,
    fields: () => [
      {
        name: "immediate",
        label: "How it ends",
        required: true,
        options: [
          { value: "false", label: "Cancelled, now or at a date" },
          { value: "true", label: "Revoked, at once" },
        ],
      },
      { name: "terminationDate", label: "Access lasts until", help: TIME_HELP },
      {
        name: NAMES.category,
        label: "Reason",
        options: [{ value: "", label: "The usual one" }, ...reasonOptions("CUSTOMER_CANCELLED")],
      },
      reason,
    ],
    call: (id, { immediate, [NAMES.category]: chosen, ...rest }) => ({
      method: "POST",
      path: `/merchant/v1/entitlement/terminate/${id}`,
      body: { ...rest, ...pairOf(chosen, NAMES), immediate: immediate === "true" },
    }),
    done: { OK: "It was taken." },
  },
];
