// A request to send notifications once more: one, those that were given up, or all of an entitlement.
import type { Answer } from "./answer";
import { refusalAnswer } from "./answer";
import type { Claims } from "./claims";
import type { Core } from "./core";
import type { Entry, Replayed } from "./entry";
import type { Asking } from "./machine/begin";
import { unknownNotification, versionMismatch } from "./machine/refusal";
import { isSettled } from "./outbox";
import { replayed, retriedAtOnce } from "./replay";
import { answeredBefore } from "./verbs";

export interface Replaying {
  /** Null: all. */
  notificationIds: readonly string[] | null;
  /** Leaves out what is not given up, or is not any more. */
  onlyExhausted: boolean;
  reason: string;
}

/** How many are sent again. What its endpoint holds is not: it is sent as soon as the endpoint is back. */
export function replayNotifications(core: Core, claims: Claims, which: Replaying, asking: Asking): Answer {
  const { actor, now, idempotency, ifMatch } = asking;
  const again = idempotency && answeredBefore(core, claims, idempotency, actor.side, now);
  if (again) return again;
  core.advance(now);
  if (ifMatch !== null && !ifMatch.includes(core.state.version))
    return refusalAnswer(versionMismatch(core.state), core.state, actor.side, now);
  const chosen = core.journal.all().filter((entry) => isChosen(entry, which));
  const unknown = which.notificationIds?.length === 1 && chosen.length === 0 && !which.onlyExhausted;
  if (unknown) return refusalAnswer(unknownNotification(), null, actor.side, now);
  const answer = repeat(core, chosen, which.reason, asking);
  if (idempotency)
    core.journal.answer({ ...idempotency, at: now, result: { kind: "replayed", ...answer } }, now);
  core.finish(now);
  return { kind: "sentAgain", ...answer, again: false };
}

function isChosen({ notification, state }: Entry, { notificationIds, onlyExhausted }: Replaying): boolean {
  if (notification === null || state.erased || (onlyExhausted && notification.state !== "exhausted"))
    return false;
  return notificationIds === null || notificationIds.includes(notification.id);
}

function repeat(core: Core, chosen: Entry[], reason: string, { actor, now }: Asking): Replayed {
  const request = { at: now, actor: { side: actor.side, name: actor.name }, reason };
  let held = 0;
  for (const { version } of chosen) {
    const entry = core.journal.current(version);
    if (!entry?.notification) continue;
    if (entry.notification.state === "held") held++;
    core.journal.put({ ...entry, notification: replayed(entry.notification, request) });
  }
  // What is owed arrives in order: asked for one of them, the first is tried.
  const front = core.journal.owed()[0];
  const owed = chosen.some(({ notification }) => notification && !isSettled(notification));
  if (owed && front?.notification)
    core.journal.put({ ...front, notification: retriedAtOnce(front.notification, now) });
  core.journal.touch();
  return { replayed: chosen.length - held, held };
}
