// A merchant of any kind, put into the catalogue as an operator's document puts it: its definition checked and stored
// as version 1, its capabilities derived from it, one product, and a route of TELCO's to it.
import { env } from "cloudflare:workers";
import { CONNECTORS } from "../../src/connectors/registry";
import { product, route, write } from "./catalogue";

export interface Plugged {
  merchantAccountKey: string;
  productKey: string;
}

/** A new merchant with that connector; no two calls share one. */
export async function plugIn(kind: string, definition: object): Promise<Plugged> {
  const merchantAccountKey = `${kind}-${crypto.randomUUID()}`.toUpperCase();
  const productKey = "THE_PRODUCT";
  const { capabilities } = CONNECTORS[kind]?.definition.parse(definition) ?? { capabilities: null };
  const insert = `INSERT INTO definition (environment, merchant_account_key, version, connector, digest, body, created)
    VALUES ('sandbox', ?1, 1, ?2, '', ?3, 0)`;
  const statement = env.CATALOGUE.prepare(insert);
  await statement.bind(merchantAccountKey, kind, JSON.stringify(definition)).run();
  const merchant = {
    environment: "sandbox",
    merchantAccountKey,
    name: merchantAccountKey,
    connector: kind,
    connectorVersion: 1,
    capabilities,
    secrets: {},
  } as const;
  await write(
    { kind: "merchant", item: merchant },
    route({ merchantAccountKey }),
    product({ merchantAccountKey, productKey, offerKeys: [], capabilities: {} }),
  );
  return { merchantAccountKey, productKey };
}
