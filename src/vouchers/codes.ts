// What is done with the codes of one stock, as statements over its tables. Nothing here is a transaction of its own:
// the object makes one around each of its methods, so that codes and counts can never disagree.

/** A code as a merchant hands it over. */
export interface Voucher {
  code: string;
  /** Epoch milliseconds from which on the code is no good; null where it does not expire. */
  expiry: number | null;
}

/** Who a code is for: one request of one entitlement. */
export interface Taker {
  requestId: string;
  entitlementId: string;
}

/** How a stock stands; `loaded` is always the sum of the other three counts. */
export interface Level {
  loaded: number;
  given: number;
  free: number;
  /** Never given, and no good any more. */
  expired: number;
  /** Epoch milliseconds; null where nothing was ever loaded. */
  lastLoadedAt: number | null;
}

/** So many rows are put aside at a time: a whole load that expires in one second is spread over several calls. */
const PUT_ASIDE_AT_ONCE = 10_000;

const EXPIRED =
  "FROM code INDEXED BY code_expiring WHERE state = 'free' AND expiry IS NOT NULL AND expiry <= ?1";

/** Adds the codes that the stock has never had; resolves to how many those were. */
export function add(sql: SqlStorage, vouchers: readonly Voucher[], now: number): number {
  const added = sql.exec(
    `INSERT INTO code (code, expiry)
     SELECT value ->> '$.code', value ->> '$.expiry' FROM json_each(?1) WHERE true ORDER BY key
     ON CONFLICT (code) DO NOTHING RETURNING 1`,
    JSON.stringify(vouchers),
  );
  const count = added.toArray().length;
  if (count > 0) sql.exec("UPDATE stock SET loaded = loaded + ?1, last_loaded_at = ?2", count, now);
  return count;
}

/** The code that the request or its entitlement has got already; null where it has none. */
export function givenTo(sql: SqlStorage, { requestId, entitlementId }: Taker): string | null {
  const known = sql.exec<{ code: string }>(
    `SELECT code FROM code WHERE request_id = ?1
     UNION ALL SELECT code FROM code WHERE entitlement_id = ?2 LIMIT 1`,
    requestId,
    entitlementId,
  );
  return known.toArray()[0]?.code ?? null;
}

/** Gives the free code that was loaded first; null where there is none. */
export function give(sql: SqlStorage, { requestId, entitlementId }: Taker, now: number): string | null {
  const next = sql.exec<{ code: string }>(
    `UPDATE code SET state = 'given', request_id = ?1, entitlement_id = ?2, given_at = ?3
     WHERE position = (
       SELECT position FROM code INDEXED BY code_free
       WHERE state = 'free' AND (expiry IS NULL OR expiry > ?3) ORDER BY position LIMIT 1
     ) RETURNING code`,
    requestId,
    entitlementId,
    now,
  );
  const code = next.toArray()[0]?.code ?? null;
  if (code !== null) sql.exec("UPDATE stock SET given = given + 1");
  return code;
}

/** Has an entitlement's code belong to nobody who is known; it stays given, and can never come in again. */
export function forget(sql: SqlStorage, entitlementId: string, instead: string): void {
  sql.exec(
    "UPDATE code SET request_id = NULL, entitlement_id = ?2 WHERE entitlement_id = ?1",
    entitlementId,
    instead,
  );
}

/** Takes codes that have expired out of the way of those that are looked for. */
export function putAside(sql: SqlStorage, now: number): void {
  const expired = sql.exec(
    `UPDATE code SET state = 'expired' WHERE position IN (SELECT position ${EXPIRED} LIMIT ?2) RETURNING 1`,
    now,
    PUT_ASIDE_AT_ONCE,
  );
  const count = expired.toArray().length;
  if (count > 0) sql.exec("UPDATE stock SET expired = expired + ?1", count);
}

/** How the stock stands now, codes included that have expired and wait to be put aside. */
export function levelOf(sql: SqlStorage, now: number): Level {
  const counts = sql.exec<{
    loaded: number;
    given: number;
    expired: number;
    lastLoadedAt: number | null;
  }>(
    `SELECT loaded, given, expired + (SELECT count(*) ${EXPIRED}) AS expired, last_loaded_at AS lastLoadedAt
     FROM stock`,
    now,
  );
  const { loaded, given, expired, lastLoadedAt } = counts.one();
  return { loaded, given, free: loaded - given - expired, expired, lastLoadedAt };
}
