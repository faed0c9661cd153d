// What two books are compared by: every row that a reseller has, in the order of the key, without its body. Pages are cut
// by the key alone: however little of a page is wanted, the next begins where it ends.
import { databaseOf } from "../shared/homes";
import type { ListPosition } from "./cursor";
import { scopeOf } from "./project";

/** What two books are compared by. Times are epoch milliseconds. */
export interface WalkedRow {
  id: string;
  created: number;
  status: string;
  merchant_account_key: string;
  product_key: string;
  external_id: string | null;
  merchant_id: string | null;
  updated: number;
  offer_key: string | null;
  customer_identifier: string | null;
  shared_customer_id: string | null;
}

/** The key is named as the way, as it is for lists. */
const PAGE = `
SELECT id, created, status, merchant_account_key, product_key, external_id, merchant_id, updated,
  body ->> '$.offerKey' AS offer_key, body ->> '$.customerIdentifier' AS customer_identifier,
  body ->> '$.sharedCustomerId' AS shared_customer_id
FROM entitlement NOT INDEXED WHERE reseller_scope = ?1 AND (created, id) > (?2, ?3)
ORDER BY created, id LIMIT ?4`;

/** The next rows of a reseller in one home, after a position; fewer than asked for at the end. */
export async function walkPage(
  env: Pick<Env, "DB">,
  home: number,
  { environment, resellerKey }: { environment: string; resellerKey: string },
  after: ListPosition | null,
  limit: number,
): Promise<WalkedRow[]> {
  const page = databaseOf(env, home)
    .prepare(PAGE)
    .bind(scopeOf(environment, resellerKey), after?.created ?? -1, after?.id ?? "", limit);
  return (await page.all<WalkedRow>()).results;
}

const SELLERS = `
SELECT reseller_scope AS scope FROM statistics_pair
WHERE reseller_scope BETWEEN ?1 AND ?2 AND merchant_account_key = ?3`;

/** Resellers that have ever sold for a merchant, as far as the hourly count has seen it. */
export async function sellersOf(
  env: Pick<Env, "DB">,
  home: number,
  environment: string,
  merchantAccountKey: string,
): Promise<string[]> {
  const [from, to] = [scopeOf(environment, ""), scopeOf(environment, "\u{10ffff}")];
  const sellers = databaseOf(env, home).prepare(SELLERS).bind(from, to, merchantAccountKey);
  const { results } = await sellers.all<{ scope: string }>();
  return results.map(({ scope }) => scope.slice(from.length));
}
