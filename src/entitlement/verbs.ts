// Verbs on an entitlement that exists: begun, completed, confirmed, settled. Each is one turn: look whether this
// key was answered before, let due timers run, decide, apply, finish.
import { OPERATION_OF } from "../connectors/capabilities";
import type { Outcome } from "../connectors/contract";
import {
  recordAnswer,
  refusalAnswer,
  replay,
  toStore,
  type Answer,
  type RecordAnswer,
  type RefusalAnswer,
} from "./answer";
import { callFor, callRecord, taskIsDone, type CallMeta } from "./calls";
import type { Claims } from "./claims";
import { isLateContradiction } from "./contradiction";
import type { Core } from "./core";
import { claimRefusal, voided } from "./creation";
import { expiryPassed } from "./machine/ahead";
import { begin, type Asking, type Beginning, type VerbCommand } from "./machine/begin";
import { complete } from "./machine/complete";
import { filled } from "./machine/confirm";
import * as refuse from "./machine/refusal";
import type { Confirmed } from "./machine/row";
import { taskAnswered } from "./machine/time";
import type { CallRecord } from "./entry";
import type { IdempotencyKey, Side, State, Step } from "./state";

/** Begins a verb: done at once, refused, or a call for the caller to make. */
export async function beginVerb(
  core: Core,
  claims: Claims,
  command: VerbCommand,
  asking: Asking,
): Promise<Answer> {
  const { actor, now, idempotency } = asking;
  const again = idempotency && answeredBefore(core, claims, idempotency, actor.side, now);
  if (again) return again;
  const passed = command.verb === "update" && expiryPassed(command.change.dateExpiry, now);
  if (passed) return refusalAnswer(passed, null, actor.side, now);
  core.advance(now);
  const first = begin(core.state, command, asking);
  core.traceparent = asking.traceparent;
  const moved = command.verb === "update" ? command.change.customerIdentifier : undefined;
  if (moved === undefined || moved === core.state.customerIdentifier || first.kind === "refused")
    return begun(core, first, asking);
  // What time has changed is committed before anybody is waited for.
  core.finish(now);
  const claimed = await claims.during(idempotency?.key ?? asking.requestId, idempotency?.hash ?? "", () =>
    claims.claim(core.state, moved, null, false),
  );
  core.traceparent = asking.traceparent;
  // A test clock may have been moved meanwhile: no version is older than the one before it.
  const then = { ...asking, now: Math.max(now, core.journal.head?.at ?? now) };
  if (claimed.kind === "claimed") return begun(core, begin(core.state, command, then), then);
  const refusal = claimRefusal(claimed, core.state.terms.limitPerCustomer);
  return begun(core, { kind: "refused", refusal }, then);
}

function begun(core: Core, beginning: Beginning, asking: Asking): Answer {
  const { actor, now, idempotency } = asking;
  const { side } = actor;
  switch (beginning.kind) {
    case "refused":
      return remembered(core, refusalAnswer(beginning.refusal, core.state, side, now), idempotency, now);
    case "unchanged":
      return remembered(core, recordAnswer(core.state, side, now, "OK"), idempotency, now);
    case "done":
      core.apply(beginning.step, now);
      return remembered(core, recordAnswer(core.state, side, now, "OK"), idempotency, now);
    case "queued":
      core.apply(beginning.step, now);
      return remembered(core, recordAnswer(core.state, side, now, "ACCEPTED"), idempotency, now);
    case "call": {
      const superseded = core.state.operation;
      core.apply(beginning.step, now);
      if (superseded) {
        const operation = OPERATION_OF[superseded.verb];
        const { requestId, startedAt: at } = superseded;
        core.record({
          requestId,
          operation,
          outcome: "superseded",
          detail: null,
          at,
          durationMs: now - at,
          contradiction: false,
        });
      }
      core.finish(now);
      return (
        callFor(core.state, beginning.operation.requestId, beginning.operation.epoch) ??
        recordAnswer(core.state, side, now)
      );
    }
  }
}

/** Closes an operation or a task with a merchant's answer and tells how things stand. */
export async function completeVerb(
  core: Core,
  requestId: string,
  epoch: number,
  outcome: Outcome,
  meta: CallMeta,
  side: Side,
  now: number,
): Promise<Answer> {
  const { operation } = core.state;
  if (operation?.requestId !== requestId) return late(core, requestId, outcome, meta, side, now);
  if (outcome.kind === "unknown" && epoch !== operation.epoch) return recordAnswer(core.state, side, now);
  const completion = complete(core.state, operation, outcome, now);
  if (completion.kind === "void") return voided(core, completion.refusal, operation.idempotency, now);
  const { step, contradiction } = completion;
  core.traceparent = operation.traceparent;
  const refusal = completion.refusal && refusalAnswer(completion.refusal, step.state, side, now);
  core.apply(step, now, refusal);
  core.record(callRecord(requestId, meta, outcome, contradiction, core.state));
  const answer = refusal ?? recordAnswer(core.state, side, now);
  core.finish(now);
  return answer;
}

/** What a word from outside comes to; `call` stands for an answer to a call, for the history. */
export type Decided = Confirmed | { step: Step; call: CallRecord };

/** A merchant's or an operator's word: takes effect at once, or is so already. */
export function settleVerb(
  core: Core,
  claims: Claims,
  { actor, now, idempotency, traceparent }: Asking,
  decide: (state: State) => Decided,
): Answer {
  const again = idempotency && answeredBefore(core, claims, idempotency, actor.side, now);
  if (again) return again;
  core.advance(now);
  const decided = decide(core.state);
  core.traceparent = traceparent;
  if (decided !== null && "refusal" in decided)
    return remembered(core, refusalAnswer(decided.refusal, core.state, actor.side, now), idempotency, now);
  if (decided !== null) core.apply(decided.step, now);
  if (decided !== null && "call" in decided) core.record(decided.call);
  return remembered(core, recordAnswer(core.state, actor.side, now, "OK"), idempotency, now);
}

/** Ends a turn whose answer is final, remembering it under its key. */
function remembered(
  core: Core,
  answer: RecordAnswer | RefusalAnswer,
  key: IdempotencyKey | null,
  now: number,
): Answer {
  const stored = key && toStore(answer, key, core.state.version, now);
  if (stored) core.journal.answer(stored, now);
  core.finish(now);
  return answer;
}

/** A key that was used before: the stored answer, or why there is none. */
export function answeredBefore(
  core: Core,
  claims: Claims,
  key: IdempotencyKey,
  side: Side,
  now: number,
): Answer | null {
  const refused = (refusal: ReturnType<typeof refuse.keyReused>): Answer =>
    refusalAnswer(refusal, null, side, now);
  const { operation } = core.state;
  const open = operation?.idempotency?.key === key.key ? operation.idempotency.hash : claims.waiting(key.key);
  if (open !== undefined) return refused(open === key.hash ? refuse.requestInProgress() : refuse.keyReused());
  const { journal } = core;
  const stored = journal.answered(key.key, now);
  if (stored === null) return journal.hasRoom(now) ? null : refused(refuse.tooManyKeys());
  if (stored.hash !== key.hash) return refused(refuse.keyReused());
  return replay(
    stored,
    "version" in stored.result ? journal.at(stored.result.version) : null,
    core.state,
    side,
  );
}

/** An answer that nobody waits for any more: a task's, or a closed operation's, which fills blanks at most. */
function late(
  core: Core,
  requestId: string,
  outcome: Outcome,
  meta: CallMeta,
  side: Side,
  now: number,
): Answer {
  const { state } = core;
  const entries = core.journal.all();
  const isTask = state.tasks.some((task) => task.requestId === requestId);
  const stamp = {
    now,
    actor: { side: "MERCHANT", name: state.merchantAccountKey },
    command: "lateAnswer",
  } as const;
  if (isTask)
    core.apply({ state: taskAnswered(state, requestId, taskIsDone(outcome), now), event: null }, now);
  else if (outcome.kind !== "rejected" && outcome.kind !== "unknown") {
    const blanks = filled(state, outcome, stamp);
    if (blanks) core.apply(blanks.step, now);
  }
  const contradiction = !isTask && isLateContradiction(entries, meta, outcome);
  core.record(callRecord(requestId, meta, outcome, contradiction, core.state));
  core.finish(now);
  const superseded = entries.some(({ calls }) =>
    calls.some((call) => call.requestId === requestId && call.outcome === "superseded"),
  );
  if (!superseded) return recordAnswer(core.state, side, now);
  const ended = core.state.operation === null;
  return refusalAnswer(
    ended ? refuse.alreadyEnded(core.state) : refuse.inProgress(core.state),
    core.state,
    side,
    now,
  );
}
