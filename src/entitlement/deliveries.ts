// The consumer's side of the outbox: take what a dispatch is about, report how the attempt went.
import type { Hold } from "../callbacks/gate";
import type { Core } from "./core";
import type { Entry } from "./entry";
import { held, isAgain, isSettled, reported, woken, type AttemptReport } from "./outbox";
import { notificationBody } from "./projected";
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
}

/** What to send, to the URL as it is now; null when that dispatch is over. A read. */
export function take(core: Core, notificationId: string, dispatchId: string): Dispatch | null {
  const entry = owing(core, notificationId);
  if (!entry?.notification || entry.notification.dispatchId !== dispatchId) return null;
  const { environment, resellerKey, notificationUrl: url } = core.state;
  return {
    environment,
    resellerKey,
    url,
    body: JSON.stringify(notificationBody(entry)),
    traceparent: entry.notification.traceparent,
    again: isAgain(entry.notification),
  };
}

/** A dispatch that its endpoint takes no post of now. */
export function hold(core: Core, notificationId: string, dispatchId: string, why: Hold, now: number): void {
  const entry = owing(core, notificationId);
  if (!entry?.notification) return;
  const notification = held(entry.notification, dispatchId, why, now);
  if (notification === entry.notification) return;
  core.journal.put({ ...entry, notification });
  core.finish(now);
}

/** Its endpoint was resumed: what is held looks again by then. */
export function wakeHeld(core: Core, at: number, now: number): void {
  const front = core.journal.owed()[0];
  if (!front?.notification) return;
  const notification = woken(front.notification, at);
  if (notification === front.notification) return;
  core.journal.put({ ...front, notification });
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
  const entry = owing(core, notificationId) ?? (result.ok ? exhausted(core, notificationId) : undefined);
  if (!entry?.notification) return;
  const notification = reported(entry.notification, dispatchId, result, now, Math.random());
  if (notification === entry.notification) return;
  const current = core.state.notificationUrl;
  const moved = result.status === 410 && current !== null && current !== result.url;
  if (moved) core.journal.put({ ...entry, notification: { ...notification, state: "waiting", dueAt: now } });
  else core.journal.put({ ...entry, notification });
  if (result.status === 410 && !moved) exhaustAll(core, notification.stateReason);
  core.finish(now);
}

function exhaustAll(core: Core, stateReason: string | null): void {
  for (const entry of core.journal.owed())
    if (entry.notification)
      core.journal.put({
        ...entry,
        notification: { ...entry.notification, state: "exhausted", stateReason },
      });
}

function owing(core: Core, notificationId: string): Entry | undefined {
  return core.journal
    .owed()
    .find(({ notification }) => notification?.id === notificationId && !isSettled(notification));
}

/** A success may come after everything was given up; it counts all the same. */
function exhausted(core: Core, notificationId: string): Entry | undefined {
  return core.journal.all().find(({ notification }) => notification?.id === notificationId);
}
