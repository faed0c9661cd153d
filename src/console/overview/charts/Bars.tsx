// Horizontal bars, each with its name and its value in words above it: shares of a whole, or values side by side.
import { scaleLinear } from "d3-scale";
import { BAR_HEIGHT, type Frame } from "./frame";
import { fillOf, Patterns } from "./Pattern";

export interface Bar {
  label: string;
  /** The value in words, at the other end. */
  text: string;
  value: number;
  pattern?: number;
  /** A mark within the bar: a second, smaller value. */
  mark?: number;
}

export function Bars({ frame, bars, most }: { frame: Frame; bars: readonly Bar[]; most: number }) {
  const x = scaleLinear([0, Math.max(most, Number.MIN_VALUE)], [0, frame.width]);
  const patterns = [...new Set(bars.map(({ pattern = 0 }) => pattern))];
  return (
    <>
      <Patterns name={frame.name} patterns={patterns} />
      {bars.map(({ label, text, value, pattern = 0, mark }, at) => (
        <g key={label} transform={`translate(0 ${at * BAR_HEIGHT})`}>
          <text class="name" x="0" y="16">
            {label}
          </text>
          <text class="value" x={frame.width} y="16" text-anchor="end">
            {text}
          </text>
          <rect class="trough" y="24" width={frame.width} height="14" rx="3" />
          <rect
            y="24"
            width={Math.max(x(value), value > 0 ? 2 : 0)}
            height="14"
            rx="3"
            fill={fillOf(frame.name, pattern)}
          />
          {mark !== undefined && <path class="mark" d={`M${x(mark)} 21v20`} />}
        </g>
      ))}
    </>
  );
}
