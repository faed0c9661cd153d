// How many entitlements there were in each status at the end of each day. Those that have ended only ever grow, so they
// stand in the table and not in the picture.
import type { Statistics } from "../../statistics/statistics";
import { Chart } from "./charts/Chart";
import { Columns } from "./charts/Columns";
import { frames } from "./charts/frame";
import { dayName } from "./sums";
import { compact, figure } from "./words";

/** From the ground up, each with its pattern. */
const LIVE = ["ACTIVE", "ACTIVE-ENDING", "SUSPENDED", "PENDING", "FAILED"];
const ENDED = ["CANCELLED", "REVOKED"];

export function Statuses({ statistics: { days, statusesSince } }: { statistics: Statistics }) {
  const shown = LIVE.filter((status) => days.some(({ statuses }) => (statuses?.[status] ?? 0) > 0));
  const last = days.at(-1)?.statuses ?? {};
  const parts = shown.map((status) => ({ label: status, pattern: LIVE.indexOf(status) }));
  const dates = days.map(({ date }) => date);
  return (
    <Chart
      id="statuses"
      title="Entitlements by status"
      note={
        <>
          At the end of each UTC day, today until now.
          {statusesSince !== null && ` Known since ${statusesSince}; before that nothing was counted.`}
        </>
      }
      description={`Now: ${shown.map((status) => `${figure(last[status] ?? 0)} ${status}`).join(", ")}.`}
      parts={parts}
      frames={frames("statuses")}
      draw={(frame) => (
        <Columns
          frame={frame}
          days={dates}
          format={compact}
          series={parts.map(({ label, pattern }) => ({
            pattern,
            values: days.map(({ statuses }) => statuses?.[label] ?? null),
          }))}
        />
      )}
      table={{
        columns: [{ label: "Day" }, ...[...LIVE, ...ENDED].map((label) => ({ label, numeric: true }))],
        rows: days.toReversed().map((day) => ({
          id: day.date,
          cells: [
            dayName(day, days),
            ...[...LIVE, ...ENDED].map((status) =>
              day.statuses === null ? "not known" : figure(day.statuses[status] ?? 0),
            ),
          ],
        })),
      }}
      empty={shown.length === 0 ? "There is no entitlement that has not ended" : null}
    />
  );
}
