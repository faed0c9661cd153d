// The stored catalogue as a document: what a file would have to hold for there to be nothing to do. Secrets stay where
// they are, defaults and nulls are left out, and the order is always the same.
import { AUTHENTICATION_SECRETS } from "../catalogue/schema";
import { type Entry, type Item, type Kind } from "../catalogue/store";
import type { Json } from "../shared/json";
import { storageKey } from "./fields";
import { currentOf, type Stored, type Version } from "./stored";

type Exported = { [member: string]: Json };

export interface ExportedDocument {
  merchants: Exported[];
  products: Exported[];
  routes: Exported[];
  resellers: Exported[];
  credentials: Exported[];
}

export function exported({ catalogue, versions }: Stored): ExportedDocument {
  const sorted = <K extends Kind>(kind: K): Item<K>[] =>
    catalogue
      .all(kind)
      .map((item) => ({ item, key: storageKey({ kind, item } as Entry) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ item }) => item);
  return {
    merchants: sorted("merchant").map((merchant) => merchantOf(merchant, versions)),
    products: sorted("product").map((product) => without(product, { offerKeys: "[]", capabilities: "{}" })),
    routes: sorted("route").map((route) => without(route, ROUTE_DEFAULTS)),
    resellers: sorted("reseller").map(resellerOf),
    credentials: sorted("credential").map((credential) =>
      without(credential, { revoked: "false" }, ["secrets"]),
    ),
  };
}

/** As JSON: what a route has when the document says nothing. */
const ROUTE_DEFAULTS = {
  limitPerCustomer: "1",
  confirmationTtlMs: "86400000",
  sharesMerchantExtensionData: "false",
  sharesWithMerchant: "[]",
};

function merchantOf(merchant: Item<"merchant">, versions: readonly Version[]): Exported {
  const { environment, merchantAccountKey, name, connector: type } = merchant;
  const definition: Exported = JSON.parse(currentOf(merchant, versions)?.body ?? "{}");
  return { environment, merchantAccountKey, name, connector: { type, ...definition } };
}

function resellerOf({ authentication: given, ...reseller }: Item<"reseller">): Exported {
  const authentication = without(given, { clientAuthentication: '"basic"' }, AUTHENTICATION_SECRETS);
  return without({ ...reseller, authentication }, { authentication: '{"type":"none"}' }, ["signingSecrets"]);
}

/** Leaves out nulls, secrets, and what the document need not say. */
function without(item: object, defaults: Record<string, string>, secrets: readonly string[] = []): Exported {
  const plain: Exported = JSON.parse(JSON.stringify(item));
  return Object.fromEntries(
    Object.entries(plain).filter(
      ([name, value]) =>
        !secrets.includes(name) && value !== null && JSON.stringify(value) !== defaults[name],
    ),
  );
}
