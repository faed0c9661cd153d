// Asks a merchant one thing: through its connector, with a deadline over everything, quick retries where a repeat
// is harmless, and the answer checked at the door. Never throws: what goes wrong is an `unknown`.
import type * as z from "zod";
import { pass } from "../shared/hooks";
import { log, errorText } from "../shared/log";
import { Outcome, type Connector, type ConnectorContext, type MerchantRequest } from "./contract";

/** The whole call, retries included (contract §6). */
export const MERCHANT_CALL_TIMEOUT_MS = 10_000;
/** "Three quick retries": within the patience of a caller who waits for the answer. */
const QUICK_RETRY_DELAYS_MS = [50, 150, 400];
const RETRIED: readonly string[] = ["CONNECTION", "SERVER_ERROR"];

const TIMED_OUT: Outcome = { kind: "unknown", cause: "TIMEOUT" };

/** One merchant call. An operation the connector does not have is a refusal: certain, and without a call. */
export async function ask(
  connector: Connector,
  request: MerchantRequest,
  context: Omit<ConnectorContext, "signal">,
  timeoutMs = MERCHANT_CALL_TIMEOUT_MS,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  const outcome = await withRetries(connector, request, { ...context, signal });
  await pass("afterMerchantCall", request.entitlementId);
  return outcome;
}

async function withRetries(
  connector: Connector,
  request: MerchantRequest,
  context: ConnectorContext,
): Promise<Outcome> {
  let outcome = await once(connector, request, context);
  for (const delay of connector.idempotent.includes(request.operation) ? QUICK_RETRY_DELAYS_MS : []) {
    if (outcome.kind !== "unknown" || !RETRIED.includes(outcome.cause) || context.signal.aborted) break;
    await scheduler.wait(delay);
    const repeat = await once(connector, request, context);
    // A repeat that did not come to anything says nothing about the call before it.
    if (repeat.kind === "rejected" && repeat.reason === "MERCHANT_UNAVAILABLE") break;
    outcome = repeat;
  }
  return outcome;
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
  const aborted = new Promise<Outcome>((resolve) => {
    if (context.signal.aborted) resolve(TIMED_OUT);
    context.signal.addEventListener("abort", () => resolve(TIMED_OUT), { once: true });
  });
  try {
    await pass("beforeMerchantCall", request.entitlementId);
    return checked(await Promise.race([call(request, context), aborted]), request);
  } catch (error) {
    log("merchant_call.failed", {
      requestId: request.requestId,
      operation: request.operation,
      error: errorText(error),
    });
    return { kind: "unknown", cause: context.signal.aborted ? "TIMEOUT" : "CONNECTION" };
  }
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
