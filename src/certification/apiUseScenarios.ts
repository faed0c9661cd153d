// How each scenario of a reseller's use is recognised in what the sandbox has recorded.
import type { History } from "../entitlement/history";
import type { RecentEvent } from "../projection/recentEvents";
import type { Trace } from "../projection/traces";
import type { API_USE_TOLD } from "./apiUseTold";

/** What has been recorded of a reseller lately. */
export interface Recorded {
  /** Newest first. */
  events: readonly RecentEvent[];
  traces: ReadonlySet<string>;
  /** A merchant refused one of its creates. */
  refused: boolean;
  history: (entitlementId: string) => Promise<History | null>;
}

type Seen = (recorded: Recorded) => boolean | Promise<boolean>;

/** A look into an entitlement is a call to its object. */
const MOST_LOOKED_INTO = 5;

export const API_USE_SEEN: Record<(typeof API_USE_TOLD)[number]["scenario"], Seen> = {
  SYNC_CREATE: ({ events }) =>
    events.some(({ previousStatus, status }) => previousStatus === "NONE" && status === "ACTIVE"),
  ASYNC_CREATE: ({ events }) =>
    events.some(
      ({ previousStatus, previousStage, status }) =>
        previousStatus === "PENDING" && status === "ACTIVE" && previousStage !== 2,
    ),
  REPEATED_CREATE: traced("REPEATED_CREATE"),
  REFUSED_CREATE: ({ events, refused }) =>
    refused || events.some(({ notificationReason }) => notificationReason === "ACTIVATION_FAILURE"),
  CANCEL_AND_UNDO: ({ events }) =>
    events.some(({ notificationReason }) => notificationReason === "TERMINATION_REVERSED"),
  SUSPEND_AND_RESUME: lookedInto("RESUMPTION_SUCCESS", ({ operations }) =>
    asked(operations, "suspend", "resume"),
  ),
  REVOKE: ({ events, history }) =>
    someHistory(
      events.filter(({ status }) => status === "REVOKED"),
      history,
      (own) => own.events.some(({ command }) => command === "revoke") || asked(own.operations, "terminate"),
    ),
  UPDATE: async (recorded) =>
    (await lookedInto("METADATA_UPDATE", byReseller)(recorded)) ||
    (await lookedInto(
      "PRODUCT_UPDATE",
      (own) => byReseller(own) || asked(own.operations, "update"),
    )(recorded)),
  REPORT_READ: traced("REPORT"),
  FEED_READ: traced("FEED"),
};

function traced(trace: Trace): Seen {
  return ({ traces }) => traces.has(trace);
}

/** Some entitlement with an event of that reason has such a history. */
function lookedInto(reason: string, fits: (history: History) => boolean): Seen {
  return ({ events, history }) =>
    someHistory(
      events.filter(({ notificationReason }) => notificationReason === reason),
      history,
      fits,
    );
}

async function someHistory(
  events: readonly RecentEvent[],
  history: Recorded["history"],
  fits: (history: History) => boolean,
): Promise<boolean> {
  const ids = [...new Set(events.map(({ entitlementId }) => entitlementId))].slice(0, MOST_LOOKED_INTO);
  const histories = await Promise.all(ids.map(history));
  return histories.some((own) => own !== null && fits(own));
}

/** A merchant is asked for what a reseller wants, and for nothing of its own. */
const asked = (operations: History["operations"], ...names: string[]): boolean =>
  names.every((name) => operations.some(({ operation }) => operation === name));

const byReseller = ({ events }: History): boolean =>
  events.some(
    ({ actor, reason }) =>
      actor.side === "RESELLER" && (reason === "METADATA_UPDATE" || reason === "PRODUCT_UPDATE"),
  );
