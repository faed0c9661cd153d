/** What leads from one state to another, in the words of the reader: the transition table, seen as arrows. Pure. */
import type { Status } from "../src/entitlement/state";
import { type CommandName, TRANSITIONS } from "../src/entitlement/transitions";

/** Commands in the words of the reader. */
export const WORDS: Record<CommandName, string> = {
  create: "create",
  import: "import",
  activate: "activate",
  reject: "reject",
  lapse: "the sign-up lapses",
  activationInfo: "activationInfo",
  notify: "notify",
  changeProduct: "change of product or offer",
  changeFields: "change of other fields",
  suspend: "suspend",
  resume: "resume",
  cancel: "cancel",
  terminate: "terminate",
  terminateNow: "terminate, immediate",
  undo: "undo",
  end: "the end date is reached",
  revoke: "revoke",
  expire: "the entitlement expires",
  resolve: "the truth is learned",
};

export interface Edge {
  /** Null: there was nothing before. */
  from: Status | null;
  to: Status;
  commands: string[];
}

/** One per pair of states, without what changes no state and what only repeats. */
export function edges(): Edge[] {
  const found = new Map<string, Edge>();
  for (const { command, from, to, repeat } of TRANSITIONS)
    for (const start of repeat ? [] : from)
      for (const end of to) {
        if (end === "same") continue;
        const key = `${start} ${end}`;
        const edge = found.get(key) ?? { from: start, to: end, commands: [] };
        found.set(key, edge);
        if (!edge.commands.includes(WORDS[command])) edge.commands.push(WORDS[command]);
      }
  return [...found.values()];
}

/** Mermaid takes no hyphen in the name of a state. */
const node = (status: Status | null): string => (status === null ? "[*]" : status.replaceAll("-", "_"));

/** The diagram for whoever renders Mermaid, as GitHub does; under `/docs` it is a drawing. */
export function stateDiagram(): string {
  const alias = `    state "ACTIVE-ENDING" as ${node("ACTIVE-ENDING")}`;
  const lines = edges().map(
    ({ from, to, commands }) => `    ${node(from)} --> ${node(to)}: ${commands.join(" / ")}`,
  );
  const ends = ["    CANCELLED --> [*]", "    REVOKED --> [*]"];
  return ["```mermaid", "stateDiagram-v2", alias, ...lines, ...ends, "```"].join("\n");
}
