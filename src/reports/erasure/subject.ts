// Whom an erasure of stored files is about, and how its lines are recognised: by the entitlements that are erased as a
// whole, by the versions of those that moved to somebody else, and by the identifier itself.
import type { Scope } from "../scope";

/** An entitlement that the customer had once, and the versions of that time; both ends included. */
export interface Moved {
  entitlementId: string;
  merchantAccountKey: string;
  /** The versions, and when they were made by the entitlement's own clock: epoch milliseconds. */
  spans: { first: number; last: number; from: number; to: number }[];
}

export interface Subject {
  scope: Scope;
  customerIdentifier: string;
  /** Versions of this time on are somebody else's, epoch milliseconds; real. */
  before: number;
  /** Entitlements that are erased as a whole. */
  whole: ReadonlySet<string>;
  moved: readonly Moved[];
  merchants: readonly string[];
  /** When the first of them was made, epoch milliseconds, or earlier: no file about the time before is about the customer. */
  since: number;
}

/** One version, as a line of a file has it. */
export interface LineOf {
  entitlementId: string;
  version: number;
  customerIdentifier: unknown;
  /** Epoch milliseconds. */
  date: number;
}

/** Whether a version is this customer's. */
export function isTheirs(
  subject: Subject,
  { entitlementId, version, customerIdentifier, date }: LineOf,
): boolean {
  if (subject.whole.has(entitlementId)) return true;
  if (customerIdentifier === subject.customerIdentifier && date < subject.before) return true;
  const spans = subject.moved.find((one) => one.entitlementId === entitlementId)?.spans ?? [];
  return spans.some(({ first, last }) => version >= first && version <= last);
}

/** Whether a line may be about the customer, so that it is worth parsing. */
export function mayBeTheirs(subject: Subject): (line: string) => boolean {
  const text = JSON.stringify(subject.customerIdentifier).slice(1, -1);
  const ids = new Set([...subject.whole, ...subject.moved.map(({ entitlementId }) => entitlementId)]);
  const named = (line: string): boolean => [...line.matchAll(ID)].some(([id]) => ids.has(id));
  return (line) => line.includes(text) || line.includes(subject.customerIdentifier) || named(line);
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
