// Definitions of connectors, by merchant and version. A version never changes once it is written, so a copy in memory
// is good for ever, and an operation can run to its end on the version that it began with.

export interface DefinitionKey {
  environment: string;
  merchantAccountKey: string;
  version: number;
}

/** Beyond this an isolate forgets what it read first; a merchant has few versions that are still in use. */
const MOST_KEPT = 500;
const copies = new WeakMap<D1Database, Map<string, unknown>>();

const READ =
  "SELECT body FROM definition WHERE environment = ?1 AND merchant_account_key = ?2 AND version = ?3";

/** The definition of one version as JSON, or null where there is none; nothing is remembered as missing. */
export async function readDefinition(database: D1Database, key: DefinitionKey): Promise<unknown> {
  const { environment, merchantAccountKey, version } = key;
  const name = `${environment}\n${merchantAccountKey}\n${version}`;
  const kept = copies.get(database) ?? new Map<string, unknown>();
  copies.set(database, kept);
  if (kept.has(name)) return kept.get(name);
  const statement = database.prepare(READ).bind(environment, merchantAccountKey, version);
  const body = await statement.first<string>("body");
  if (body === null) return null;
  const definition: unknown = JSON.parse(body);
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(name, definition);
  return definition;
}
