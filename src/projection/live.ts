// How many entitlements still need a part of the catalogue: those that have not ended, and those whose object has
// something to do. One grouped query per home, over the scopes that are asked about; the rest is addition.
import { HOMES, databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

/** A reseller, a merchant, a route (both) or a product (merchant and product). */
export interface LiveQuestion {
  environment: string;
  resellerKey?: string;
  merchantAccountKey?: string;
  productKey?: string;
}

interface Group {
  reseller_scope: string;
  merchant_scope: string;
  product_key: string;
  live: number;
}

const OF_RESELLERS = "reseller_scope IN (SELECT value FROM json_each(?1))";
const OF_MERCHANTS = "merchant_scope IN (SELECT value FROM json_each(?2))";

/** Without resellers or without merchants the other side alone is asked, so that its index can serve. */
const groupsOf = (where: string): string => `
SELECT reseller_scope, merchant_scope, product_key, count(*) AS live FROM entitlement
WHERE (${where}) AND (status NOT IN ('CANCELLED', 'REVOKED') OR wake_at IS NOT NULL)
  AND ?1 IS NOT NULL AND ?2 IS NOT NULL
GROUP BY reseller_scope, merchant_scope, product_key`;

/** The number of live entitlements for each question, in the same order. */
export async function countLive(env: Pick<Env, "DB">, questions: readonly LiveQuestion[]): Promise<number[]> {
  if (questions.length === 0) return [];
  const resellers = questions.filter((one) => one.resellerKey !== undefined);
  const merchants = questions.filter((one) => one.resellerKey === undefined);
  const conditions = [
    ...(resellers.length > 0 ? [OF_RESELLERS] : []),
    ...(merchants.length > 0 ? [OF_MERCHANTS] : []),
  ];
  const values = [
    resellers.map(({ environment, resellerKey = "" }) => scopeOf(environment, resellerKey)),
    merchants.map(({ environment, merchantAccountKey = "" }) => scopeOf(environment, merchantAccountKey)),
  ].map((scopes) => JSON.stringify([...new Set(scopes)]));
  const found = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home)
        .prepare(groupsOf(conditions.join(" OR ")))
        .bind(...values)
        .all<Group>(),
    ),
  );
  const groups = found.flatMap(({ results }) => results);
  return questions.map((question) =>
    groups.filter((group) => concerns(question, group)).reduce((sum, { live }) => sum + live, 0),
  );
}

function concerns(
  { environment, resellerKey, merchantAccountKey, productKey }: LiveQuestion,
  group: Group,
): boolean {
  return (
    (resellerKey === undefined || group.reseller_scope === scopeOf(environment, resellerKey)) &&
    (merchantAccountKey === undefined || group.merchant_scope === scopeOf(environment, merchantAccountKey)) &&
    (productKey === undefined || group.product_key === productKey)
  );
}
