// Why entitlements ended: those that had been active, and those that never were.
import type { ReasonCount, Statistics } from "../../statistics/statistics";
import { Bars, type Bar } from "./charts/Bars";
import { Chart } from "./charts/Chart";
import { barFrames } from "./charts/frame";
import { figure, share, spoken } from "./words";

/** Bars in the picture; the table has all. */
const MOST = 7;

const PARTS = [
  { label: "Had been active", pattern: 0 },
  { label: "Never became active", pattern: 1 },
];

export function Reasons({ statistics }: { statistics: Statistics }) {
  const reasons = [
    ...statistics.terminationReasons.map((reason) => ({ ...reason, pattern: 0 })),
    ...statistics.lossReasons.map((reason) => ({ ...reason, pattern: 1 })),
  ].sort((a, b) => b.count - a.count);
  const all = reasons.reduce((sum, { count }) => sum + count, 0);
  const bars: Bar[] = reasons.slice(0, MOST).map(({ pattern, count, ...reason }) => ({
    label: nameOf(reason, pattern),
    text: `${figure(count)} · ${share(count, all)}`,
    value: count,
    pattern,
  }));
  return (
    <Chart
      id="reasons"
      title="Why they ended"
      note={reasons.length > MOST ? `The ${MOST} most frequent reasons; the table has all.` : "By reason."}
      description={bars.map(({ label, text }) => `${label}: ${text}`).join(". ")}
      parts={PARTS.filter(({ pattern }) => bars.some((bar) => bar.pattern === pattern))}
      frames={barFrames("reasons", bars.length)}
      draw={(frame) => <Bars frame={frame} bars={bars} most={bars[0]?.value ?? 0} />}
      table={{
        columns: [
          { label: "Category" },
          { label: "Code" },
          { label: "Was active" },
          { label: "Count", numeric: true },
        ],
        rows: reasons.map(({ category, code, count, pattern }) => ({
          id: `${category} ${code} ${pattern}`,
          cells: [category || "none", code || "none", pattern === 0 ? "yes" : "no", figure(count)],
        })),
      }}
      empty={bars.length === 0 ? "Nothing ended in these days" : null}
    />
  );
}

/** The code says it; where two categories share one, the category as well. */
const nameOf = ({ category, code }: Omit<ReasonCount, "count">, pattern: number): string => {
  const name = spoken(code || "no reason given");
  const which = category === "REVOKED" ? `${name} (revoked)` : name;
  return pattern === 1 && category !== "ACTIVATION_ROLLBACK" ? `${which}, before it was active` : which;
};
