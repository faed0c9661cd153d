// A merchant's acknowledgement against everything that is known of the operation: open, it is closed; closed already,
// what is said has to be how it was closed.
import { OPERATION_OF } from "../connectors/capabilities";
import type { MerchantOperation } from "../connectors/contract";
import { callRecord } from "./calls";
import type { Entry } from "./entry";
import type { Journal } from "./journal";
import { acknowledge, answerOf, type Acknowledgement } from "./machine/acknowledge";
import type { Asking } from "./machine/begin";
import { filled } from "./machine/confirm";
import * as refuse from "./machine/refusal";
import { hasEnded, type Operation, type State } from "./state";
import type { Decided } from "./verbs";

/** How the history tells an acknowledgement from an answer to a call. */
const ACKNOWLEDGED = "acknowledged";

/** What an acknowledgement does, with its place in the history; null when everything it says is so already. */
export function acknowledged(
  state: State,
  journal: Journal,
  word: Acknowledgement,
  { actor, now, ifMatch }: Asking,
): Decided {
  if (ifMatch !== null && !ifMatch.includes(state.version)) return { refusal: refuse.versionMismatch(state) };
  const closed = acknowledge(state, word, { actor, now });
  if (closed === null) return repeated(state, journal.all(), word, { actor, now });
  const { step, contradiction } = closed;
  const operation = operationOf(state, word.operationId);
  const meta = { operation, at: now, durationMs: 0 };
  const call = callRecord(word.operationId, meta, answerOf(word), contradiction, step.state);
  return { step, call: { ...call, detail: [ACKNOWLEDGED, call.detail].filter(Boolean).join(": ") } };
}

/** An open operation's, or that of an owed termination. */
const operationOf = ({ operation }: State, operationId: string): MerchantOperation =>
  operation?.requestId === operationId ? OPERATION_OF[operation.verb] : "terminate";

/** The same again changes nothing, or fills blanks. */
function repeated(
  state: State,
  entries: Entry[],
  word: Acknowledgement,
  { actor, now }: Pick<Asking, "actor" | "now">,
): Decided {
  const ending = endingOf(entries, word);
  if (ending === null) return { refusal: refuse.notOpen(state) };
  if (ending === "UNSETTLED") return { refusal: refuse.customerAwaited() };
  if (ending !== word.outcome && ending !== "EITHER") return { refusal: refuse.closedAs(ending) };
  return word.outcome === "DONE" ? filled(state, word, { actor, now, command: ACKNOWLEDGED }) : null;
}

/**
 * How a closed operation ended: `EITHER` for one that a revoke superseded, `UNSETTLED` for one that was answered with a
 * page where the customer is still awaited.
 */
type Ending = Acknowledgement["outcome"] | "EITHER" | "UNSETTLED";

/** Null where there never was an operation of that id. */
function endingOf(entries: Entry[], { operationId, outcome }: Acknowledgement): Ending | null {
  const calls = entries.flatMap((entry) => entry.calls).filter(({ requestId }) => requestId === operationId);
  if (calls.some((call) => call.outcome === "superseded")) return "EITHER";
  const said = outcome === "DONE" ? "completed" : "rejected";
  const before = calls.some((call) => call.outcome === said && call.detail?.startsWith(ACKNOWLEDGED));
  if (before) return outcome;
  const last = entries.findLastIndex(({ state: { operation } }) => operation?.requestId === operationId);
  const operation = entries[last]?.state.operation;
  const [next, ...later] = entries.slice(last + 1).map(({ state }) => state);
  if (operation && next) return shownBy(operation, next, later);
  const answer = calls.findLast((call) => !call.contradiction && call.outcome !== "unknown");
  if (answer === undefined) return null;
  return answer.outcome === "rejected" ? "NOT_DONE" : "DONE";
}

/** What the version that closed an operation shows, or a later one where the customer had to act first. */
function shownBy(operation: Operation, next: State, later: State[]): Ending {
  const page = (operation.verb === "create" || operation.verb === "update") && next.status === "PENDING";
  const settled = page ? later.find(({ status }) => status !== "PENDING") : next;
  if (settled === undefined) return "UNSETTLED";
  return tookEffect(operation, settled) ? "DONE" : "NOT_DONE";
}

function tookEffect({ verb, change }: Operation, closed: State): boolean {
  switch (verb) {
    case "create":
      return closed.dateActivated !== null;
    case "update":
      return (
        closed.productKey === (change?.productKey ?? closed.productKey) &&
        (change?.offerKey === undefined || closed.offerKey === change.offerKey)
      );
    case "suspend":
      return closed.status === "SUSPENDED";
    case "resume":
    case "undo":
      return closed.status === "ACTIVE";
    case "cancel":
      return closed.status === "ACTIVE-ENDING" || hasEnded(closed);
    case "revoke":
      return hasEnded(closed);
    case "activationInfo":
      return true;
  }
}
