// A time as people want it: how long ago, and the moment itself in UTC. Rendered by the server, so it is as old as the
// page; the title has the milliseconds.
import { clock } from "../../shared/clock";

const UNITS: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** "3 minutes ago", "in 2 days", "just now". */
export function relative(at: number, now: number): string {
  const distance = at - now;
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? ["second", 1_000];
  const count = Math.trunc(distance / ms);
  if (count === 0) return "just now";
  return new Intl.RelativeTimeFormat("en").format(count, unit);
}

/** "2026-10-24 12:45:06 UTC" */
export const absolute = (date: string): string => `${date.slice(0, 10)} ${date.slice(11, 19)} UTC`;

/** A moment, ISO 8601; nothing where there is none. */
export function Time({ date }: { date: string | null }) {
  if (date === null) return null;
  return (
    <time dateTime={date} title={date}>
      <span class="moment">{absolute(date)}</span>{" "}
      <span class="quiet">{relative(Date.parse(date), clock.now())}</span>
    </time>
  );
}
