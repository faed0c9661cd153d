// Between the phases: where the partitions of every object lie, written down once, so that a later step needs no more
// than a range of each. Only the beginning of an object is read.
import type { Json } from "../../shared/json";
import type { StepContext, StepResult } from "../kind";
import type { At } from "./cursor";
import { ndjson } from "./ndjson";
import { layoutOf, type Layout } from "./shuffle";

/** The parts that are laid out together, and which is which. */
const SIDES = ["book", "ours"] as const;

export async function findLayout(context: StepContext, { of }: At<"layout">): Promise<StepResult> {
  const parts: StepResult["parts"] = {};
  for (const name of of === "sides" ? SIDES : (["found"] as const)) {
    const layouts: Json[] = [];
    for await (const { key, body } of context.parts(name)) layouts.push({ ...(await layoutOf(key, body)) });
    parts[layoutName(name)] = { rows: layouts.length, text: ndjson(layouts) };
  }
  return {
    cursor: of === "sides" ? { phase: "join", partition: 0 } : { phase: "look", object: 0, at: 0 },
    parts,
    percent: of === "sides" ? 60 : 80,
  };
}

const layoutName = (name: "book" | "ours" | "found"): string => `${name}.layout`;

/** What was written down about some objects. */
export async function layoutsOf(context: StepContext, name: "book" | "ours" | "found"): Promise<Layout[]> {
  const layouts: Layout[] = [];
  for await (const part of context.parts(layoutName(name)))
    for (const line of (await part.text()).trimEnd().split("\n")) layouts.push(JSON.parse(line));
  return layouts;
}
