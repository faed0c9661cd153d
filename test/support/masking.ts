// Lines of results of jobs without a customer.
import { expect } from "vitest";
import { resultKind, type ResultOf } from "../../src/jobs/erasure/mask";
import type { Subject } from "../../src/reports/erasure/subject";

export const WHOLE = "00000000-0000-8000-8000-00000000000a";
export const MOVED = "00000000-0000-8000-8000-00000000000b";
export const OTHER = "00000000-0000-8000-8000-00000000000c";
export const ANNA = "ännä+4477";

const subject = (customerIdentifier: string): Subject => ({
  scope: { environment: "sandbox", resellerKey: "TELCO" },
  customerIdentifier,
  before: 1,
  whole: new Set([WHOLE]),
  moved: [
    {
      entitlementId: MOVED,
      merchantAccountKey: "MUSIC",
      spans: [{ first: 0, last: 2, from: Date.UTC(2026, 9, 3), to: Date.UTC(2026, 9, 4) }],
    },
  ],
  merchants: [],
  since: 0,
});

const bytes = (text: string): number => new TextEncoder().encode(text).length;
export const stars = (text: string): string => "*".repeat(bytes(text));

const RECORDS: ResultOf = { party: "RESELLER", columns: null };

/** A line of a result, which stays as long as it was; null where nothing changes. */
export function masked(line: string, customerIdentifier = ANNA, result = RECORDS): string | null {
  const text = resultKind(subject(customerIdentifier), result).erase(line);
  if (text !== null) expect(bytes(text)).toBe(bytes(line));
  return text;
}
