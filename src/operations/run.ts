// One merchant call on behalf of an entitlement: ask, then tell the object. The two are one promise, given to
// `waitUntil` at once, because a caller that hangs up must not leave the answer untold.
import { ask } from "../connectors/ask";
import type { Outcome } from "../connectors/contract";
import { connectorFor } from "../connectors/registry";
import type { Answer, CallAnswer } from "../entitlement/answer";
import { entitlementStub } from "../entitlement/locate";
import type { Side } from "../entitlement/state";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";

export interface Runner {
  env: Env;
  ctx: Pick<ExecutionContext, "waitUntil">;
  publicUrl: string;
}

/** Asks the merchant and completes the operation; resolves to how things stand afterwards. */
export function run(runner: Runner, call: CallAnswer, side: Side): Promise<Answer> {
  const done = askAndComplete(runner, call, side);
  runner.ctx.waitUntil(done.catch(() => undefined));
  return done;
}

async function askAndComplete({ env, publicUrl }: Runner, call: CallAnswer, side: Side): Promise<Answer> {
  const { requestId, epoch, entitlementId, traceparent } = call;
  const at = clock.now();
  const request = questionOf(env, call);
  const connector = connectorFor(env, call.connector);
  const outcome: Outcome =
    connector === null || request === null
      ? { kind: "unknown", cause: "UNREADABLE" }
      : await ask(connector, request, { publicUrl, traceparent });
  const durationMs = clock.now() - at;
  const operation = request?.operation ?? call.request.operation;
  log("merchant_call.answered", { entitlementId, requestId, operation, outcome: outcome.kind, durationMs });
  return told(() =>
    entitlementStub(env, entitlementId).complete(
      requestId,
      epoch,
      outcome,
      { operation, at, durationMs },
      side,
    ),
  );
}

/** An object that restarts just now is there again a moment later; the answer must not be lost for that. */
const TELL_AGAIN_DELAYS_MS = [100, 1_000];

async function told(complete: () => Promise<Answer>): Promise<Answer> {
  for (const delay of TELL_AGAIN_DELAYS_MS) {
    try {
      return await complete();
    } catch (error) {
      log("operation.told_again", { error: errorText(error) });
      await scheduler.wait(delay);
    }
  }
  return complete();
}

/** What to ask: the operation itself, or after it when it may have happened; null where neither can be asked. */
function questionOf(
  env: Env,
  { connector: name, phase, request, status }: CallAnswer,
): CallAnswer["request"] | null {
  if (phase === "calling" || phase === "task") return request;
  const connector = connectorFor(env, name);
  if (status !== null && connector?.status) return status;
  return phase === "doubt" && connector?.idempotent ? request : null;
}
