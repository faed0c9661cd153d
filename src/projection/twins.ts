// Entitlements that have not ended under ids that parties gave: who already has what an import is about to bring. By the
// indexes on those ids, one question for many; normally under a second behind.
import { HOMES, databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

export interface Twin {
  entitlementId: string;
  merchantAccountKey: string;
  externalEntitlementId: string | null;
  merchantEntitlementId: string | null;
  /** Whether it is the asking reseller's own. */
  own: boolean;
}

/** What is asked about; ids without an answer have no twin. */
export interface TwinQuestion {
  environment: string;
  resellerKey: string;
  externalEntitlementIds: string[];
  merchantEntitlementIds: { merchantAccountKey: string; id: string }[];
}

interface Row {
  id: string;
  merchant_account_key: string;
  external_id: string | null;
  merchant_id: string | null;
  own: number;
}

const COLUMNS = "entitlement.id, merchant_account_key, external_id, merchant_id, reseller_scope = ?1 AS own";
const LIVE = "status NOT IN ('CANCELLED', 'REVOKED')";

const TWINS_BY_EXTERNAL_ID = `
SELECT ${COLUMNS} FROM json_each(?2) AS asked CROSS JOIN entitlement INDEXED BY entitlement_by_external_id
  ON reseller_scope = ?1 AND external_id = asked.value
WHERE ${LIVE}`;

const TWINS_BY_MERCHANT_ID = `
SELECT ${COLUMNS} FROM json_each(?2) AS asked CROSS JOIN entitlement INDEXED BY entitlement_by_merchant_id
  ON merchant_scope = asked.value ->> '$[0]' AND merchant_id = asked.value ->> '$[1]'
WHERE ${LIVE}`;

/** Every live entitlement under one of the ids, over all homes. */
export async function findTwins(env: Pick<Env, "DB">, question: TwinQuestion): Promise<Twin[]> {
  const { environment, resellerKey, externalEntitlementIds: own, merchantEntitlementIds } = question;
  const scope = scopeOf(environment, resellerKey);
  const theirs = merchantEntitlementIds.map(({ merchantAccountKey, id }) => [
    scopeOf(environment, merchantAccountKey),
    id,
  ]);
  const asked: [string, unknown[]][] = [
    [TWINS_BY_EXTERNAL_ID, own],
    [TWINS_BY_MERCHANT_ID, theirs],
  ];
  const questions = asked.filter(([, ids]) => ids.length > 0);
  if (questions.length === 0) return [];
  const found = await Promise.all(
    HOMES.map((_, home) => {
      const database = databaseOf(env, home);
      return database.batch<Row>(
        questions.map(([sql, ids]) => database.prepare(sql).bind(scope, JSON.stringify(ids))),
      );
    }),
  );
  return found.flat().flatMap(({ results }) => results.map(twinOf));
}

const twinOf = (row: Row): Twin => ({
  entitlementId: row.id,
  merchantAccountKey: row.merchant_account_key,
  externalEntitlementId: row.external_id,
  merchantEntitlementId: row.merchant_id,
  own: row.own === 1,
});
