// Whose reports a request is about: a reseller's or merchant's own, and for an operator whoever it names.
import type { Owner } from "../reports/keys";
import { environmentOf, type Context } from "./context";

/** What a query of reports may name; operators name all of the first three. */
export interface Named {
  environment?: Owner["environment"] | undefined;
  party?: Owner["party"] | undefined;
  organisation?: string | undefined;
  merchantAccountKey?: string | undefined;
  resellerKey?: string | undefined;
}

export function ownerIn(context: Context<unknown, Named>): Owner {
  const { caller, query } = context;
  const { environment, party, organisation } = query;
  if (caller.side === "RESELLER" || caller.side === "MERCHANT")
    return { environment: environmentOf(context), party: caller.side, key: caller.name };
  if (environment === undefined || party === undefined || organisation === undefined)
    throw new Error("an operator's query of reports names its subject");
  return { environment, party, key: organisation };
}

/** The other party that a query names, or null. */
export const partnerIn = ({ party }: Owner, query: Named): string | null =>
  (party === "RESELLER" ? query.merchantAccountKey : query.resellerKey) ?? null;
