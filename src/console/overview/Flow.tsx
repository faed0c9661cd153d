// What came and what went, day by day: activations above the line, terminations below it.
import type { StatisticsDay } from "../../statistics/statistics";
import { Chart } from "./charts/Chart";
import { Columns } from "./charts/Columns";
import { frames } from "./charts/frame";
import { dayName, sumOf } from "./sums";
import { compact, figure } from "./words";

export function Flow({ days }: { days: readonly StatisticsDay[] }) {
  const activated = sumOf(days, "activated");
  const terminated = sumOf(days, "terminated");
  const dates = days.map(({ date }) => date);
  return (
    <Chart
      id="flow"
      title="Activations and terminations"
      note="Per UTC day. An entitlement is activated once; it is terminated when it ends after that."
      description={`${figure(activated)} activated and ${figure(terminated)} terminated in ${days.length} days.`}
      parts={[
        { label: "Activated, above the line", pattern: 0 },
        { label: "Terminated, below the line", pattern: 1 },
      ]}
      frames={frames("flow")}
      draw={(frame) => (
        <Columns
          frame={frame}
          days={dates}
          format={compact}
          series={[
            { pattern: 0, values: days.map((day) => day.activated) },
            { pattern: 1, values: days.map((day) => day.terminated), below: true },
          ]}
        />
      )}
      table={{
        columns: [
          { label: "Day" },
          { label: "New", numeric: true },
          { label: "Activated", numeric: true },
          { label: "Terminated", numeric: true },
          { label: "Never active", numeric: true },
        ],
        rows: days.toReversed().map((day) => ({
          id: day.date,
          cells: [
            dayName(day, days),
            figure(day.created),
            figure(day.activated),
            figure(day.terminated),
            figure(day.lost),
          ],
        })),
      }}
      empty={activated + terminated === 0 ? "Nothing was activated or terminated in these days" : null}
    />
  );
}
