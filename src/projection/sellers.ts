// Which resellers have ever sold for a merchant, as far as the statistics have counted: a look for each by the key.
import { HOMES, databaseOf } from "../shared/homes";
import { scopeOf } from "./project";

const SELLERS = `
SELECT asked.value ->> '$[1]' AS reseller FROM json_each(?1) AS asked CROSS JOIN statistics_pair
  ON reseller_scope = asked.value ->> '$[0]' AND merchant_account_key = ?2`;

/** Those of the resellers. */
export async function sellersOf(
  env: Pick<Env, "DB">,
  environment: string,
  resellerKeys: readonly string[],
  merchantAccountKey: string,
): Promise<string[]> {
  const asked = JSON.stringify(resellerKeys.map((key) => [scopeOf(environment, key), key]));
  const found = await Promise.all(
    HOMES.map((_, home) =>
      databaseOf(env, home).prepare(SELLERS).bind(asked, merchantAccountKey).all<{ reseller: string }>(),
    ),
  );
  return found.flatMap(({ results }) => results.map(({ reseller }) => reseller));
}
