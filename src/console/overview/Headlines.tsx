// The few numbers one wants first.
import type { Statistics } from "../../statistics/statistics";
import { sumOf } from "./sums";
import { duration, figure, share, shortDate } from "./words";

/** Statuses in which the customer has the service. */
const SERVED = ["ACTIVE", "ACTIVE-ENDING"];

export function Headlines({ statistics }: { statistics: Statistics }) {
  const { days, timeToActivate, merchantCalls } = statistics;
  const now = days.at(-1)?.statuses;
  const before = days[0]?.statuses;
  const served = servedOf(now);
  const change = now && before ? served - servedOf(before) : null;
  const calls = merchantCalls.reduce((sum, one) => sum + one.calls, 0);
  const failed = merchantCalls.reduce((sum, one) => sum + one.failed, 0);
  const linked = sumOf(days, "linked");
  return (
    <dl class="headlines">
      <Headline label="With the service now" value={figure(served)}>
        {change === null
          ? ""
          : `${change >= 0 ? "+" : "−"}${figure(Math.abs(change))} since ${shortDate(days[0]?.date ?? "")}`}
      </Headline>
      <Headline label="New" value={figure(sumOf(days, "created"))}>
        {`${figure(days.at(-1)?.created ?? 0)} today so far`}
      </Headline>
      <Headline label="Ended" value={figure(sumOf(days, "terminated"))}>
        {`${figure(sumOf(days, "lost"))} more never became active`}
      </Headline>
      <Headline label="Sign-ups finished" value={share(sumOf(days, "confirmed"), linked)}>
        {timeToActivate.count === 0
          ? `of ${figure(linked)} with a link`
          : `half of them within ${duration(msOf(timeToActivate.p50Seconds))}`}
      </Headline>
      <Headline label="Merchant calls failed" value={share(failed, calls)}>
        {`of ${figure(calls)}`}
      </Headline>
    </dl>
  );
}

const Headline = ({ label, value, children }: { label: string; value: string; children: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <b>{value}</b> <span class="quiet">{children}</span>
    </dd>
  </div>
);

const servedOf = (statuses: Record<string, number> | null | undefined): number =>
  SERVED.reduce((sum, status) => sum + (statuses?.[status] ?? 0), 0);

const msOf = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);
