// What a job was asked, and what it says, without a customer who is erased.
import type { Json } from "../shared/json";
import { hiderOf } from "./erasure/hide";
import type { JobState } from "./state";

/** Null where nothing changes. */
export function withoutCustomer(state: JobState, customerIdentifier: string): JobState | null {
  const hide = hiderOf(customerIdentifier);
  const { reason, message, options } = state;
  const next: JobState = {
    ...state,
    reason: reason && hide(reason),
    message: message && hide(message),
    options: hidden(options, hide),
  };
  return JSON.stringify(next) === JSON.stringify(state) ? null : next;
}

function hidden(value: Json, hide: (text: string) => string): Json {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((one) => hidden(one, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hidden(one, hide)]));
}
