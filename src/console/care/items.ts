// Everything that happened to one entitlement in one order: commands and versions, calls to the merchant, attempts of
// notifications, repetitions that somebody asked for, messages. Pure; what a party may not know is not in its history.
import type {
  History,
  HistoryAttempt,
  HistoryEvent,
  HistoryNotification,
  HistoryOperation,
} from "../../entitlement/history";

type Named<T> = T & Pick<HistoryNotification, "notificationId" | "reason" | "version">;

export type Item =
  | ({ kind: "event" } & HistoryEvent)
  | ({ kind: "operation" } & HistoryOperation)
  | ({ kind: "attempt"; number: number } & Named<HistoryAttempt>)
  | ({ kind: "replay" } & Named<Omit<HistoryNotification["replays"][number], "reason">> & { why: string })
  | ({ kind: "note" } & History["notes"][number]);

/** What happens within one moment: first the call, then the version it led to, then what was told of it. */
const ORDER: Record<Item["kind"], number> = { operation: 0, event: 1, note: 2, replay: 3, attempt: 4 };

/** Newest first. */
export function timelineOf({ events, operations, notifications, notes }: History): Item[] {
  const items: Item[] = [
    ...events.map((event) => ({ kind: "event" as const, ...event })),
    ...operations.map((operation) => ({ kind: "operation" as const, ...operation })),
    ...notes.map((note) => ({ kind: "note" as const, ...note })),
    ...notifications.flatMap(itemsOf),
  ];
  return items.sort(
    (a, b) =>
      Date.parse(b.date) - Date.parse(a.date) || ORDER[b.kind] - ORDER[a.kind] || versionOf(b) - versionOf(a),
  );
}

const versionOf = (item: Item): number => ("version" in item ? item.version : 0);

function itemsOf({ notificationId, reason, version, attempts, replays }: HistoryNotification): Item[] {
  const named = { notificationId, reason, version };
  return [
    ...attempts.map((attempt, at) => ({ kind: "attempt" as const, number: at + 1, ...attempt, ...named })),
    ...replays.map(({ reason: why, ...by }) => ({ kind: "replay" as const, ...by, ...named, why })),
  ];
}
