// What is wrong with an entitlement, for those who look for trouble: derived from its entries, and from nothing else. The
// healthy path has none. What the query store has been told stands beside what it is about, so that a change that it
// does not know yet is found again by whoever reads the entry.
import type { Entry } from "./entry";
import { isSettled, type Notification } from "./outbox";
import type { Operation } from "./state";

/** Notifications are retried for days, and one failure is a hiccup: from here on it is trouble. */
const FAILURES_OF_TROUBLE = 2;

export type TroubleStatus = "waiting" | "held" | "exhausted" | "doubt" | "operator";

export interface Trouble {
  /** The notification's or the operation's id. */
  subject: string;
  kind: "notification" | "operation";
  status: TroubleStatus;
  since: number;
  nextAt: number | null;
  /** Where the notification goes, as far as anybody has tried. */
  url: string | null;
  /** What holds it; null: the endpoint of that URL. */
  heldBy: string | null;
  detail: Record<string, string | number | null>;
}

/** Something to tell the query store about a subject: what its trouble is now, or that there is none any more. */
export interface News {
  version: number;
  kind: Trouble["kind"];
  subject: string;
  trouble: Trouble | null;
  /** To be kept as told once the store has acknowledged it. */
  digest: string | null;
}

/** What the query store does not know yet of these entries; the operation is the newest one's. */
export function newsOf(entries: readonly Entry[], head: Entry | null): News[] {
  return [...entries.flatMap(notificationNews), ...(head === null ? [] : operationNews(head))];
}

/** Whether an entry of the past can be forgotten: nothing is owed for it, and nothing is left to tell. */
export function isAtRest(entry: Entry): boolean {
  const { notification } = entry;
  return (
    notification === null ||
    (isSettled(notification) && !notification.replay && notificationNews(entry).length === 0)
  );
}

function notificationNews(entry: Entry): News[] {
  const { notification, version } = entry;
  // While an attempt is under way nothing is known: what was told stands.
  if (notification === null || notification.state === "in_flight") return [];
  const trouble = troubleOf(notification, entry);
  const digest = trouble && digestOf(trouble);
  if (digest === (notification.told ?? null)) return [];
  return [{ version, kind: "notification", subject: notification.id, trouble, digest }];
}

/** A notification that waits after its second failure, is held, or is given up. Of an erased one nobody can do anything. */
function troubleOf(notification: Notification, { at, version, state: { erased } }: Entry): Trouble | null {
  const { id, reason, state, stateReason, attempts, dueAt, troubledSince, hold } = notification;
  const failures = attempts.filter(({ ok }) => !ok).length;
  if (state === "delivered" || state === "in_flight" || erased) return null;
  if (state === "waiting" && failures < FAILURES_OF_TROUBLE) return null;
  return {
    subject: id,
    kind: "notification",
    status: state,
    since: (state === "held" ? hold?.since : troubledSince) ?? at,
    nextAt: state === "exhausted" ? null : dueAt,
    url: attempts.at(-1)?.url ?? null,
    heldBy: state === "held" ? (hold?.endpointId ?? null) : null,
    detail: { reason, version, stateReason, attempts: attempts.length },
  };
}

function operationNews({ version, state, toldOfOperation }: Entry): News[] {
  const told = toldOfOperation ?? null;
  const trouble = operationTrouble(state.operation);
  const digest = trouble && digestOf(trouble);
  if (digest === (told?.digest ?? null) && trouble?.subject === told?.subject) return [];
  const kind = "operation";
  const over: News[] =
    told !== null && told.subject !== trouble?.subject
      ? [{ version, kind, subject: told.subject, trouble: null, digest: null }]
      : [];
  return trouble ? [...over, { version, kind, subject: trouble.subject, trouble, digest }] : over;
}

/** An operation that nobody knows the outcome of; without a next try an operator has to settle it. */
function operationTrouble(operation: Operation | null): Trouble | null {
  if (operation?.phase !== "doubt") return null;
  const { requestId, verb, dueAt, doubtSince, startedAt, note } = operation;
  return {
    subject: requestId,
    kind: "operation",
    status: dueAt === null ? "operator" : "doubt",
    since: doubtSince ?? startedAt,
    // The next try moves with every lease; who wants to know it reads the record.
    nextAt: null,
    url: null,
    heldBy: null,
    detail: { verb, note },
  };
}

/**
 * The same text for what lists show in the same way. Of what is held nobody is told every look, nor why it is held, which
 * changes with every probe: the store knows the look that was next when it was told, and the hourly look takes it from there.
 */
function digestOf({ status, since, nextAt, heldBy, detail }: Trouble): string {
  const held = status === "held";
  const [next, why] = held ? [null, heldBy] : [nextAt, detail["stateReason"]];
  return [status, since, next ?? "-", detail["attempts"] ?? "-", why ?? "-"].join(" ");
}
