// The consumer of the callback queues: take, post, report. It has no opinion about when or whether to try again;
// the object has. So messages are always acknowledged, except a format that a newer release wrote.
import { attemptPost } from "./attempt";
import type { AttemptResult } from "./deliver";
import { after, before, watched, type Hold, type Intent, type Permit } from "./gate";
import { CallbackMessage, sendCallback } from "./message";
import { recipientOf } from "./recipient";
import type { Seed } from "../catalogue/cache";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";

interface Dispatch {
  environment: string;
  resellerKey: string;
  url: string | null;
  body: string;
  traceparent?: string | null;
  again?: boolean;
  moving?: true;
}

/** What the consumer needs of an entitlement's object. */
export interface Outbox {
  take(notificationId: string, dispatchId: string): Promise<Dispatch | null>;
  hold(notificationId: string, dispatchId: string, why: Hold): Promise<void>;
  report(notificationId: string, dispatchId: string, result: AttemptResult & { at: number }): Promise<void>;
}

export interface Post {
  env: Pick<
    Env,
    "CATALOGUE" | "CATALOGUE_KEY" | "ENDPOINT" | "ALLOW_LOOPBACK_TARGETS" | "CALLBACKS" | "CALLBACK_RETRIES"
  >;
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
    await handle(post, outbox, message.data, dispatch);
  } catch (error) {
    log("notification.interrupted", { entitlementId, notificationId, dispatchId, error: errorText(error) });
  }
  return true;
}

/** Posts what its endpoint lets through, and tells both what came of it. */
async function handle(
  post: Post,
  outbox: Outbox,
  message: CallbackMessage,
  dispatch: Dispatch,
): Promise<void> {
  const { entitlementId, notificationId, dispatchId } = message;
  const { reseller, url } = await recipientOf(post.env, post.seed, dispatch);
  const { environment, resellerKey } = dispatch;
  const again = (dispatch.again ?? false) || (message.again ?? false);
  const intent: Intent = { environment, resellerKey, url, dispatchId, again };
  const passes = dispatch.moving ?? false;
  const permit: Permit = passes ? { kind: "go" } : await before(post.env, intent);
  if (permit.kind === "held") {
    logHeld(message, dispatch, permit);
    return outbox.hold(notificationId, dispatchId, permit);
  }
  if (permit.kind === "aside") return sendCallback(post.env, { ...message, again: true });
  const at = clock.now();
  await pass("beforePost", entitlementId);
  const { body, traceparent = null } = dispatch;
  const attempt = { id: notificationId, body, url, traceparent };
  const posting = () => attemptPost(post.env, reseller, attempt);
  const result = await (passes ? posting() : watched(intent, posting));
  await pass("afterPost", entitlementId);
  logAttempt(message, dispatch, result);
  await pass("beforeReport", entitlementId);
  await Promise.all([
    outbox.report(notificationId, dispatchId, { ...result, at }),
    passes ? null : after(post.env, intent, permit.kind, result),
  ]);
}

function logHeld(
  { entitlementId, notificationId, dispatchId }: CallbackMessage,
  { environment, resellerKey }: Dispatch,
  { endpointId, until, because }: Hold,
): void {
  log("notification.held", {
    entitlementId,
    notificationId,
    dispatchId,
    environment,
    resellerKey,
    endpointId,
    until,
    because,
  });
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
