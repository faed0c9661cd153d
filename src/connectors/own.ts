// The kinds of connector that the Worker around us has of its own, and the names that it cannot give them. Apart from the
// registry, because a start needs the names and not the kinds.
import { extensionPoint } from "../shared/extension";
import type { ConnectorKind } from "./kind";

/** The names of ours. */
export const BUILT_IN = ["sandbox", "http", "voucher", "worker"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

/** Kinds that the host Worker has of its own. */
export const ownConnectors = extensionPoint<Readonly<Record<string, ConnectorKind>>>();
