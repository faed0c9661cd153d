// What an operator can do: settle what nobody could find out, and resume what another side suspended. What the parties do
// themselves is not an operator's to do.
import type { Option } from "../../components/Form";
import type { Entitlement } from "../record";
import { why, type Action } from "./action";

const CREATE_OUTCOMES: Option[] = [
  { value: "ACTIVE", label: "It was created and is active" },
  { value: "PENDING", label: "It was created and waits for the customer" },
  { value: "CANCELLED", label: "It was not created" },
];
const VERB_OUTCOMES: Option[] = [
  { value: "DONE", label: "The merchant has done it" },
  { value: "NOT_DONE", label: "The merchant has not done it" },
];

const inDoubt = ({ status, waitingOn }: Entitlement): boolean =>
  status === "FAILED" || waitingOn === "PLATFORM";

export const OPERATOR_ACTIONS: readonly Action[] = [
  {
    name: "settle",
    party: "OPERATOR",
    label: "Settle",
    title: "Settle what is in doubt?",
    explain:
      "Ask the merchant first: what you say here is taken for the truth, and the platform stops looking for it itself.",
    danger: true,
    offered: inDoubt,
    fields: ({ status }) => [
      {
        name: "outcome",
        label: "What became of it",
        required: true,
        options: status === "FAILED" ? CREATE_OUTCOMES : VERB_OUTCOMES,
      },
      { name: "merchantEntitlementId", label: "The merchant's own id" },
      why("reason", true),
    ],
    call: (id, fields) => ({ method: "POST", path: `/admin/v1/entitlement/settle/${id}`, body: fields }),
    done: { OK: "It is settled.", CLIENT_ACTION_REQUIRED: "It is settled; the customer has to sign up." },
  },
  {
    name: "resume",
    party: "OPERATOR",
    label: "Resume",
    title: "Resume this entitlement?",
    explain: "The customer gets access again, whichever side took it away.",
    danger: false,
    offered: ({ status }) => status === "SUSPENDED",
    fields: () => [why("reason", true)],
    call: (id, fields) => ({ method: "POST", path: `/admin/v1/entitlement/resume/${id}`, body: fields }),
    done: { OK: "It is active again.", ACCEPTED: "The merchant has queued it." },
  },
];
