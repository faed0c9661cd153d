// Whether a repetition was answered as the first time: what has to be the same when nothing was done again.
import type { Outcome } from "../connectors/contract";
import { failed, passed, type Finding } from "./finding";
import { inWords, said, type Answer } from "./merchantWords";

/** Times and links may be made anew. */
const TOLD = ["merchantEntitlementId", "activationCode"] as const;

export function sameAnswer(first: Outcome, second: Answer): Finding {
  if (second.outcome.kind !== first.kind)
    return failed(`${said(second)} The first time it was ${inWords(first)}.`);
  const [one, other]: Record<string, unknown>[] = [{ ...first }, { ...second.outcome }];
  const differing = TOLD.filter((field) => (one?.[field] ?? null) !== (other?.[field] ?? null));
  if (differing.length === 0) return passed(said(second));
  return failed(
    `${said(second)} Its ${differing.join(" and ")} is not that of the first answer, so it was done twice.`,
  );
}
