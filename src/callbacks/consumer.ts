// The consumer of the callback queues: take, post, report. It has no opinion about when or whether to try again;
// the object has. So messages are always acknowledged, except a format that a newer release wrote.
import { deliver, type AttemptResult } from "./deliver";
import { CallbackMessage } from "./message";
import { authenticationHeaders, signedHeaders } from "./sign";
import { currentCatalogue, findItem, type Seed } from "../catalogue/cache";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";

interface Dispatch {
  environment: string;
  resellerKey: string;
  url: string | null;
  body: string;
  traceparent?: string | null;
}

/** What the consumer needs of an entitlement's object. */
export interface Outbox {
  take(notificationId: string, dispatchId: string): Promise<Dispatch | null>;
  report(notificationId: string, dispatchId: string, result: AttemptResult & { at: number }): Promise<void>;
}

export interface Post {
  env: Pick<Env, "CATALOGUE" | "ALLOW_LOOPBACK_TARGETS">;
  outboxOf: (entitlementId: string) => Outbox;
  seed: Seed | null;
}

/** Handles one message; true to acknowledge it, false for a format this release does not know. */
export async function callBack(post: Post, body: unknown): Promise<boolean> {
  const message = CallbackMessage.safeParse(body);
  if (!message.success) return false;
  const { entitlementId, notificationId, dispatchId } = message.data;
  try {
    const outbox = post.outboxOf(entitlementId);
    const dispatch = await outbox.take(notificationId, dispatchId);
    if (dispatch === null) return true;
    await pass("afterTake", entitlementId);
    const at = clock.now();
    await pass("beforePost", entitlementId);
    const result = await attempt(post, notificationId, dispatch, at);
    await pass("afterPost", entitlementId);
    logAttempt(message.data, dispatch, result);
    await pass("beforeReport", entitlementId);
    await outbox.report(notificationId, dispatchId, { ...result, at });
  } catch (error) {
    log("notification.interrupted", { entitlementId, notificationId, dispatchId, error: errorText(error) });
  }
  return true;
}

/** Posts to the URL of the entitlement, else to the reseller's default. */
async function attempt(
  { env, seed }: Post,
  notificationId: string,
  { environment, resellerKey, url, body, traceparent }: Dispatch,
  at: number,
): Promise<AttemptResult> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const reseller = await findItem(env.CATALOGUE, catalogue, "reseller", environment, resellerKey);
  const target = url ?? reseller?.defaultNotificationUrl ?? null;
  const missing = {
    ok: false,
    status: null,
    error: "REFUSED_BY_GUARD",
    retryAfter: null,
    durationMs: 0,
  } as const;
  if (reseller === null || target === null) return { ...missing, url: target ?? "" };
  const headers = {
    ...signedHeaders({ id: notificationId, timestamp: at, body, secrets: reseller.signingSecrets }),
    ...authenticationHeaders(reseller.authentication),
    ...(traceparent && { traceparent }),
  };
  const allowLoopback = env.ALLOW_LOOPBACK_TARGETS === "on";
  return deliver({ url: target, body, headers, allowLoopback, now: clock.now });
}

function logAttempt(
  message: CallbackMessage,
  { environment, resellerKey }: Dispatch,
  result: AttemptResult,
): void {
  const { entitlementId, notificationId, dispatchId } = message;
  const { ok, status, error, durationMs } = result;
  log("notification.attempted", {
    entitlementId,
    notificationId,
    dispatchId,
    environment,
    resellerKey,
    ok,
    status,
    error,
    durationMs,
  });
}
