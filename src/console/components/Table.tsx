// A table that a phone can show too: there each row becomes a card, and each cell names its column. The roles are written
// out, because a browser forgets them once the style makes blocks of rows.
import type { ComponentChildren } from "preact";

export interface Column {
  label: string;
  /** Set to the right, with figures of one width. */
  numeric?: boolean;
}

export interface TableRow {
  id: string;
  cells: ComponentChildren[];
}

interface Props {
  /** What the table holds; read out, and hidden from the eye where a heading says it already. */
  caption: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
}

export const Table = ({ caption, columns, rows }: Props) => (
  <table class="table" role="table">
    <caption class="hidden">{caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ label, numeric }) => (
          <th key={label} scope="col" role="columnheader" class={numeric ? "numeric" : undefined}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {rows.map(({ id, cells }) => (
        <tr key={id} role="row">
          {cells.map((cell, at) => (
            <td
              key={columns[at]?.label}
              role="cell"
              data-label={columns[at]?.label}
              class={columns[at]?.numeric ? "numeric" : undefined}
            >
              <div>{cell}</div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
