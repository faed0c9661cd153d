// What can be done to an entitlement from its page: the button, what is asked before it is done, and the API's call that
// does it. An action is data; the page that confirms it and the code that does it are the same for all.
import type { Party } from "../../../api/authenticate";
import type { History } from "../../../entitlement/history";
import type { Option } from "../../components/Form";
import type { Entitlement } from "../record";

export interface ActionField {
  /** The member of the API's body, by which its refusals name it too. */
  name: string;
  label: string;
  help?: string;
  required?: boolean;
  /** A choice, or else a text. */
  options?: readonly Option[];
  /** What is chosen or written in the beginning. */
  value?: string;
  long?: boolean;
}

export interface Action {
  /** In the address, and in `allowedActions` where the API lists it. */
  name: string;
  party: Party;
  /** Of the button. */
  label: string;
  /** Of the page that asks. */
  title: string;
  /** What will happen, in a sentence or two. */
  explain: string;
  danger: boolean;
  /** Whether it is offered for this entitlement now. The API decides again. */
  offered: (record: Entitlement, history: History) => boolean;
  fields: (record: Entitlement) => readonly ActionField[];
  call: (
    id: string,
    fields: Record<string, string>,
  ) => { method: "GET" | "POST"; path: string; body?: object };
  /** What is said afterwards, by the API's code. */
  done: { OK: string; ACCEPTED?: string; CLIENT_ACTION_REQUIRED?: string };
}

/** Where the API says what may be done. */
export const whereAllowed =
  (name: string) =>
  ({ allowedActions }: Entitlement): boolean =>
    allowedActions.includes(name);

export const noFields = (): readonly ActionField[] => [];

/** For whoever reads the history later; required where the API requires it. */
export const why = (name: string, required: boolean): ActionField => ({
  name,
  label: required ? "Why" : "In your own words",
  help: "It is recorded. No names or numbers of customers, please.",
  required,
  long: true,
});
