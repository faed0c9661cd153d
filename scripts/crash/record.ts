// What the harness has done and what it was told: the only knowledge that the checks start from.
import type { Body, Reply } from "./client.ts";

/** A reseller of the demo catalogue. */
export interface Reseller {
  key: string;
  credentials: string;
  signingSecret: string;
}

/** What one command can do to an entitlement. */
export type Effect =
  | "create"
  | "suspend"
  | "resume"
  | "cancel"
  | "undo"
  | "revoke"
  | "fields"
  | "product"
  | "merchant suspend"
  | "merchant resume"
  | "merchant terminate"
  | "sign-up"
  | "settle"
  | "nothing";

/**
 * `done`: it was acknowledged, so its effect has to be there. `refused`: it has none. `unknown`: it may have one, because
 * no answer came, the answer says so, or the answer can stand for no change at all.
 */
export type Outcome = "done" | "refused" | "unknown";

export interface Command {
  effect: Effect;
  magic: string | null;
  outcome: Outcome;
  /** The newest answer, and how often it was asked. */
  reply: Reply | null;
  tries: number;
}

/** One entitlement that was asked for, whether or not there is one. */
export interface Sale {
  reseller: Reseller;
  merchantAccountKey: string;
  customerIdentifier: string;
  /** The create's idempotency key. */
  key: string;
  /** The `externalEntitlementId` it was ordered with. */
  orderNumber: string;
  entitlementId: string | null;
  /** What the reseller believes, by the newest answer. */
  status: string | null;
  version: number;
  url: string | null;
  /** Every `dateExpiry` that was ever asked for. */
  expiries: number[];
  commands: Command[];
  /** Every record that an answer has shown. */
  seen: Body[];
}

/** Keeps what an answer shows of the record. */
export function learn(sale: Sale, { body }: Reply): void {
  const { entitlementId, status, version, parameters } = body;
  if (entitlementId === undefined || version === undefined || status === undefined) return;
  sale.entitlementId = entitlementId;
  if (version < sale.version) return;
  sale.status = status;
  sale.version = version;
  sale.url = parameters?.url ?? sale.url;
}
