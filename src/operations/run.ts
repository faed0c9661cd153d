// One merchant call on behalf of an entitlement: ask, then tell the object. The two are one promise, given to
// `waitUntil` at once, because a caller that hangs up must not leave the answer untold.
import { ask } from "../connectors/ask";
import type { Connector, Outcome } from "../connectors/contract";
import { connectorFor, type ConnectorRef } from "../connectors/registry";
import type { Answer, CallAnswer } from "../entitlement/answer";
import { entitlementStub } from "../entitlement/locate";
import type { Side } from "../entitlement/state";
import { clock } from "../shared/clock";
import { countCall, flushWhenDue } from "../statistics/calls";
import { errorText, log } from "../shared/log";

export interface Runner {
  env: Env;
  ctx: Pick<ExecutionContext, "waitUntil">;
  publicUrl: string;
}

/** Asks the merchant and completes the operation; resolves to how things stand afterwards. */
export function run(runner: Runner, call: CallAnswer, side: Side): Promise<Answer> {
  const done = askAndComplete(runner, call, side);
  runner.ctx.waitUntil(done.catch(() => undefined).then(() => flushWhenDue(runner.env)));
  return done;
}

async function askAndComplete({ env, publicUrl }: Runner, call: CallAnswer, side: Side): Promise<Answer> {
  const { requestId, epoch, entitlementId, traceparent } = call;
  const at = clock.now();
  const { connector, problem } = await connectorOf(env, call);
  const request = connector && questionOf(connector, call);
  const outcome: Outcome = request
    ? await ask(connector, request, { publicUrl, traceparent })
    : unasked(call, problem ?? "there is nothing to ask");
  const durationMs = clock.now() - at;
  const operation = request?.operation ?? call.request.operation;
  log("merchant_call.answered", { entitlementId, requestId, operation, outcome: outcome.kind, durationMs });
  const { productKey, offerKey } = call.request;
  if (request) countCall({ ...call.request, operation: request.operation, outcome, at, durationMs });
  const meta = { operation, at, durationMs, product: { productKey, offerKey } };
  return told(() => entitlementStub(env, entitlementId).complete(requestId, epoch, outcome, meta, side));
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

/** The connector that the call is pinned to, or why it is not to be had now. */
async function connectorOf(
  env: Env,
  call: CallAnswer,
): Promise<{ connector: Connector; problem: null } | { connector: null; problem: string }> {
  try {
    const connector = await connectorFor(env, refOf(call));
    return connector
      ? { connector, problem: null }
      : { connector, problem: "the merchant has no such connector" };
  } catch (error) {
    log("connector.unavailable", { entitlementId: call.entitlementId, error: errorText(error) });
    return { connector: null, problem: "the catalogue cannot be read" };
  }
}

/** Nothing was sent: certain for a first call, and no news about one that may have happened. */
const unasked = ({ phase }: CallAnswer, message: string): Outcome =>
  phase === "calling"
    ? { kind: "rejected", reason: "MERCHANT_UNAVAILABLE", message }
    : { kind: "unknown", cause: "UNREADABLE", detail: message };

const refOf = ({ connector, connectorVersion, request }: CallAnswer): ConnectorRef => ({
  environment: request.environment,
  merchantAccountKey: request.merchantAccountKey,
  connector,
  connectorVersion,
});

/** What to ask: the operation itself, or after it when it may have happened; null where neither can be asked. */
function questionOf(
  connector: Connector,
  { phase, request, status }: CallAnswer,
): CallAnswer["request"] | null {
  if (phase === "calling" || phase === "task") return request;
  if (status !== null && connector.status) return status;
  return phase === "doubt" && connector.idempotent.includes(request.operation) ? request : null;
}
