// What the live page shows, as lines of text: transitions from the feed, and deliveries as far as the platform tells of
// them without asking every entitlement, which is when they go wrong. The page and its script draw the same lines.
import { latestEvents, type OperationalEvent } from "../../projection/endpoints";
import { scopeOf } from "../../projection/project";
import {
  readTail,
  readTroubled,
  type TailEvent,
  type TailTrouble,
  type Watched,
} from "../../projection/tail";
import { clock, iso } from "../../shared/clock";
import { EVERYBODY, everyReseller } from "../../statistics/reach";
import { pageOf } from "../care/record";
import type { SignedIn } from "../page";
import { spoken } from "../overview/words";

/** One line. Its parts are text: whoever draws it must not take them for markup. */
export interface Line {
  /** The same event has the same id, so that it is drawn once. */
  id: string;
  date: string;
  what: string;
  bad: boolean;
  detail: string;
  /** The entitlement's page. */
  href: string | null;
  entitlementId: string | null;
}

export interface Tail {
  lines: Line[];
  /** Ask for what comes after this, epoch milliseconds. */
  after: number;
}

export const MOST_LINES = 50;

/**
 * An event is dated before it is written; one that comes late is found by looking back a little. Lines that were seen
 * already are known by their ids.
 */
const OVERLAP_MS = 10_000;

/** The lines since a time, newest first. */
export async function tailOf(visit: SignedIn, after: number): Promise<Tail> {
  const now = clock.now();
  const since = Math.max(0, after - OVERLAP_MS);
  const [events, deliveries] = await Promise.all([
    readTail(visit.env, watchedBy(visit), since, MOST_LINES),
    deliveriesOf(visit, since),
  ]);
  const { side } = visit.who.caller;
  const lines = [...events.map((event) => transition(event, side)), ...deliveries];
  lines.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  return { lines: lines.slice(0, MOST_LINES), after: now };
}

function watchedBy({ who }: SignedIn): Watched {
  const { side, name, environment } = who.caller;
  if (environment === null) return { ...EVERYBODY, merchantAccountKey: null };
  if (side === "MERCHANT") return { ...everyReseller(environment), merchantAccountKey: name };
  const scope = scopeOf(environment, name);
  return { low: scope, high: scope, merchantAccountKey: null };
}

/** Merchants have no part in notifications. */
async function deliveriesOf({ env, who }: SignedIn, since: number): Promise<Line[]> {
  const { side, name, environment } = who.caller;
  if (side === "MERCHANT") return [];
  const scope = environment === null ? null : scopeOf(environment, name);
  const [operational, troubled] = await Promise.all([
    latestEvents(env, scope, MOST_LINES),
    readTroubled(env, scope, since, MOST_LINES),
  ]);
  return [...operational.filter(({ at }) => at > since).map(delivery), ...troubled.map(trouble)];
}

function transition(event: TailEvent, side: string): Line {
  const { scope, entitlementId, version, added, previousStatus, status, notificationReason } = event;
  const [environment = "", ...reseller] = scope.split(":");
  const whose =
    side === "RESELLER" ? [] : [reseller.join(":"), ...(side === "OPERATOR" ? [environment] : [])];
  const sold = `${event.merchantAccountKey} ${event.productKey}`;
  const told = notificationReason === null ? "" : spoken(notificationReason);
  return {
    id: `${entitlementId} ${version}`,
    date: iso(added),
    what: wayOf(previousStatus, status),
    bad: status === "FAILED",
    detail: [sold, told, ...whose].filter((part) => part !== "").join(" · "),
    href: pageOf(entitlementId),
    entitlementId,
  };
}

const wayOf = (before: string | null, status: string): string => {
  if (before === "NONE") return `New, ${status}`;
  return before === null || before === status ? status : `${before} → ${status}`;
};

const DELIVERIES: Record<string, string> = {
  "endpoint.failing": "Endpoint fails",
  "endpoint.paused": "Endpoint is paused",
  "endpoint.recovered": "Endpoint is back",
  "endpoint.resumed": "Endpoint was resumed",
  "notification.exhausted": "Notification given up",
};

function delivery({ at, type, endpointId, entitlementId, detail }: OperationalEvent): Line {
  const known: Record<string, unknown> = JSON.parse(detail);
  const told = ["origin", "reason", "stateReason"].map((name) => known[name]);
  return {
    id: `${type} ${at} ${endpointId} ${entitlementId}`,
    date: iso(at),
    what: DELIVERIES[type] ?? type,
    bad: type !== "endpoint.recovered" && type !== "endpoint.resumed",
    detail: told.filter((part) => typeof part === "string").join(" · "),
    href: entitlementId === null ? "/console/endpoints" : pageOf(entitlementId),
    entitlementId,
  };
}

const TROUBLES: Record<string, string> = {
  waiting: "Notification fails, is tried again",
  held: "Notification is held",
  doubt: "Operation in doubt",
  operator: "Operation waits for an operator",
};

function trouble({ entitlementId, subject, status, since, detail }: TailTrouble): Line {
  const { reason, verb, stateReason }: Record<string, unknown> = JSON.parse(detail);
  const told = [typeof reason === "string" ? spoken(reason) : verb, stateReason];
  return {
    id: `${subject} ${status} ${since}`,
    date: iso(since),
    what: TROUBLES[status] ?? status,
    bad: true,
    detail: told.filter((part) => typeof part === "string").join(" · "),
    href: pageOf(entitlementId),
    entitlementId,
  };
}
