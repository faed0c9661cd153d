// A reseller's newest events in a few words each, for whoever wants to know what has happened lately rather than to read
// it. A bounded part of the feed is looked at, by its key.
import { HOMES, databaseOf } from "../shared/homes";

export interface RecentEvent {
  entitlementId: string;
  version: number;
  /** NONE where it is the first; null where a former release did not say. */
  previousStatus: string | null;
  /** 0: no sign-up link yet, 1: waits with a link, 2: was active. */
  previousStage: number | null;
  status: string;
  notificationReason: string | null;
}

/** How far back in each home's feed. */
const LOOK_BACK = 1_000;

const RECENT = `
SELECT entitlement_id AS entitlementId, version, previous_status AS previousStatus, previous_stage AS previousStage,
  body ->> '$.status' AS status, body ->> '$.notificationReason' AS notificationReason
FROM feed WHERE reseller_scope = ?1 AND added >= ?2
  AND position > (SELECT max(position) FROM feed WHERE reseller_scope = ?1) - ${LOOK_BACK}
ORDER BY position DESC`;

/** The newest events since a time (epoch milliseconds), newest first. */
export async function recentEvents(
  env: Pick<Env, "DB">,
  scope: string,
  since: number,
): Promise<RecentEvent[]> {
  const found = await Promise.all(
    HOMES.map((_, home) => databaseOf(env, home).prepare(RECENT).bind(scope, since).all<RecentEvent>()),
  );
  return found.flatMap(({ results }) => results);
}
