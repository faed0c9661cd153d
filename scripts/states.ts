/**
 * The pages' content that comes out of the code: what may follow what, the reasons of refusals, the sandbox's numbers
 * and the schedules. Pure: `docs.ts` writes it, a test compares it.
 */
import { REASONS } from "../src/api/reasons";
import { ATTEMPT_DELAYS_MS } from "../src/callbacks/schedule";
import { INTERVALS } from "../src/entitlement/machine/schedule";
import { type Transition, TRANSITIONS } from "../src/entitlement/transitions";
import { MAGIC_NUMBERS } from "../src/sandbox/scenario";
import { duration } from "../src/openapi/duration";
import { code, codes, table } from "./markdown";
import { resolverDelays } from "./resolverDelays";
import { stateDiagram, WORDS } from "./stateEdges";

const INTRODUCTION = `# States

<!-- Generated from the code by \`npm run docs\`. Edit the code, not this page. -->

Seven states, and every command that leads from one to another. **A pair of state and command that is not in the table
is refused with 409**: \`ALREADY_ENDED\` for \`CANCELLED\` and \`REVOKED\`, else \`INCOMPATIBLE_STATE\`.`;

/** The whole of docs/states.md. */
export function statesPage(): string {
  const sections = [
    INTRODUCTION,
    stateDiagram(),
    "## Transitions",
    transitions(TRANSITIONS.filter(({ repeat }) => !repeat)),
    "## Repeated confirmations",
    "A merchant's confirmation that already took effect is 200, changes nothing, and at most fills blanks.",
    transitions(TRANSITIONS.filter(({ repeat }) => repeat)),
    "## Reasons of refusals",
    "`metadata.reason` is precise, `responseCode` is coarse, and `metadata.origin` says who has to act. What each means and what\nto do: [errors.md](errors.md).",
    reasons(),
    "## Magic numbers",
    "`X-Magic-Number` makes the sandbox merchant answer a request in a certain way. Each belongs to some verbs.",
    magicNumbers(),
    "## Schedules",
    notificationSchedule(),
    resolverSchedule(),
  ];
  return `${sections.join("\n\n")}\n`;
}

function transitions(rows: readonly Transition[]): string {
  return table(
    ["command", "who", "from", "to", "notification", "when"],
    rows.map(({ command, by, from, to, notifies, when = "" }) => [
      WORDS[command],
      by.map((side) => side.toLowerCase()).join(", "),
      from.map((status) => (status === null ? "–" : code(status))).join(", "),
      to.map((status) => (status === "same" ? "unchanged" : code(status))).join(", "),
      notifies.length > 0 ? codes(notifies) : "–",
      when,
    ]),
  );
}

function reasons(): string {
  const rows = Object.entries(REASONS).map(([reason, { responseCode, status, origin }]) => [
    `[${code(reason)}](errors.md#${reason.toLowerCase()})`,
    code(responseCode),
    String(status),
    code(origin),
  ]);
  return table(["reason", "responseCode", "HTTP", "origin"], rows);
}

function magicNumbers(): string {
  const rows = Object.entries(MAGIC_NUMBERS).map(([number, verbs]) => [code(number), verbs.join(", ")]);
  return table(["number", "verbs"], rows);
}

function notificationSchedule(): string {
  const [first = 0, ...rest] = ATTEMPT_DELAYS_MS;
  const begin = first === 0 ? "at once" : duration(first);
  return `**Notifications** are sent ${begin}, then after ${rest.map(duration).join(", ")}, each counted from the attempt
before, plus 0–20 %.`;
}

const resolverSchedule = (): string =>
  `**Operations in doubt** are asked about ${resolverDelays()}, then an operator has to
look. "Not found" at the merchant settles a create when it is said twice, at least ${duration(INTERVALS.notFoundApartMs)} apart.`;
