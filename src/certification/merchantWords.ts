// How a merchant's answer was understood, in words.
import type { Outcome } from "../connectors/contract";

/** What came of a call: the status, where there was one, and what the connector made of it. */
export interface Answer {
  status: number | null;
  outcome: Outcome;
}

/** How an answer was understood, in a few words. */
export function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "completed":
    case "actionRequired":
    case "accepted":
      return outcome.kind;
    case "rejected":
      return `rejected, ${outcome.reason}${outcome.message ? `: ${outcome.message}` : ""}`;
    case "unknown":
      return `unknown, ${outcome.cause}${outcome.detail ? `: ${outcome.detail}` : ""}`;
  }
}

/** A sentence about an answer. */
export function said({ status, outcome }: Answer): string {
  const words = inWords(outcome);
  const sentence =
    status === null ? `No answer: ${words}` : `Answered with ${status}, understood as ${words}`;
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
