// A plan in words: a line per item, a line per field that changes. Values of fields come from a file or a database, so
// what a terminal would obey is taken out of them.
import { stripVTControlCharacters, styleText } from "node:util";
import type { Plan } from "./api.ts";

type Change = Plan["changes"][number];

export const say = (line: string): void => console.log(line);
export const problem = (line: string): void => console.error(line);

export function sayPlan({ changes, unchanged }: Plan): void {
  if (changes.length === 0) return say("Nothing to do.");
  for (const change of changes) for (const line of linesOf(change)) say(line);
  const count = (action: Change["action"]) => changes.filter((change) => change.action === action).length;
  say("");
  say(
    `${count("create")} to create, ${count("change")} to change, ${count("remove")} to remove, ${unchanged} unchanged.`,
  );
  const stranded = changes.filter(({ strands }) => strands).length;
  if (stranded > 0)
    say(styleText("red", `${stranded} would strand entitlements: apply refuses that without --force.`));
}

const SIGNS = { create: "+", change: "~", remove: "-" } as const;
const COLOURS = { create: "green", change: "yellow", remove: "red" } as const;

function linesOf(change: Change): string[] {
  const { action, kind, key, fields, liveEntitlements: live, strands } = change;
  const hit =
    live > 0
      ? `   ${live} live ${live === 1 ? "entitlement" : "entitlements"}${strands ? ", stranded" : ""}`
      : "";
  const head = styleText(COLOURS[action], `${SIGNS[action]} ${kind} ${clean(key)}`) + hit;
  if (action !== "change") return [head];
  return [head, ...fields.map(({ path, from, to }) => `    ${clean(path)}: ${shown(from)} → ${shown(to)}`)];
}

/** Longer values would hide the rest of the plan. */
const MOST_CHARACTERS = 120;

function shown(value: unknown): string {
  if (value === null) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return clean(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
}

const clean = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, "·");
