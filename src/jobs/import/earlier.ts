// Which rows of the file came before with the same marks, for a dry run: it leaves nothing in the world that a later step
// could find. Each step writes the marks of its rows to a scratch part, and every second, fourth, eighth … step writes those
// of the steps before once more (a Fenwick tree), but never those of more than a few dozen: however long the file is, what is
// written and read at a time is small. A step reads one part for each such few dozen steps, and a handful more.
import type { Part, StepContext } from "../kind";

/** Rows by mark. */
export type RowsByMark = Map<string, number[]>;

type Steps = Pick<StepContext, "step" | "parts">;

/** Steps that one part stands for at most: of 500 rows with four marks each they are 128,000 lines, 3 MiB. */
const MOST_STEPS = 64;

const nameOf = (node: number): string => `seen-${node}`;

/** The lowest binary digit that is set: how many steps a node stands for. */
const width = (node: number): number => Math.min(node & -node, MOST_STEPS);

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
    for await (const text of textsOf(parts, node))
      for (const line of linesIn(text)) {
        const at = line.indexOf(" ");
        const mark = line.slice(0, at);
        if (marks.has(mark)) remember(found, mark, Number(line.slice(at + 1)));
      }
  return found;
}

/** What this step leaves to later ones, by name of the part. */
export async function partOf({ step, parts }: Steps, own: RowsByMark): Promise<Record<string, Part>> {
  const node = step + 1;
  const lines = [...own].flatMap(([mark, rows]) => rows.map((row) => `${mark} ${row}\n`));
  const texts = [lines.join("")];
  let rows = lines.length;
  for (const other of nodes(node - width(node), step))
    for await (const text of textsOf(parts, other)) {
      texts.push(text);
      for (const _ of linesIn(text)) rows++;
    }
  return { [nameOf(node)]: { rows, text: texts.join("") } };
}

export function remember(known: RowsByMark, mark: string, row: number): void {
  const rows = known.get(mark);
  if (rows) rows.push(row);
  else known.set(mark, [row]);
}

async function* textsOf(parts: Steps["parts"], node: number): AsyncGenerator<string> {
  for await (const part of parts(nameOf(node))) yield part.text();
}

/** One after the other; a list of them would be larger than the text. */
function* linesIn(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    yield text.slice(at, end);
    at = end + 1;
  }
}
