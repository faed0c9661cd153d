// Where sign-ups get lost: of the new entitlements those that got a link, and of these the ones that became active. Each
// step is counted on its own day, so that in a short time more may finish than begin.
import type { Statistics } from "../../statistics/statistics";
import { Bars } from "./charts/Bars";
import { Chart } from "./charts/Chart";
import { barFrames } from "./charts/frame";
import { sumOf } from "./sums";
import { duration, figure, share } from "./words";

const time = (seconds: number | null): string => duration(seconds === null ? null : seconds * 1_000);

export function Funnel({ statistics: { days, timeToActivate } }: { statistics: Statistics }) {
  const created = sumOf(days, "created");
  const linked = sumOf(days, "linked");
  const confirmed = sumOf(days, "confirmed");
  const { p50Seconds, p90Seconds, p99Seconds } = timeToActivate;
  const steps = [
    { label: "New", value: created, text: figure(created) },
    {
      label: "Got a sign-up link",
      value: linked,
      text: `${figure(linked)} · ${share(linked, created)} of new`,
    },
    {
      label: "Finished the sign-up",
      value: confirmed,
      text: `${figure(confirmed)} · ${share(confirmed, linked)} of links`,
    },
  ];
  return (
    <Chart
      id="funnel"
      title="Sign-ups"
      note="Of the new ones those that got a link, and of these those that became active. Each is counted on its own day."
      description={steps.map(({ label, text }) => `${label}: ${text}`).join(". ")}
      frames={barFrames("funnel", steps.length)}
      draw={(frame) => <Bars frame={frame} bars={steps} most={Math.max(created, linked, confirmed)} />}
      table={{
        columns: [
          { label: "Day" },
          { label: "New", numeric: true },
          { label: "Link", numeric: true },
          { label: "Finished", numeric: true },
        ],
        rows: days.toReversed().map((day) => ({
          id: day.date,
          cells: [day.date, figure(day.created), figure(day.linked), figure(day.confirmed)],
        })),
      }}
      empty={created + linked + confirmed === 0 ? "Nothing new in these days" : null}
    >
      {timeToActivate.count > 0 && (
        <>
          <dl class="times">
            {[
              ["Half within", p50Seconds] as const,
              ["90 % within", p90Seconds] as const,
              ["99 % within", p99Seconds] as const,
            ].map(([label, seconds]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{time(seconds)}</dd>
              </div>
            ))}
          </dl>
          <p class="quiet">From new to active, of those with a link. Estimated from a histogram.</p>
        </>
      )}
    </Chart>
  );
}
