// How a merchant is described in the catalogue and what comes of a description, whatever Worker it runs in.
import type * as z from "zod";
import type { Capabilities } from "../catalogue/schema";
import type { Connector } from "./contract";

/** What a connector gets beside its definition: the merchant it is for, and a look at its secrets. */
export interface MerchantAccess {
  environment: "sandbox" | "live";
  merchantAccountKey: string;
  /** The secret of that name, in clear; null where the catalogue has none. */
  secret: (name: string) => Promise<string | null>;
}

/** One merchant's API, described; `E` is the environment of the Worker that it runs in. */
export interface DescriptionIn<E> {
  /** What the merchant can do. */
  capabilities: Capabilities;
  /** Names of the secrets that the definition refers to. */
  secrets: string[];
  /** URLs that calls may go to, for the target guard. */
  targets: string[];
  connect: (env: E, merchant: MerchantAccess) => Connector;
}

export interface ConnectorKindIn<E> {
  readonly kind: string;
  /** Checks a definition when the catalogue takes it in, and again when it is used; becomes its description. */
  readonly definition: z.ZodType<DescriptionIn<E>>;
}
