// A chart: what it shows in words, a picture, and the same numbers as a table for whoever wants to read them. The picture
// is one image to a screen reader, with a name and a description; what tells its parts apart is a pattern, not a colour.
import type { ComponentChildren } from "preact";
import { Empty } from "../../components/Empty";
import { Table, type Column, type TableRow } from "../../components/Table";
import type { Frame } from "./frame";
import { Swatch } from "./Pattern";

export interface Part {
  label: string;
  /** Which pattern: 0 is plain. */
  pattern: number;
}

interface Props {
  id: string;
  title: string;
  /** One sentence on what is counted. */
  note: ComponentChildren;
  /** What the picture shows, in a sentence with its numbers. */
  description: string;
  parts?: readonly Part[];
  frames: { wide: Frame; small: Frame };
  draw: (frame: Frame) => ComponentChildren;
  table: { columns: readonly Column[]; rows: readonly TableRow[] };
  /** Said instead of the picture where there is nothing to draw. */
  empty: string | null;
  /** Figures beside the picture. */
  children?: ComponentChildren;
}

export const Chart = ({
  id,
  title,
  note,
  description,
  parts = [],
  frames,
  draw,
  table,
  empty,
  children,
}: Props) => (
  <section class="card chart" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    <p class="quiet">{note}</p>
    {empty === null ? (
      <>
        {parts.length > 1 && <Legend id={id} parts={parts} />}
        {[frames.wide, frames.small].map((frame) => (
          <Picture key={frame.name} frame={frame} title={title} description={description}>
            {draw(frame)}
          </Picture>
        ))}
        {children}
        <details class="numbers">
          <summary>
            The numbers<span class="hidden"> of {title}</span>
          </summary>
          <Table caption={title} columns={table.columns} rows={table.rows} />
        </details>
      </>
    ) : (
      <Empty title={empty} />
    )}
  </section>
);

const Legend = ({ id, parts }: { id: string; parts: readonly Part[] }) => (
  <ul class="legend">
    {parts.map(({ label, pattern }) => (
      <li key={label}>
        <Swatch name={`${id}-legend-${pattern}`} pattern={pattern} />
        {label}
      </li>
    ))}
  </ul>
);

interface PictureProps {
  frame: Frame;
  title: string;
  description: string;
  children: ComponentChildren;
}

const Picture = ({ frame, title, description, children }: PictureProps) => (
  <svg
    class={`picture ${frame.name.endsWith("small") ? "small" : "wide"}`}
    viewBox={`0 0 ${frame.width} ${frame.height}`}
    role="img"
    aria-labelledby={`${frame.name}-title ${frame.name}-description`}
  >
    <title id={`${frame.name}-title`}>{title}</title>
    <desc id={`${frame.name}-description`}>{description}</desc>
    {children}
  </svg>
);
