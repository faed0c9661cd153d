// What waits for somebody in one environment: trouble by kind, and entitlements whose object is late. For operators: it
// counts the rows, and there are as many as there is trouble.
import { HOMES, databaseOf } from "../shared/homes";

/** The status that a row of trouble can have. */
const STATUSES = ["waiting", "held", "exhausted", "doubt", "operator"];

export interface BacklogItem {
  entitlementId: string;
  /** The notification's or the operation's id; an entitlement that is late has none. */
  notificationId?: string;
  requestId?: string;
  resellerKey: string;
  merchantAccountKey: string;
  since: number;
}

export interface BacklogPart {
  count: number;
  /** The oldest few, the oldest first. */
  oldest: BacklogItem[];
}

export type Backlog = Record<
  "waiting" | "held" | "exhausted" | "inDoubt" | "forOperator" | "overdue",
  BacklogPart
>;

const SCOPES = `substr(reseller_scope, instr(reseller_scope, ':') + 1) AS resellerKey,
  substr(merchant_scope, instr(merchant_scope, ':') + 1) AS merchantAccountKey`;

const COUNTS = `
SELECT status, count(*) AS count FROM trouble WHERE reseller_scope BETWEEN ?1 || ':' AND ?1 || ';' GROUP BY status`;

const OLDEST = `
SELECT entitlement_id AS entitlementId, subject, kind, ${SCOPES}, since FROM trouble
WHERE status = ?2 AND reseller_scope BETWEEN ?1 || ':' AND ?1 || ';' ORDER BY since LIMIT ?3`;

const LATE = "FROM entitlement WHERE wake_at < ?2 AND reseller_scope BETWEEN ?1 || ':' AND ?1 || ';'";
const COUNT_LATE = `SELECT 'overdue' AS status, count(*) AS count ${LATE}`;
const OLDEST_LATE = `SELECT id AS entitlementId, ${SCOPES}, wake_at AS since ${LATE} ORDER BY wake_at LIMIT ?3`;

/** Where the answers to `OLDEST` begin in a batch. */
const FIRST_OLDEST = 3;

interface Row {
  status: string;
  count: number;
  entitlementId: string;
  subject?: string;
  kind?: string;
  resellerKey: string;
  merchantAccountKey: string;
  since: number;
}

/** The backlog of an environment, over all homes. An object is late when it had something to do before `overdue`. */
export async function readBacklogOf(
  env: Pick<Env, "DB">,
  environment: string,
  overdue: number,
  most: number,
): Promise<Backlog> {
  const homes = await Promise.all(
    HOMES.map((_, home) => {
      const database = databaseOf(env, home);
      return database.batch<Row>([
        database.prepare(COUNTS).bind(environment),
        database.prepare(COUNT_LATE).bind(environment, overdue),
        database.prepare(OLDEST_LATE).bind(environment, overdue, most),
        ...STATUSES.map((status) => database.prepare(OLDEST).bind(environment, status, most)),
      ]);
    }),
  );
  const rowsAt = (at: number): Row[] => homes.flatMap((results) => results[at]?.results ?? []);
  const counts = [...rowsAt(0), ...rowsAt(1)];
  const part = (status: string, found: Row[]): BacklogPart => ({
    count: counts.filter((row) => row.status === status).reduce((sum, { count }) => sum + count, 0),
    oldest: found
      .sort((a, b) => a.since - b.since)
      .slice(0, most)
      .map(itemOf),
  });
  const oldest = (status: string): Row[] => rowsAt(FIRST_OLDEST + STATUSES.indexOf(status));
  const kind = (status: string): BacklogPart => part(status, oldest(status));
  return {
    waiting: kind("waiting"),
    held: kind("held"),
    exhausted: kind("exhausted"),
    inDoubt: kind("doubt"),
    forOperator: kind("operator"),
    overdue: part("overdue", rowsAt(2)),
  };
}

function itemOf({ entitlementId, subject, kind, resellerKey, merchantAccountKey, since }: Row): BacklogItem {
  const of = { entitlementId, resellerKey, merchantAccountKey, since };
  if (subject === undefined) return of;
  return kind === "notification" ? { ...of, notificationId: subject } : { ...of, requestId: subject };
}
