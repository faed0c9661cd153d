// Asks a merchant one thing: through its connector, with a deadline over everything, quick retries where a repeat
// is harmless, and the answer checked at the door. Never throws: what goes wrong is an `unknown`.
import type * as z from "zod";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { log, errorText } from "../shared/log";
import { Outcome, type Connector, type ConnectorContext, type MerchantRequest } from "./contract";

/** The whole call, retries included (contract §6). */
export const MERCHANT_CALL_TIMEOUT_MS = 10_000;
/** "Three quick retries": within the patience of a caller who waits for the answer. */
const QUICK_RETRY_DELAYS_MS = [50, 150, 400];
const RETRIED: readonly string[] = ["CONNECTION", "SERVER_ERROR"];

/** One merchant call. An operation the connector does not have is a refusal: certain, and without a call. */
export async function ask(
  connector: Connector,
  request: MerchantRequest,
  context: Omit<ConnectorContext, "signal">,
  timeoutMs = MERCHANT_CALL_TIMEOUT_MS,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  const startedAt = clock.now();
  const { outcome, tries } = await withRetries(connector, request, { ...context, signal });
  await pass("afterMerchantCall", request.entitlementId);
  return isTimeout(outcome) ? timedOut(outcome, clock.now() - startedAt, tries) : outcome;
}

type Unknown = Extract<Outcome, { kind: "unknown" }>;

const isTimeout = (outcome: Outcome): outcome is Unknown =>
  outcome.kind === "unknown" && outcome.cause === "TIMEOUT";

/** What history says of it: how far the connector knows that it came, when the time was up, and in which try. */
function timedOut(outcome: Unknown, afterMs: number, tries: number): Outcome {
  const step = outcome.detail ?? "the time was up before the merchant had answered";
  const again = tries > 1 ? `, in try ${tries}` : "";
  return { ...outcome, detail: `${step}, after ${afterMs} ms${again}` };
}

async function withRetries(
  connector: Connector,
  request: MerchantRequest,
  context: ConnectorContext,
): Promise<{ outcome: Outcome; tries: number }> {
  let outcome = await once(connector, request, context);
  let tries = 1;
  for (const delay of connector.idempotent.includes(request.operation) ? QUICK_RETRY_DELAYS_MS : []) {
    if (outcome.kind !== "unknown" || !RETRIED.includes(outcome.cause) || context.signal.aborted) break;
    await scheduler.wait(delay);
    const repeat = await once(connector, request, context);
    tries++;
    // A repeat that did not come to anything says nothing about the call before it.
    if (repeat.kind === "rejected" && repeat.reason === "MERCHANT_UNAVAILABLE") break;
    outcome = repeat;
  }
  return { outcome, tries };
}

async function once(
  connector: Connector,
  request: MerchantRequest,
  context: ConnectorContext,
): Promise<Outcome> {
  const call = connector[request.operation];
  if (call === undefined)
    return {
      kind: "rejected",
      reason: "MERCHANT_REJECTED",
      message: `the merchant has no ${request.operation}`,
    };
  try {
    await pass("beforeMerchantCall", request.entitlementId);
    return checked(await Promise.race([call(request, context), timeUp(context.signal)]), request);
  } catch (error) {
    log("merchant_call.failed", {
      requestId: request.requestId,
      operation: request.operation,
      error: errorText(error),
    });
    return { kind: "unknown", cause: context.signal.aborted ? "TIMEOUT" : "CONNECTION" };
  }
}

/** Resolves when the time is up, a moment after connectors hear of it: they know best how far the call came. */
async function timeUp(signal: AbortSignal): Promise<Outcome> {
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await scheduler.wait(0);
  return { kind: "unknown", cause: "TIMEOUT" };
}

/** A page to go to is an answer to few operations; anything unreadable leaves the outcome unknown. */
function checked(answer: unknown, { operation }: MerchantRequest): Outcome {
  const outcome = Outcome.safeParse(answer);
  if (!outcome.success) return { kind: "unknown", cause: "UNREADABLE", detail: issueOf(outcome.error) };
  const misplaced =
    outcome.data.kind === "actionRequired" &&
    !["create", "update", "activationInfo", "status"].includes(operation);
  const detail = `${operation} cannot be answered with a page to go to`;
  return misplaced ? { kind: "unknown", cause: "UNREADABLE", detail } : outcome.data;
}

/** What the first problem is, by field; values stay out of it. */
function issueOf({ issues: [first] }: z.ZodError): string {
  return `${first?.path.join(".") || "answer"}: ${first?.message}`.slice(0, 300);
}
