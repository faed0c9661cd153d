// Whether a confirmation has a row in the table of transitions, and what its refusal is where it has none.
import { hasEnded, type Refusal, type State, type Step } from "../state";
import { transition, type CommandName, type Transition } from "../transitions";
import type { Stamp } from "./changes";
import * as refuse from "./refusal";

/** A confirmation's effect: a refusal, a step, or null when everything it says is so already. */
export type Confirmed = { refusal: Refusal } | { step: Step } | null;

export function row(
  state: State,
  command: CommandName,
  stamp: Stamp,
): { found: Transition | undefined; refusal: { refusal: Refusal } } {
  const found = transition(command, stamp.actor.side, state.status);
  const refusal = hasEnded(state) ? refuse.alreadyEnded(state) : refuse.incompatible(state, stamp.command);
  return { found, refusal: { refusal } };
}
