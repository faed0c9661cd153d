// Which entitlement a line is: its id in the system that it comes from, else the reseller's own id at that merchant, else
// what it says. The new id is made from that alone, so the same line leads to the same object: in the next attempt of a step
// whose worker died, in the same file sent again, in another file.
import { broughtId } from "../../entitlement/id";
import { sha256 } from "../../shared/hash";
import { DEFAULT_HOME } from "../../shared/homes";
import { canonical, type Json } from "../../shared/json";
import type { ImportRecord } from "./record";

/** By which of its members a line is recognised again; null: by all of it. */
export type KeyField = "entitlementId" | "externalEntitlementId" | null;

export interface Identity {
  field: KeyField;
  key: string;
  /** Of the entitlement here. */
  entitlementId: string;
  /** SHA-256 over all that is looked at. */
  hash: string;
}

/** Whose it will be. */
export interface Whose {
  environment: "sandbox" | "live";
  resellerKey: string;
}

/** The identity of a line, under the deployment's secret for ids. */
export async function identityOf(secret: string, whose: Whose, record: ImportRecord): Promise<Identity> {
  const hash = await sha256(canonical(record as unknown as Json, true));
  const { entitlementId, externalEntitlementId, merchantAccountKey } = record;
  const [field, ...parts]: [KeyField, ...string[]] =
    entitlementId !== null
      ? ["entitlementId", entitlementId]
      : externalEntitlementId !== null
        ? ["externalEntitlementId", merchantAccountKey, externalEntitlementId]
        : [null, hash];
  const key = JSON.stringify([field, ...parts]);
  const { environment, resellerKey } = whose;
  return {
    field,
    key,
    entitlementId: await broughtId(DEFAULT_HOME, secret, environment, resellerKey, key),
    hash,
  };
}
