// Which rows of the file came before with the same marks, for a dry run: it leaves nothing in the world that a later step
// could find. Each step writes the marks of its rows to a scratch part, and every second, fourth, eighth … step writes those
// of the steps before once more (a Fenwick tree): a step reads no more parts than its number has binary digits.
import type { Part, StepContext } from "../kind";

/** Rows by mark. */
export type RowsByMark = Map<string, number[]>;

type Steps = Pick<StepContext, "step" | "parts">;

const nameOf = (node: number): string => `seen-${node}`;

/** The lowest binary digit that is set: how many steps a node stands for. */
const width = (node: number): number => node & -node;

/** The nodes that together stand for the steps from one behind `from` to `to`. */
function nodes(from: number, to: number): number[] {
  const found: number[] = [];
  for (let node = to; node > from; node -= width(node)) found.push(node);
  return found;
}

/** The rows of earlier steps with one of these marks. */
export async function earlierRows({ step, parts }: Steps, marks: ReadonlySet<string>): Promise<RowsByMark> {
  const found: RowsByMark = new Map();
  for (const node of nodes(0, step))
    for await (const line of linesOf(parts, node)) {
      const at = line.indexOf(" ");
      const mark = line.slice(0, at);
      if (marks.has(mark)) remember(found, mark, Number(line.slice(at + 1)));
    }
  return found;
}

/** What this step leaves to later ones, by name of the part. */
export async function partOf({ step, parts }: Steps, own: RowsByMark): Promise<Record<string, Part>> {
  const node = step + 1;
  const lines = [...own].flatMap(([mark, rows]) => rows.map((row) => `${mark} ${row}`));
  for (const other of nodes(node - width(node), step))
    for await (const line of linesOf(parts, other)) lines.push(line);
  return { [nameOf(node)]: { rows: lines.length, text: lines.map((line) => `${line}\n`).join("") } };
}

export function remember(known: RowsByMark, mark: string, row: number): void {
  const rows = known.get(mark);
  if (rows) rows.push(row);
  else known.set(mark, [row]);
}

async function* linesOf(parts: Steps["parts"], node: number): AsyncGenerator<string> {
  for await (const part of parts(nameOf(node)))
    for (const line of (await part.text()).split("\n")) if (line !== "") yield line;
}
