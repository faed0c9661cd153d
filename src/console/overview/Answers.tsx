// How merchants answer: how long they take per operation, and which share of calls failed, day by day.
import type { MerchantCalls } from "../../statistics/callFigures";
import type { StatisticsDay } from "../../statistics/statistics";
import { Bars } from "./charts/Bars";
import { Chart } from "./charts/Chart";
import { Columns } from "./charts/Columns";
import { barFrames, halfFrames } from "./charts/frame";
import { dayName, sumOf } from "./sums";
import { duration, figure, share } from "./words";

/** Bars in the picture; the table has all. */
const MOST = 6;

export function Answers({ calls }: { calls: readonly MerchantCalls[] }) {
  const bars = calls.slice(0, MOST).map(({ merchantAccountKey, operation, p50Ms, p95Ms }) => ({
    label: `${merchantAccountKey} ${operation}`,
    text: `half in ${duration(p50Ms)}, 95 % in ${duration(p95Ms)}`,
    value: p95Ms ?? 0,
    mark: p50Ms ?? 0,
  }));
  return (
    <Chart
      id="answers"
      title="Merchants' answer times"
      note="Calls for all products. The bar ends where 95 % of the calls had their answer, the mark stands where half had. Estimated from a histogram; a call ends after 10 s."
      description={bars.map(({ label, text }) => `${label}: ${text}`).join(". ")}
      frames={barFrames("answers", bars.length)}
      draw={(frame) => <Bars frame={frame} bars={bars} most={Math.max(...bars.map(({ value }) => value))} />}
      table={{
        columns: [
          { label: "Merchant" },
          { label: "Operation" },
          { label: "Calls", numeric: true },
          { label: "Failed", numeric: true },
          { label: "50 %", numeric: true },
          { label: "95 %", numeric: true },
          { label: "99 %", numeric: true },
        ],
        rows: calls.map((one) => ({
          id: `${one.merchantAccountKey} ${one.operation}`,
          cells: [
            one.merchantAccountKey,
            one.operation,
            figure(one.calls),
            `${figure(one.failed)} (${share(one.failed, one.calls)})`,
            duration(one.p50Ms),
            duration(one.p95Ms),
            duration(one.p99Ms),
          ],
        })),
      }}
      empty={bars.length === 0 ? "No merchant was called in these days" : null}
    />
  );
}

export function Failures({ days }: { days: readonly StatisticsDay[] }) {
  const calls = sumOf(days, "merchantCalls");
  const failed = sumOf(days, "merchantCallsFailed");
  const dates = days.map(({ date }) => date);
  return (
    <Chart
      id="failures"
      title="Merchant calls that failed"
      note="Share per UTC day of calls, for all products, whose outcome stayed unknown, or for which the merchant was not to be had. A refusal is an answer."
      description={`${figure(failed)} of ${figure(calls)} calls failed, ${share(failed, calls)}.`}
      frames={halfFrames("failures")}
      draw={(frame) => (
        <Columns
          frame={frame}
          days={dates}
          fractional
          format={(value) => `${Math.round(value * 10) / 10} %`}
          series={[
            {
              pattern: 4,
              values: days.map((day) =>
                day.merchantCalls === 0 ? null : (day.merchantCallsFailed / day.merchantCalls) * 100,
              ),
            },
          ]}
        />
      )}
      table={{
        columns: [
          { label: "Day" },
          { label: "Calls", numeric: true },
          { label: "Failed", numeric: true },
          { label: "Share", numeric: true },
        ],
        rows: days.toReversed().map((day) => ({
          id: day.date,
          cells: [
            dayName(day, days),
            figure(day.merchantCalls),
            figure(day.merchantCallsFailed),
            share(day.merchantCallsFailed, day.merchantCalls),
          ],
        })),
      }}
      empty={
        calls === 0
          ? "No merchant was called in these days"
          : failed === 0
            ? `None of ${figure(calls)} calls failed`
            : null
      }
    />
  );
}
