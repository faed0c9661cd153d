// Lists over the query store: keyset pages in order of creation, and look-ups by a party's own id.
import { HOMES, databaseOf } from "../shared/homes";
import type { ListPosition } from "./cursor";
import { scopeOf } from "./project";

export interface ListFilter {
  environment: string;
  resellerKey: string;
  merchantAccountKey: string | null;
  productKey: string | null;
  externalEntitlementId: string | null;
  /** The merchant's own id, and at which merchants it is looked for: its index begins with the merchant. */
  merchantEntitlementId: { id: string; merchants: string[] } | null;
  statuses: string[] | null;
  updatedSince: number | null;
}

/**
 * The key is the order of the pages. An id that a party gave leads to its row by an index of its own, which has to be
 * named: beside `?8 IS NULL` the planner does not dare to use it, and walks through everything the reseller has.
 */
const pageBy = (index: string, ownId: string): string => `
SELECT id, created, body FROM entitlement ${index}
WHERE reseller_scope = ?1 AND (created, id) > (?2, ?3)
  AND (?4 IS NULL OR merchant_account_key = ?4)
  AND (?5 IS NULL OR product_key = ?5)
  AND (?6 IS NULL OR status IN (SELECT value FROM json_each(?6)))
  AND (?7 IS NULL OR updated >= ?7)
  AND ${ownId}
ORDER BY created, id LIMIT ?9`;
const PAGE = pageBy("NOT INDEXED", "?8 IS NULL");
const PAGE_BY_EXTERNAL_ID = pageBy("INDEXED BY entitlement_by_external_id", "external_id = ?8");
const PAGE_BY_MERCHANT_ID = pageBy(
  "INDEXED BY entitlement_by_merchant_id",
  "merchant_id = ?8 AND merchant_scope IN (SELECT value FROM json_each(?10))",
);

interface Row {
  id: string;
  created: number;
  body: string;
}

/** The next rows after a position, over all homes; one more than a page tells whether there is more. */
export async function listPage(
  env: Pick<Env, "DB">,
  filter: ListFilter,
  after: ListPosition | null,
  limit: number,
): Promise<{ bodies: string[]; next: ListPosition | null }> {
  const { externalEntitlementId: external, merchantEntitlementId: merchant } = filter;
  const statement = external !== null ? PAGE_BY_EXTERNAL_ID : merchant !== null ? PAGE_BY_MERCHANT_ID : PAGE;
  const values = [
    scopeOf(filter.environment, filter.resellerKey),
    after?.created ?? -1,
    after?.id ?? "",
    filter.merchantAccountKey,
    filter.productKey,
    filter.statuses === null ? null : JSON.stringify(filter.statuses),
    filter.updatedSince,
    external ?? merchant?.id ?? null,
    limit + 1,
    ...(statement === PAGE_BY_MERCHANT_ID ? [JSON.stringify(merchant?.merchants ?? [])] : []),
  ];
  const pages = await Promise.all(
    HOMES.map(
      async (_, home) =>
        (
          await databaseOf(env, home)
            .prepare(statement)
            .bind(...values)
            .all<Row>()
        ).results,
    ),
  );
  const rows = pages.flat().sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    bodies: rows.slice(0, limit).map((row) => row.body),
    next: last ? { created: last.created, id: last.id } : null,
  };
}

const BY_MERCHANT_ID = "SELECT id FROM entitlement WHERE merchant_scope = ?1 AND merchant_id = ?2 LIMIT 100";

const scopesOf = (parties: readonly { environment: string; key: string }[]): string =>
  JSON.stringify(parties.map(({ environment, key }) => scopeOf(environment, key)));

const BY_ID_OF = {
  reseller: `
SELECT id FROM entitlement INDEXED BY entitlement_by_external_id
WHERE reseller_scope IN (SELECT value FROM json_each(?1)) AND external_id = ?2 LIMIT ?3`,
  merchant: `
SELECT id FROM entitlement INDEXED BY entitlement_by_merchant_id
WHERE merchant_scope IN (SELECT value FROM json_each(?1)) AND merchant_id = ?2 LIMIT ?3`,
};

/** Ids of entitlements under an id that one of several resellers, or of several merchants, gave. */
export async function findByIdOf(
  env: Pick<Env, "DB">,
  side: keyof typeof BY_ID_OF,
  parties: readonly { environment: string; key: string }[],
  id: string,
  limit: number,
): Promise<string[]> {
  const values = [scopesOf(parties), id, limit];
  const found = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home)
        .prepare(BY_ID_OF[side])
        .bind(...values)
        .all<{ id: string }>(),
    ),
  );
  return found.flatMap(({ results }) => results.map((row) => row.id)).slice(0, limit);
}

/** Ids of entitlements to which a merchant gave an id of its own. */
export async function findByMerchantId(
  env: Pick<Env, "DB">,
  environment: string,
  merchantAccountKey: string,
  merchantEntitlementId: string,
): Promise<string[]> {
  const scope = scopeOf(environment, merchantAccountKey);
  const found = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home).prepare(BY_MERCHANT_ID).bind(scope, merchantEntitlementId).all<{ id: string }>(),
    ),
  );
  return found.flatMap(({ results }) => results.map(({ id }) => id));
}
