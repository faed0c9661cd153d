// One merchant call on behalf of an entitlement: ask, then tell the object. The two are one promise, given to
// `waitUntil` at once, because a caller that hangs up must not leave the answer untold.
import { ask } from "../connectors/ask";
import type { Outcome } from "../connectors/contract";
import { connectorFor } from "../connectors/registry";
import type { Answer, CallAnswer } from "../entitlement/answer";
import { entitlementStub } from "../entitlement/locate";
import type { Side } from "../entitlement/state";
import { clock } from "../shared/clock";
import { log } from "../shared/log";

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
  return entitlementStub(env, entitlementId).complete(
    requestId,
    epoch,
    outcome,
    { operation, at, durationMs },
    side,
  );
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
