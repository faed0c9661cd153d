// From what an object answered to what the caller hears: calls are made, pending ones get their fresh URL.
import { readingOf, type Answer, type RecordAnswer } from "../entitlement/answer";
import { ownId } from "../entitlement/id";
import { entitlementStub } from "../entitlement/locate";
import { run } from "../operations/run";
import type { Context } from "./context";
import { underCurrentTerms } from "./current";
import { Failure } from "./reasons";

/** The object of an id from a path or body; what cannot be one of ours is unknown without a look. */
export function entitlementOf(env: Env, id: string | undefined) {
  const own = ownId(id ?? "");
  if (own === null) throw new Failure("UNKNOWN_ENTITLEMENT", "There is no such entitlement.");
  return entitlementStub(env, own);
}

/** The record as it is now, for this caller. */
export function viewed(
  context: Pick<Context, "env" | "seed" | "caller">,
  entitlement: ReturnType<typeof entitlementStub>,
): Promise<Answer> {
  return underCurrentTerms(context, (current) => entitlement.view(context.caller, current));
}

/** The same as a text, for whoever only passes it on. */
export async function readAsText(
  context: Pick<Context, "env" | "seed" | "caller">,
  entitlement: ReturnType<typeof entitlementStub>,
): Promise<Exclude<Answer, RecordAnswer>> {
  const answer = await underCurrentTerms(context, (current) =>
    entitlement.view(context.caller, current, "text"),
  );
  // An object that still runs the release before hands over a value.
  return answer.kind === "record" ? readingOf(answer) : answer;
}

/** Makes the merchant call that an answer asks for, and answers with what came of it. */
export async function carry(context: Context, answer: Answer): Promise<Answer> {
  return answer.kind === "call" ? run(context, answer, context.caller.side) : answer;
}
