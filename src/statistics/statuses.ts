// How many entitlements were in each status at the end of each day: as it is now, less the differences of the days
// since. So the sum of everything that ever happened is never needed.
import type { StatusCounts } from "../wire/statistics";
import type { Counted } from "./read";

/** In the order of a life; every one is always there. */
export const STATUS_ORDER = [
  "PENDING",
  "ACTIVE",
  "ACTIVE-ENDING",
  "SUSPENDED",
  "FAILED",
  "CANCELLED",
  "REVOKED",
] as const;

/** One per day from the first to the last, both included. */
export function statusesByDay({ days, statuses }: Counted, from: number, to: number): StatusCounts[] {
  const now: StatusCounts = Object.fromEntries(STATUS_ORDER.map((status) => [status, 0]));
  for (const { detail, count } of statuses) now[detail] = (now[detail] ?? 0) + count;
  const differences = new Map<number, StatusCounts>();
  for (const { day, measure, detail, count } of days) {
    if (measure !== "status") continue;
    const of = differences.get(day) ?? {};
    of[detail] = (of[detail] ?? 0) + count;
    differences.set(day, of);
  }
  const last = Math.max(to, ...differences.keys());
  const ends: StatusCounts[] = [];
  for (let day = last; day >= from; day--) {
    if (day <= to) ends.unshift({ ...now });
    for (const [status, count] of Object.entries(differences.get(day) ?? {}))
      now[status] = (now[status] ?? 0) - count;
  }
  return ends;
}
