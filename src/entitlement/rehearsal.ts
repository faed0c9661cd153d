// `dryRun` of a verb: the same decision as the real one, a place at another customer included, and no effect.
import { refusalAnswer, type Answer } from "./answer";
import type { Claims } from "./claims";
import { claimRefusal } from "./creation";
import { expiryPassed } from "./machine/ahead";
import { begin, type Asking, type Beginning, type VerbCommand } from "./machine/begin";
import { possibleAfter } from "./machine/possible";
import type { State } from "./state";

/** A verb without its effect: the decision, and where it could lead. */
export async function rehearse(
  state: State,
  claims: Claims,
  command: VerbCommand,
  asking: Asking,
): Promise<Answer> {
  const passed = command.verb === "update" && expiryPassed(command.change.dateExpiry, asking.now);
  if (passed) return refusalAnswer(passed, null, asking.actor.side, asking.now);
  const first = begin(state, command, asking);
  const beginning = (await withoutPlace(state, claims, command, first)) ?? first;
  switch (beginning.kind) {
    case "refused":
      return refusalAnswer(beginning.refusal, state, asking.actor.side, asking.now);
    case "unchanged":
      return { kind: "dryRun", possible: [state.status] };
    case "queued":
      return { kind: "dryRun", possible: ["REVOKED"] };
    case "done":
      return { kind: "dryRun", possible: [beginning.step.state.status] };
    case "call":
      return { kind: "dryRun", possible: possibleAfter(state, beginning.operation, asking.now) };
  }
}

/** The refusal of a move, rehearsed, to a customer who can take no more. */
async function withoutPlace(
  state: State,
  claims: Claims,
  command: VerbCommand,
  first: Beginning,
): Promise<Extract<Beginning, { kind: "refused" }> | null> {
  const moved = command.verb === "update" ? command.change.customerIdentifier : undefined;
  if (moved === undefined || moved === state.customerIdentifier || first.kind === "refused") return null;
  const claimed = await claims.claim(state, moved, null, true);
  if (claimed.kind === "claimed") return null;
  return { kind: "refused", refusal: claimRefusal(claimed, state.terms.limitPerCustomer) };
}
