// What closing an operation comes to.
import type { Refusal, Step } from "../state";
import * as refuse from "./refusal";

export type Completion =
  /** A create that the merchant refused in its answer: nothing remains. */
  | { kind: "void"; refusal: Refusal }
  | {
      kind: "closed";
      step: Step;
      refusal: Refusal | null;
      /** The answer says something that cannot be true of this record any more. */
      contradiction: boolean;
    };

export type Closed = Extract<Completion, { kind: "closed" }>;

/** Closed by a step; while its outcome stays unknown, the caller is told so. */
export function closing(step: Step): Closed {
  const { operation } = step.state;
  const refusal = operation?.phase === "doubt" ? refuse.outcomeUnknown(operation) : null;
  return { kind: "closed", step, refusal, contradiction: false };
}
