// What no two live entitlements of a file may share, as digests: whoever looks for a row with the same needs nothing else.
import { isEnded } from "../../entitlement/machine/imported";
import { sha256 } from "../../shared/hash";
import type { Candidate } from "./check";

export interface Marks {
  /** What the row is recognised by. */
  key: string;
  /** Of those that have not ended; the reseller's own id only where it is not the key. */
  external: string | null;
  merchant: string | null;
  /** A place of the customer's at the merchant. */
  place: string | null;
}

/** 72 bits: among a million rows two are taken for one with a chance of one in ten billion. */
const DIGITS = 18;

const digest = async (...parts: string[]): Promise<string> =>
  (await sha256(JSON.stringify(parts))).slice(0, DIGITS);

export async function marksOf({ record, identity }: Candidate): Promise<Marks> {
  const { merchantAccountKey: at, customerIdentifier, externalEntitlementId, merchantEntitlementId } = record;
  const live = !isEnded(record.status);
  const own = identity.field === "externalEntitlementId" ? null : externalEntitlementId;
  return {
    key: await digest("key", identity.key),
    external: live && own !== null ? await digest("external", at, own) : null,
    merchant:
      live && merchantEntitlementId !== null ? await digest("merchant", at, merchantEntitlementId) : null,
    place: live ? await digest("place", at, customerIdentifier) : null,
  };
}

export const allOf = ({ key, external, merchant, place }: Marks): string[] =>
  [key, external, merchant, place].filter((mark) => mark !== null);
