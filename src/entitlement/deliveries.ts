// The consumer's side of the outbox: take what a dispatch is about, report how the attempt went.
import type { Hold } from "../callbacks/gate";
import type { AttemptReport } from "./attempts";
import type { Core } from "./core";
import type { Entry } from "./entry";
import { isMoving } from "./moving";
import { exhausted, held, isAgain, isSettled, reported, woken, type Notification } from "./outbox";
import { notificationBody } from "./projected";
import { replayHeld, replayReported, replayWoken } from "./replay";
import type { Environment } from "./state";

/** What a consumer needs for one attempt. */
export interface Dispatch {
  environment: Environment;
  resellerKey: string;
  /** Null: the reseller's default. */
  url: string | null;
  body: string;
  traceparent: string | null;
  /** It was tried or held before. */
  again: boolean;
  /** Its entitlement's clock is being moved: the endpoint's breaker is not asked, and not told. */
  moving?: true;
}

/** What to send, to the URL as it is now; null when that dispatch is over. A read. */
export function take(core: Core, notificationId: string, dispatchId: string): Dispatch | null {
  const owed = owing(core, notificationId);
  const current = owed?.notification?.dispatchId === dispatchId ? owed : undefined;
  const entry = repeating(core, notificationId, dispatchId) ?? current;
  if (!entry?.notification) return null;
  const { environment, resellerKey, notificationUrl: url } = core.state;
  return {
    environment,
    resellerKey,
    url,
    body: JSON.stringify(notificationBody(entry)),
    traceparent: entry.notification.traceparent,
    again: entry !== current || isAgain(entry.notification),
    ...(isMoving(core.state) && { moving: true as const }),
  };
}

/** A dispatch that its endpoint takes no post of now. */
export function hold(core: Core, notificationId: string, dispatchId: string, why: Hold, now: number): void {
  const repeated = repeating(core, notificationId, dispatchId);
  const entry = repeated ?? owing(core, notificationId);
  if (!entry?.notification) return;
  const notification = repeated
    ? replayHeld(entry.notification, why)
    : held(entry.notification, dispatchId, why, now);
  if (notification === entry.notification) return;
  core.journal.put({ ...entry, notification });
  core.finish(now);
}

/** Its endpoint was resumed: what is held looks again by then. */
export function wakeHeld(core: Core, at: number, now: number): void {
  const first = [core.journal.owed()[0], core.journal.replaying()[0]];
  const changed = first.flatMap((entry) => {
    if (!entry?.notification) return [];
    const notification = replayWoken(woken(entry.notification, at), at);
    return notification === entry.notification ? [] : [{ ...entry, notification }];
  });
  if (changed.length === 0) return;
  for (const entry of changed) core.journal.put(entry);
  core.finish(now);
}

/** What a result makes of it. `410` exhausts every notification that waits for exactly that URL. */
export function report(
  core: Core,
  notificationId: string,
  dispatchId: string,
  result: AttemptReport,
  now: number,
): void {
  const repeated = repeating(core, notificationId, dispatchId);
  const entry =
    repeated ?? owing(core, notificationId) ?? (result.ok ? settled(core, notificationId) : undefined);
  if (!entry?.notification) return;
  const before = entry.notification;
  const notification = repeated
    ? replayReported(before, result)
    : reported(before, dispatchId, result, now, Math.random());
  if (notification === before) return;
  const current = core.state.notificationUrl;
  const moved = result.status === 410 && current !== null && current !== result.url;
  core.journal.put({
    ...entry,
    notification: moved && !repeated ? elsewhere(notification, now) : notification,
  });
  if (result.status === 410 && !moved) exhaustAll(core, now);
  core.finish(now);
}

const GONE = "the endpoint answered 410 Gone";

function exhaustAll(core: Core, now: number): void {
  for (const entry of core.journal.owed())
    if (entry.notification)
      core.journal.put({ ...entry, notification: exhausted(entry.notification, GONE, now) });
}

/** The URL has changed since the attempt began: what is gone there says nothing about the new one. */
const elsewhere = (notification: Notification, now: number): Notification => ({
  ...notification,
  state: "waiting",
  stateReason: `${GONE}; it goes to the new URL`,
  dueAt: now,
});

function owing(core: Core, notificationId: string): Entry | undefined {
  return core.journal
    .owed()
    .find(({ notification }) => notification?.id === notificationId && !isSettled(notification));
}

/** The repetition that a dispatch is for. */
function repeating(core: Core, notificationId: string, dispatchId: string): Entry | undefined {
  return core.journal
    .replaying()
    .find(
      ({ notification }) =>
        notification?.id === notificationId && notification.replay?.dispatchId === dispatchId,
    );
}

/** A success may come after everything was given up; it counts all the same. */
function settled(core: Core, notificationId: string): Entry | undefined {
  return core.journal.all().find(({ notification }) => notification?.id === notificationId);
}
