// The connectors there are, by the name that the catalogue uses. One row per connector.
import type { Connector } from "./contract";
import { sandbox } from "./sandbox";

const CONNECTORS: Record<string, (env: Env) => Connector> = {
  sandbox,
};

/** The connector of that name, or null where this release has none. */
export function connectorFor(env: Env, name: string): Connector | null {
  return CONNECTORS[name]?.(env) ?? null;
}
