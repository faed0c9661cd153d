// The Summary report: per product how many there are in each state, and what came and went. Counted from the same
// movements as the other reports.
import { STATUSES, type Status } from "../entitlement/state";
import type { Ended } from "./books";
import type { Movement, Standing } from "./movements";
import { isActive, isOver } from "./row";

export interface Counts {
  activeAtStart: number;
  /** Came to have the service under this product, and ceased to. */
  becameActive: number;
  ceasedActive: number;
  activeAtEnd: number;
  /** In each state at the end; those that have ended, since the log began. */
  total: Record<Status, number>;
  /** Changes into each state. */
  into: Record<Status, number>;
}

/** By product. */
export type Summary = Map<string, Counts>;

const perStatus = (): Record<Status, number> => ({
  PENDING: 0,
  ACTIVE: 0,
  "ACTIVE-ENDING": 0,
  SUSPENDED: 0,
  CANCELLED: 0,
  REVOKED: 0,
  FAILED: 0,
});

function countsOf(summary: Summary, productKey: string): Counts {
  const known = summary.get(productKey);
  if (known !== undefined) return known;
  const none = { activeAtStart: 0, becameActive: 0, ceasedActive: 0, activeAtEnd: 0 };
  const counts = { ...none, total: perStatus(), into: perStatus() };
  summary.set(productKey, counts);
  return counts;
}

/** Adds those who had ended before. */
export function countEnded(summary: Summary, ended: Ended): void {
  for (const [productKey, status, count] of ended) countsOf(summary, productKey).total[status] += count;
}

/** Adds what became of one entitlement. */
export function countMovement(summary: Summary, { before, events, after, endedSince }: Movement): void {
  if (before !== null && isActive(before.status)) countsOf(summary, before.productKey).activeAtStart++;
  if (isActive(after.status)) countsOf(summary, after.productKey).activeAtEnd++;
  if (!isOver(after.status) || endedSince) countsOf(summary, after.productKey).total[after.status]++;
  let standing = before;
  for (const event of events) {
    // Clocks may disagree about which side of midnight a version is on; what is known to be newer stands.
    if (event.version <= (standing?.version ?? 0)) continue;
    countStep(summary, standing, event);
    standing = event;
  }
}

function countStep(summary: Summary, from: Standing | null, to: Standing): void {
  if (from?.status !== to.status) countsOf(summary, to.productKey).into[to.status]++;
  const had = from !== null && isActive(from.status) ? from.productKey : null;
  const has = isActive(to.status) ? to.productKey : null;
  if (had === has) return;
  if (had !== null) countsOf(summary, had).ceasedActive++;
  if (has !== null) countsOf(summary, has).becameActive++;
}

/** Whom the next book counts as ended. */
export const endedOf = (summary: Summary): Ended =>
  [...summary].flatMap(([productKey, { total }]) =>
    STATUSES.filter((status) => isOver(status) && total[status] > 0).map((status): Ended[number] => [
      productKey,
      status,
      total[status],
    ]),
  );

/** The lines of the report, in the order of products. */
export const sorted = (summary: Summary): [string, Counts][] =>
  [...summary].sort(([a], [b]) => (a < b ? -1 : 1));
