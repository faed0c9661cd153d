// Answers that arrive when their operation is closed already. Only what certainly cannot be true of the record as it
// became is called a contradiction: an operator will look at it.
import type { MerchantOperation, Outcome } from "../connectors/contract";
import type { CallMeta } from "./calls";
import type { Entry } from "./entry";
import { hasEnded, type State } from "./state";

/** The clocks of a Worker and of an object differ by less. */
const CLOCKS_MS = 5_000;

/** Whether a record shows that an operation took effect. */
type Shows = (state: State, meta: CallMeta) => boolean;

const SHOWN: Partial<Record<MerchantOperation, Shows>> = {
  suspend: ({ status }) => status === "SUSPENDED",
  resume: (state) => state.status !== "SUSPENDED" && !hasEnded(state),
  update: ({ productKey, offerKey }, { product }) =>
    productKey === product?.productKey && offerKey === product.offerKey,
  terminate: (state) => state.status === "ACTIVE-ENDING" || hasEnded(state),
  undo: ({ status }) => status === "ACTIVE",
};

/** Whether a late answer contradicts the newest of these entries, or all since the call began. */
export function isLateContradiction(entries: Entry[], meta: CallMeta, outcome: Outcome): boolean {
  const head = entries.at(-1)?.state;
  const unjudged = meta.operation === "update" && meta.product === undefined;
  if (head === undefined || unjudged) return false;
  if (outcome.kind === "rejected") return refusedButDone(head, meta);
  return outcome.kind === "completed" && doneButNeverSeen(head, entries, meta);
}

function refusedButDone(head: State, meta: CallMeta): boolean {
  if (meta.operation === "activationInfo") return false;
  return SHOWN[meta.operation]?.(head, meta) ?? !hasEnded(head);
}

/** A revoke that is open supersedes whatever was before it; an end leaves nothing to contradict, save an undo. */
function doneButNeverSeen(head: State, entries: Entry[], meta: CallMeta): boolean {
  const { operation } = meta;
  if (operation === "create") return hasEnded(head) || head.dateActivated === null;
  const shown = SHOWN[operation];
  const over = operation === "undo" ? head.status === "REVOKED" : hasEnded(head);
  if (shown === undefined || over || head.operation?.verb === "revoke") return false;
  const since = entries.filter(({ at }) => at >= meta.at - CLOCKS_MS).map(({ state }) => state);
  return ![...since, head].some((state) => shown(state, meta));
}
