// What an endpoint holds looks before it is sent. While the endpoint still takes nothing, the next look is kept in memory
// and in the alarm: no message goes out, and no entry is written.
import type { Hold } from "../callbacks/gate";
import { look } from "../callbacks/look";
import type { Entry } from "./entry";
import type { Journal } from "./journal";
import { lookAt, stillHeld } from "./lookAt";

type LookEnv = Parameters<typeof look>[0];

/**
 * Looks for what is held and due: the oldest that is owed, and the oldest that is repeated. Resolves to the dispatches of
 * those that may come, by notification: an endpoint knows its probe by that id.
 */
export async function lookAgain(env: LookEnv, journal: Journal, now: number): Promise<Map<string, string>> {
  const through = new Map<string, string>();
  const own = (hold: Hold): Hold => ({ ...hold, until: hold.until + journal.aheadMs });
  for (const { version, state } of [journal.owed()[0], journal.replaying()[0]].flatMap(dueBy(now))) {
    const dispatchId = crypto.randomUUID();
    const { environment, resellerKey } = state;
    const url = journal.head?.state.notificationUrl ?? null;
    const hold = await look(env, { environment, resellerKey, url, dispatchId });
    // Others may have sent, woken or settled it meanwhile.
    for (const entry of [journal.current(version)].flatMap(dueBy(now)))
      if (hold === null) through.set(entry.notification.id, dispatchId);
      else journal.remember({ ...entry, notification: stillHeld(entry.notification, own(hold), now) });
  }
  return through;
}

type Notified = Entry & { notification: NonNullable<Entry["notification"]> };

const dueBy =
  (now: number) =>
  (entry: Entry | null | undefined): Notified[] =>
    entry?.notification && lookAt(entry.notification) <= now
      ? [{ ...entry, notification: entry.notification }]
      : [];
