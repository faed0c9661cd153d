// One merchant of the document as it is stored: its connector's definition by version, its secrets sealed.
import type { Merchant } from "../catalogue/schema";
import { secretOwner } from "../connectors/registry";
import type { Issue } from "../shared/issues";
import { canonical } from "../shared/json";
import { connectorOf, unusable, type Connector } from "./connector";
import type { MerchantEntry } from "./document";
import { sealedAs } from "./secrets";
import { digestOf, versionsOf, type Stored, type Version } from "./stored";

export interface CompiledMerchant {
  item: Merchant;
  /** The version that the merchant is to run on; null where the definition is wrong. */
  version: Version | null;
  issues: Issue[];
}

type Keys = Pick<Env, "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">;

export async function compileMerchant(
  env: Keys,
  stored: Stored,
  entry: MerchantEntry,
  at: string,
): Promise<CompiledMerchant> {
  const { environment, merchantAccountKey, name } = entry;
  const before = stored.catalogue.get("merchant", environment, merchantAccountKey);
  const secrets = await secretsOf(env, entry, before);
  const kept = before ?? { connector: "", connectorVersion: 0, capabilities: null };
  const unchanged = { ...kept, environment, merchantAccountKey, name, secrets };
  const connector = connectorOf(env, entry.connector, [at, "connector"]);
  if (Array.isArray(connector)) return { item: unchanged, version: null, issues: connector };
  const version = await versionOf(entry, connector, stored.versions);
  const places = { connector: `${at}.connector`, secrets: `${at}.secrets` };
  return {
    item: {
      ...unchanged,
      connector: connector.type,
      connectorVersion: version.version,
      capabilities: connector.description.capabilities,
    },
    version,
    issues: unusable(connector, places, secrets, env.ALLOW_LOOPBACK_TARGETS === "on"),
  };
}

/** The same definition as an earlier one is that version again; anything else is the next. */
async function versionOf(
  merchant: Pick<Merchant, "environment" | "merchantAccountKey">,
  { type, definition }: Connector,
  all: readonly Version[],
): Promise<Version> {
  const { environment, merchantAccountKey } = merchant;
  const versions = versionsOf(merchant, all);
  const digest = await digestOf(type, definition);
  const body = canonical(definition, false);
  const known = versions.find((one) => one.digest === digest);
  if (known) return { ...known, body };
  const version = Math.max(0, ...versions.map((one) => one.version)) + 1;
  return { environment, merchantAccountKey, version, connector: type, digest, created: null, body };
}

async function secretsOf(
  { CATALOGUE_KEY: worker }: Keys,
  { environment, merchantAccountKey, secrets: given }: MerchantEntry,
  before: Merchant | null,
): Promise<Record<string, string>> {
  const secrets = new Map(Object.entries(before?.secrets ?? {}));
  for (const [name, clear] of Object.entries(given ?? {})) {
    const owner = secretOwner(environment, merchantAccountKey, name);
    if (clear === null) secrets.delete(name);
    else secrets.set(name, await sealedAs(worker, owner, secrets.get(name), clear));
  }
  return Object.fromEntries([...secrets].sort(([a], [b]) => (a < b ? -1 : 1)));
}
