// What a reseller can do about a record that its book sees otherwise: the verbs of its own API.
import type { EntitlementView } from "../../entitlement/record";
import type { BookRow } from "./bookRow";
import type { Move, Moves } from "./plan";

export function resellerMoves(book: BookRow | null, record: EntitlementView): Moves {
  const { entitlementId: id, status, productKey, offerKey } = record;
  const verb = (action: string): Move => ({
    action,
    call: { method: "POST", path: `/v1/entitlement/${action}/${id}`, body: {} },
  });
  return {
    party: "RESELLER",
    back: () => (status === "SUSPENDED" ? verb("resume") : status === "ACTIVE-ENDING" ? verb("undo") : null),
    forth: (to) => (to === "SUSPENDED" ? verb("suspend") : to === "ACTIVE-ENDING" ? verb("cancel") : null),
    // A cancellation on its way ends by itself at its date; nothing brings it forward but a revocation.
    end: (to) => (to === "REVOKED" ? verb("revoke") : verb("cancel")),
    change: ({ product, customer }) => {
      const changed = {
        ...(product && book && book.productKey !== productKey && { productKey: book.productKey }),
        ...(product &&
          book?.offerKey !== undefined &&
          book.offerKey !== offerKey && { offerKey: book.offerKey }),
        ...(customer && book?.customer !== undefined && { customerIdentifier: book.customer }),
      };
      if (Object.keys(changed).length === 0) return null;
      return { action: "update", call: { method: "PATCH", path: `/v1/entitlement/${id}`, body: changed } };
    },
  };
}
