// The kinds of connector there are, one row each; and the way from a merchant's name to a connector that is ready.
import { readDefinition } from "../catalogue/definitions";
import { currentCatalogue, findItem } from "../catalogue/cache";
import { unseal } from "../catalogue/seal";
import { errorText, log } from "../shared/log";
import type { Connector } from "./contract";
import { http } from "./http/definition";
import type { ConnectorKind, Description, MerchantAccess } from "./kind";
import { ownConnectors, type BuiltIn } from "./own";
import { sandbox } from "./sandbox";
import { voucher } from "./voucher";
import { worker } from "./worker";

export const CONNECTORS: Readonly<Record<string, ConnectorKind>> = {
  sandbox,
  http,
  voucher,
  worker,
} satisfies Record<BuiltIn, ConnectorKind>;

/** Every kind that there is under this environment. */
export const kindsOf = (env: object): Readonly<Record<string, ConnectorKind>> => {
  const own = ownConnectors.of(env);
  return own === undefined ? CONNECTORS : { ...CONNECTORS, ...own };
};

/** The kind of that name, or undefined; a name like `toString` is none. */
export function kindNamed(env: object, name: string): ConnectorKind | undefined {
  const kinds = kindsOf(env);
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** A merchant's connector, as the operation that needs it was pinned to it. */
export interface ConnectorRef {
  environment: "sandbox" | "live";
  merchantAccountKey: string;
  connector: string;
  connectorVersion: number;
}

/** A definition in memory never changes (definitions.ts), so it is checked once. */
const descriptions = new WeakMap<object, Description>();

const isObject = (stored: unknown): stored is object => typeof stored === "object" && stored !== null;

/** The connector of one version, or null where this release or this catalogue has none. */
export async function connectorFor(env: Env, ref: ConnectorRef): Promise<Connector | null> {
  const { environment, merchantAccountKey, connector: kind, connectorVersion: version } = ref;
  const known = kindNamed(env, kind);
  if (known === undefined) return null;
  const stored = await readDefinition(env.CATALOGUE, { environment, merchantAccountKey, version });
  const described = isObject(stored) ? descriptions.get(stored) : undefined;
  if (described) return described.connect(env, accessOf(env, ref));
  const definition = known.definition.safeParse(stored ?? {});
  if (definition.success) {
    if (isObject(stored)) descriptions.set(stored, definition.data);
    return definition.data.connect(env, accessOf(env, ref));
  }
  log("connector.unreadable", {
    environment,
    merchantAccountKey,
    kind,
    version,
    error: errorText(definition.error),
  });
  return null;
}

/** Secrets are read when they are needed: a new one is used as soon as the copy of the catalogue is renewed. */
export function accessOf(
  env: Env,
  { environment, merchantAccountKey }: Pick<ConnectorRef, "environment" | "merchantAccountKey">,
): MerchantAccess {
  return {
    environment,
    merchantAccountKey,
    async secret(name) {
      const catalogue = await currentCatalogue(env.CATALOGUE);
      const merchant = await findItem(env.CATALOGUE, catalogue, "merchant", environment, merchantAccountKey);
      const stored = merchant?.secrets[name];
      if (stored === undefined) return null;
      return unseal(env.CATALOGUE_KEY, secretOwner(environment, merchantAccountKey, name), stored);
    },
  };
}

/** What a merchant's secret is sealed for. */
export const secretOwner = (environment: string, merchantAccountKey: string, name: string): string =>
  `merchant:${environment}:${merchantAccountKey}:${name}`;
