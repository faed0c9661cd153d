// Columns over days: parts above the line stand on each other, parts below hang down. A day without a value stays empty,
// which is not the same as zero.
import { scaleBand, scaleLinear, type ScaleBand, type ScaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import { shortDate } from "../words";
import type { Frame } from "./frame";
import { fillOf, Patterns } from "./Pattern";

export interface Series {
  pattern: number;
  /** One per day; null: not known. */
  values: readonly (number | null)[];
  below?: boolean;
}

interface Props {
  frame: Frame;
  /** ISO dates. */
  days: readonly string[];
  series: readonly Series[];
  /** How a value is written on its axis. */
  format: (value: number) => string;
  /** Not counts: there is something between one and two. */
  fractional?: boolean;
}

/** Above this many days columns touch each other: gaps would be all one sees. */
const MOST_APART = 31;

export function Columns({ frame, days, series, format, fractional = false }: Props) {
  const { width, height, margin } = frame;
  const x = scaleBand<string>(days, [margin.left, width - margin.right]).padding(
    days.length > MOST_APART ? 0 : 0.2,
  );
  const sides = [series.filter(({ below }) => !below), series.filter(({ below }) => below)];
  const [top = 0, bottom = 0] = sides.map((side) => tallest(side, days.length));
  const y = scaleLinear(
    [-bottom, Math.max(top, bottom === 0 ? 1 : 0)],
    [height - margin.bottom, margin.top],
  ).nice(4);
  const ticks = y.ticks(4).filter((tick) => fractional || Number.isInteger(tick));
  return (
    <>
      <Patterns name={frame.name} patterns={series.map(({ pattern }) => pattern)} />
      <ValueAxis frame={frame} y={y} ticks={ticks} format={format} />
      {sides.map((side, at) => (
        <Stacked key={at} frame={frame} days={days} series={side} x={x} y={y} sign={at === 0 ? 1 : -1} />
      ))}
      <path class="zero" d={`M${margin.left} ${y(0)}H${width - margin.right}`} />
      <DayAxis frame={frame} days={days} x={x} />
    </>
  );
}

const tallest = (side: readonly Series[], days: number): number =>
  Math.max(
    0,
    ...Array.from({ length: days }, (_, day) =>
      side.reduce((sum, { values }) => sum + (values[day] ?? 0), 0),
    ),
  );

interface StackedProps {
  frame: Frame;
  days: readonly string[];
  series: readonly Series[];
  x: ScaleBand<string>;
  y: ScaleLinear<number, number>;
  sign: 1 | -1;
}

/** One path per part: hundreds of rectangles would be most of the page. */
function Stacked({ frame, days, series, x, y, sign }: StackedProps) {
  const keys = series.map((_, at) => at);
  const layers = stack<unknown, string, number>()
    .keys(keys)
    .value((_, key, day) => series[key]?.values[day] ?? 0)(days);
  return (
    <>
      {layers.map((layer, at) => (
        <path
          key={keys[at]}
          class="columns"
          fill={fillOf(frame.name, series[at]?.pattern ?? 0)}
          d={layer
            .map(([low, high], day) => {
              const [from, to] = [y(sign * low), y(sign * high)];
              if (from === to) return "";
              const left = x(days[day] ?? "") ?? 0;
              return `M${round(left)} ${round(from)}V${round(to)}h${round(x.bandwidth())}V${round(from)}z`;
            })
            .join("")}
        />
      ))}
    </>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface ValueAxisProps extends Pick<Props, "frame" | "format"> {
  y: ScaleLinear<number, number>;
  ticks: readonly number[];
}

const ValueAxis = ({ frame, y, ticks, format }: ValueAxisProps) => (
  <g class="axis">
    {ticks.map((tick) => (
      <g key={tick}>
        <path
          class="grid"
          d={`M${frame.margin.left} ${round(y(tick))}H${frame.width - frame.margin.right}`}
        />
        <text x={frame.margin.left - 8} y={round(y(tick))} dy="0.32em" text-anchor="end">
          {format(Math.abs(tick))}
        </text>
      </g>
    ))}
  </g>
);

/** As many dates as have room, the last day always among them. */
function DayAxis({ frame, days, x }: { frame: Frame; days: readonly string[]; x: ScaleBand<string> }) {
  const every = Math.max(1, Math.ceil(days.length / frame.dates));
  const shown = days.filter((_, at) => (days.length - 1 - at) % every === 0);
  return (
    <g class="axis">
      {shown.map((day) => {
        const middle = (x(day) ?? 0) + x.bandwidth() / 2;
        const last = day === days.at(-1) && days.length > frame.dates;
        return (
          <text
            key={day}
            x={round(last ? (x(day) ?? 0) + x.bandwidth() : middle)}
            y={frame.height - 8}
            text-anchor={last ? "end" : "middle"}
          >
            {shortDate(day)}
          </text>
        );
      })}
    </g>
  );
}
