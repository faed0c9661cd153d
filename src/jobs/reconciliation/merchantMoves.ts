// What a merchant can do about a record that its book sees otherwise: it tells, as it would have told at the time.
import type { EntitlementView } from "../../entitlement/record";
import { iso } from "../../shared/clock";
import type { Json } from "../../shared/json";
import type { BookRow } from "./bookRow";
import type { Move, Moves } from "./plan";

export function merchantMoves(book: BookRow | null, record: EntitlementView, now: number): Moves {
  const { entitlementId: id, status, productKey, offerKey } = record;
  const tell = (action: string, body: { [member: string]: Json }): Move => ({
    action,
    call: { method: "POST", path: `/merchant/v1/entitlement/${action}/${id}`, body },
  });
  const endsAt = book?.dateEnded ?? 0;
  return {
    party: "MERCHANT",
    back: () => {
      if (status === "SUSPENDED") return tell("resume", {});
      // Ending was the reseller's decision, and only the reseller takes it back.
      if (status === "ACTIVE-ENDING") return null;
      return tell("activate", book?.ownId === undefined ? {} : { merchantEntitlementId: book.ownId });
    },
    forth: (to) => {
      if (to === "SUSPENDED") return tell("suspend", {});
      if (to !== "ACTIVE-ENDING" || endsAt <= now) return null;
      return tell("terminate", { immediate: false, terminationDate: iso(endsAt) });
    },
    end: (to) => {
      if (to === "REVOKED") return tell("terminate", { immediate: true });
      return status === "FAILED"
        ? tell("reject", { reasonCode: "MERCHANT_REJECTED" })
        : tell("terminate", { immediate: false });
    },
    change: ({ product }) => {
      const changed = {
        ...(product && book && book.productKey !== productKey && { productKey: book.productKey }),
        ...(product &&
          book?.offerKey !== undefined &&
          book.offerKey !== offerKey && { offerKey: book.offerKey }),
      };
      return Object.keys(changed).length === 0 ? null : tell("update", changed);
    },
  };
}
