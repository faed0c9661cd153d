// What a change would really change: values that are equal already are not changes.
import { canonical, type Json } from "../../shared/json";
import type { Change, State } from "../state";

/** Whether two values of a record are equal as JSON, whatever the order of their keys. */
export const sameValue = (one: unknown, other: unknown): boolean =>
  canonical((one ?? null) as Json, false) === canonical((other ?? null) as Json, false);

/** The present values left out; an empty change changes nothing. */
export function effective(state: State, change: Change): Change {
  const entries = Object.entries(change).filter(([name, value]) => {
    if (name === "terms" || name === "entitlementDisplayName") return true;
    return !sameValue(value, state[name as keyof State]);
  });
  const rest: Change = Object.fromEntries(entries);
  if (rest.productKey === undefined && rest.offerKey === undefined) {
    delete rest.terms;
    delete rest.entitlementDisplayName;
  }
  return rest;
}

export const changesProduct = (change: Change): boolean =>
  change.productKey !== undefined || change.offerKey !== undefined;
