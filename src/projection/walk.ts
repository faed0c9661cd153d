// Everything that a reseller has, in the order of its key, however much it is: each question looks at so many rows and no
// more, whatever of them is wanted, so that none takes longer than another.
import { databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

/** Before the first row. */
export const BEGINNING = { created: -1, id: "" };

export interface WalkPlace {
  created: number;
  id: string;
}

export interface WalkQuestion {
  home: number;
  environment: string;
  resellerKey: string;
  /** Null: all of them. */
  merchantAccountKey: string | null;
  statuses: readonly string[] | null;
  /** Nothing that was created later, in real time. */
  until: number;
}

export interface Walked {
  /** States, as JSON. */
  bodies: string[];
  /** Behind the last row that was looked at; null at the end. */
  next: WalkPlace | null;
}

const WALK = `
SELECT created, id, CASE WHEN (?6 IS NULL OR merchant_account_key = ?6)
  AND (?7 IS NULL OR status IN (SELECT value FROM json_each(?7)))
  AND (created <= ?4 OR created - (body ->> '$.clock.aheadMs') <= ?4) THEN body END AS body
FROM entitlement NOT INDEXED
WHERE reseller_scope = ?1 AND (created, id) > (?2, ?3)
ORDER BY created, id LIMIT ?5`;

/** The next rows behind a place in one home. */
export async function walk(
  env: Pick<Env, "DB">,
  { home, environment, resellerKey, merchantAccountKey, statuses, until }: WalkQuestion,
  { created, id }: WalkPlace,
  most: number,
): Promise<Walked> {
  const { results } = await databaseOf(env, home)
    .prepare(WALK)
    .bind(
      scopeOf(environment, resellerKey),
      created,
      id,
      until,
      most,
      merchantAccountKey,
      statuses === null ? null : JSON.stringify(statuses),
    )
    .all<WalkPlace & { body: string | null }>();
  const last = results.at(-1);
  return {
    bodies: results.flatMap(({ body }) => body ?? []),
    next: last && results.length === most ? { created: last.created, id: last.id } : null,
  };
}
