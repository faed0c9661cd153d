// One entitlement as the party that looks may see it: its record and its history, from the API's own routes.
import type { Party } from "../../api/authenticate";
import type { Parameters } from "../../entitlement/entry";
import type { History } from "../../entitlement/history";
import type { EntitlementView } from "../../entitlement/record";
import { ask, type Refused } from "../ask";
import type { SignedIn } from "../page";

/** The record, with what the customer has to do; merchants are not told of it. */
export interface Entitlement extends EntitlementView {
  parameters: Parameters | null;
}

/** Where a party's routes about entitlements are. */
export const BASE: Record<Party, string> = {
  RESELLER: "/v1/entitlement",
  MERCHANT: "/merchant/v1/entitlement",
  OPERATOR: "/admin/v1/entitlement",
};

/** The party that is signed in. */
export function partyOf({ who }: Pick<SignedIn, "who">): Party {
  const { side } = who.caller;
  if (side === "PLATFORM") throw new Error("the platform does not sign in");
  return side;
}

/** Everything that the party may know of one entitlement, or why it hears nothing. */
export async function readEntitlement(
  visit: SignedIn,
  id: string,
): Promise<{ record: Entitlement; history: History } | Refused> {
  const base = BASE[partyOf(visit)];
  const path = encodeURIComponent(id);
  const [record, history] = await Promise.all([
    ask<Entitlement>(visit, "GET", `${base}/${path}`),
    ask<History>(visit, "GET", `${base}/history/${path}`),
  ]);
  if (!record.ok) return record.refused;
  if (!history.ok) return history.refused;
  return { record: record.body, history: history.body };
}

/** The page of an entitlement. */
export const pageOf = (id: string): string => `/console/entitlement/${encodeURIComponent(id)}`;
