// No effect at a merchant happened twice: as many different requests as commands at most, and one create. Where the
// merchant's own books are open they are asked, else the platform's history of what it has asked for.
import type { MerchantEffect } from "../merchants.ts";
import type { Effect, Sale } from "../record.ts";
import type { Case, Check } from "./finding.ts";

export const once: Check = ({ effects }, cases) =>
  cases.flatMap((one) => {
    const book = effects.get(one.sale.merchantAccountKey) ?? null;
    const own = book?.filter(({ entitlementId }) => entitlementId === one.sale.entitlementId) ?? asked(one);
    return [...limits(one)].flatMap(([operation, most]) => {
      const references = new Set(
        own.filter((effect) => effect.operation === operation).map(({ reference }) => reference),
      );
      return references.size > most
        ? [`${one.sale.entitlementId}: ${operation} ${references.size} times, ${most} were ordered`]
        : [];
    });
  });

const asked = ({ seen: { history }, sale: { entitlementId } }: Case): MerchantEffect[] =>
  history.operations
    .filter(({ outcome }) => outcome === "completed" || outcome === "accepted")
    .map(({ operation, requestId }) => ({
      entitlementId: entitlementId ?? "",
      operation,
      reference: requestId,
    }));

/** How often each operation can have been ordered. */
function limits({ sale, seen: { history } }: Case): Map<string, number> {
  const dates = history.events.filter(({ command }) => command === "expire" || command === "lapse").length;
  return new Map([
    ["create", 1],
    ["suspend", ordered(sale, "suspend")],
    ["resume", ordered(sale, "resume")],
    ["undo", ordered(sale, "undo")],
    ["update", ordered(sale, "product")],
    ["terminate", ordered(sale, "cancel") + ordered(sale, "revoke") + dates],
  ]);
}

/** Refusals that are decided before anybody is asked. */
const BEFORE_ASKING = ["INCOMPATIBLE_STATE", "NOT_SUSPENDED_BY_YOU"];

const ordered = ({ commands }: Sale, effect: Effect): number =>
  commands.filter(
    (command) =>
      command.effect === effect && !BEFORE_ASKING.includes(command.reply?.body.metadata?.reason ?? ""),
  ).length;
