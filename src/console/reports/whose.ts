// Whose reports the page is about: a reseller's or merchant's own, and for an operator whomever its form names.
import type { Owner } from "../../reports/keys";
import { partyOf } from "../care/record";
import type { SignedIn } from "../page";

export const PATH = "/console/reports";

export interface Whose {
  /** Where the API has them. */
  root: string;
  party: Owner["party"];
  /** What names them in each address, here and at the API; nothing where they are one's own. */
  named: Record<string, string>;
  /** The other party: how the API calls it, and how people do. */
  partner: { field: "merchantAccountKey" | "resellerKey"; label: string };
}

const PARTNERS: Record<Owner["party"], Whose["partner"]> = {
  RESELLER: { field: "merchantAccountKey", label: "Merchant" },
  MERCHANT: { field: "resellerKey", label: "Reseller" },
};

/** What an operator has filled in so far; what makes no sense there is taken for the usual. */
export interface Subject {
  environment: Owner["environment"];
  party: Owner["party"];
  organisation: string;
}

export const subjectIn = (query: URLSearchParams): Subject => ({
  environment: query.get("environment") === "sandbox" ? "sandbox" : "live",
  party: query.get("party") === "MERCHANT" ? "MERCHANT" : "RESELLER",
  organisation: query.get("organisation")?.trim() ?? "",
});

/** Whose they are, or null as long as an operator has not said. */
export function whoseOf(visit: SignedIn): Whose | null {
  const side = partyOf(visit);
  if (side === "RESELLER") return { root: "/v1", party: side, named: {}, partner: PARTNERS[side] };
  if (side === "MERCHANT") return { root: "/merchant/v1", party: side, named: {}, partner: PARTNERS[side] };
  const subject = subjectIn(visit.url.searchParams);
  if (subject.organisation === "") return null;
  return {
    root: "/admin/v1",
    party: subject.party,
    named: { ...subject },
    partner: PARTNERS[subject.party],
  };
}
