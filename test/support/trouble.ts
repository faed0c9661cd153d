// Trouble as the query store has it: rows by hand, and what stands in the tables.
import { env } from "cloudflare:workers";
import type { TroubleRow } from "../../src/projection/trouble";

/** A notification of TELCO's in the sandbox that was given up. */
export const troubleRow = (changes: Partial<TroubleRow> = {}): TroubleRow => ({
  entitlementId: crypto.randomUUID(),
  subject: crypto.randomUUID(),
  kind: "notification",
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "MUSIC",
  status: "exhausted",
  endpointId: null,
  since: Date.parse("2026-03-01T12:00:00.000Z"),
  nextAt: null,
  detail: { reason: "ACTIVATION_SUCCESS", version: 1, stateReason: "gone", url: "https://reseller.invalid" },
  ...changes,
});

export interface StoredTrouble {
  entitlement_id: string;
  subject: string;
  kind: string;
  reseller_scope: string;
  status: string;
  endpoint_id: string | null;
  since: number;
  next_at: number | null;
  detail: string;
}

/** The rows about an entitlement, the oldest first. */
export async function troublesOf(entitlementId: string): Promise<StoredTrouble[]> {
  const statement = env.DB.prepare("SELECT * FROM trouble WHERE entitlement_id = ?1 ORDER BY since, subject");
  return (await statement.bind(entitlementId).all<StoredTrouble>()).results;
}

/** The types of the operational events about an entitlement, in order. */
export async function eventsOf(
  entitlementId: string,
): Promise<{ type: string; at: number; detail: string }[]> {
  const statement = env.DB.prepare("SELECT * FROM operational_event WHERE entitlement_id = ?1 ORDER BY id");
  return (await statement.bind(entitlementId).all<{ type: string; at: number; detail: string }>()).results;
}
