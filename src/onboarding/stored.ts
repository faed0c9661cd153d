// The catalogue as it is stored, read in one moment: its items, and every version of every connector's definition.
import type { Merchant } from "../catalogue/schema";
import { Catalogue } from "../catalogue/store";
import { sha256 } from "../shared/hash";
import { canonical, type Json } from "../shared/json";

/** One version of a merchant's connector. */
export interface Version {
  environment: string;
  merchantAccountKey: string;
  version: number;
  connector: string;
  digest: string;
  /** Epoch milliseconds; null for a version that was in use before definitions were stored. */
  created: number | null;
  /** The definition as JSON; null for a version that is not in use now. */
  body: string | null;
}

export interface Stored {
  catalogue: Catalogue;
  versions: Version[];
}

const VERSIONS = `
SELECT environment, merchant_account_key AS merchantAccountKey, version, connector, digest, created,
       CASE WHEN version = (
         SELECT json_extract(item.body, '$.connectorVersion') FROM item
         WHERE kind = 'merchant' AND key = environment || char(10) || merchant_account_key
       ) THEN body END AS body
FROM definition ORDER BY environment, merchant_account_key, version`;

/** Everything that a change of the catalogue is decided by. */
export async function readStored(database: D1Database): Promise<Stored> {
  const [revision, items, versions] = await database.batch<Record<string, unknown>>([
    database.prepare("SELECT number FROM revision"),
    database.prepare("SELECT kind, key, body FROM item"),
    database.prepare(VERSIONS),
  ]);
  const catalogue = new Catalogue(Number(revision?.results[0]?.["number"] ?? 0));
  for (const row of items?.results ?? []) catalogue.add(row as { kind: string; key: string; body: string });
  const known = (versions?.results ?? []) as unknown as Version[];
  const unwritten = await Promise.all(
    catalogue
      .all("merchant")
      .filter((merchant) => currentOf(merchant, known) === undefined)
      .map(unwrittenVersion),
  );
  return { catalogue, versions: [...known, ...unwritten] };
}

/** The version that a merchant's new operations run on. */
export const currentOf = (merchant: Merchant, versions: readonly Version[]): Version | undefined =>
  versionsOf(merchant, versions).find(({ version }) => version === merchant.connectorVersion);

/** All versions of one merchant, oldest first. */
export const versionsOf = (
  { environment, merchantAccountKey }: Pick<Merchant, "environment" | "merchantAccountKey">,
  versions: readonly Version[],
): Version[] =>
  versions.filter((one) => one.environment === environment && one.merchantAccountKey === merchantAccountKey);

/** What the same definition has in common, however its JSON is written. */
export const digestOf = (connector: string, definition: Json): Promise<string> =>
  sha256(`${connector}\n${canonical(definition, false)}`);

/** A merchant of release 0.1.0, or of the demo: its connector runs on an empty definition that nobody has written. */
async function unwrittenVersion(merchant: Merchant): Promise<Version> {
  const { environment, merchantAccountKey, connector, connectorVersion: version } = merchant;
  const digest = await digestOf(connector, {});
  return { environment, merchantAccountKey, version, connector, digest, created: null, body: "{}" };
}
