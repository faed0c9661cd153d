// What is said after an action, from the two words that the redirect carries. Other words say nothing, so nobody can put
// a text of theirs on our page.
import type { Party } from "../../api/authenticate";
import { actionsOf } from "./actions/table";

/** The query of a page after an action. */
export const doneQuery = (action: string, code: string): string =>
  `?${new URLSearchParams({ done: action, code })}`;

/** The sentence for it, or null. */
export function doneNotice(party: Party, query: URLSearchParams): string | null {
  const action = actionsOf(party).find(({ name }) => name === query.get("done"));
  if (action === undefined) return null;
  const { OK, ACCEPTED = OK, CLIENT_ACTION_REQUIRED = OK } = action.done;
  switch (query.get("code")) {
    case "OK":
      return OK;
    case "ACCEPTED":
      return ACCEPTED;
    case "CLIENT_ACTION_REQUIRED":
      return CLIENT_ACTION_REQUIRED;
    default:
      return null;
  }
}
