// When something held looks again: pure functions over one notification, first arrival or repetition.
import type { Hold } from "../callbacks/gate";
import { heldOn, type Notification } from "./outbox";
import { replayHeld } from "./replay";

const isReplayHeld = ({ replay }: Notification): boolean =>
  replay?.dispatchId === null && (replay.heldBecause ?? null) !== null;

/** Never, where nothing holds it. */
export function lookAt(notification: Notification): number {
  if (notification.state === "held") return notification.dueAt;
  return notification.replay && isReplayHeld(notification) ? notification.replay.dueAt : Infinity;
}

/** It looked, and may not come yet. */
export const stillHeld = (notification: Notification, hold: Hold, now: number): Notification =>
  notification.state === "held" ? heldOn(notification, hold, now) : replayHeld(notification, hold);

/** As an object finds it when it is loaded: a look that changed nothing was not written, but the next one's alarm was. */
export function asLeft(notification: Notification, alarmAt: number): Notification {
  if (lookAt(notification) >= alarmAt) return notification;
  if (notification.state === "held") return { ...notification, dueAt: alarmAt };
  return {
    ...notification,
    ...(notification.replay && { replay: { ...notification.replay, dueAt: alarmAt } }),
  };
}
