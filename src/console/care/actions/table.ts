// All actions, in the order of their buttons: the mild ones first.
import type { Party } from "../../../api/authenticate";
import type { Action } from "./action";
import { MERCHANT_ACTIONS } from "./merchant";
import { OPERATOR_ACTIONS } from "./operator";
import { REPLAY_ACTIONS } from "./replay";
import { RESELLER_ACTIONS } from "./reseller";

const ACTIONS: readonly Action[] = [
  ...RESELLER_ACTIONS,
  ...MERCHANT_ACTIONS,
  ...OPERATOR_ACTIONS,
  ...REPLAY_ACTIONS,
];

export const actionsOf = (party: Party): readonly Action[] =>
  ACTIONS.filter((action) => action.party === party);
