// The resellers that an operator can pick in the overview, by environment; other parties pick none.
import { ask } from "../ask";
import { partyOf } from "../care/record";
import type { SignedIn } from "../page";

export interface ResellerChoice {
  environment: string;
  resellerKey: string;
}

interface Answer {
  catalogue: { resellers?: ResellerChoice[] | null };
}

/** From the catalogue as it is now; none where it cannot be read, because the figures can be shown without. */
export async function resellersOf(visit: SignedIn): Promise<ResellerChoice[]> {
  if (partyOf(visit) !== "OPERATOR") return [];
  const found = await ask<Answer>(visit, "GET", "/admin/v1/catalogue");
  if (!found.ok) return [];
  return (found.body.catalogue.resellers ?? []).map(({ environment, resellerKey }) => ({
    environment,
    resellerKey,
  }));
}
