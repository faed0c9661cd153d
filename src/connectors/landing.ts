// Landing tokens: what a sign-up link carries where the merchant's page asks the platform who has come, in the manner
// of marketplaces. A token names one entitlement until it expires, and only the platform can make one.
import { hmac, sameDigest, hex } from "../shared/hash";

/** A customer who follows a link later than this needs a fresh one. */
export const LANDING_TOKEN_TTL_MS = 24 * 3_600_000;

const TOKEN = /^([0-9a-f-]{36})\.(\d{13})\.([0-9a-f]{64})$/;

/** A token for an entitlement, good until `expiry` (epoch milliseconds). */
export async function landingToken(secret: string, entitlementId: string, expiry: number): Promise<string> {
  return `${entitlementId}.${expiry}.${await signature(secret, entitlementId, expiry)}`;
}

/** The entitlement that a token names, or null for one that is forged, malformed or expired. */
export async function readLandingToken(secret: string, token: string, now: number): Promise<string | null> {
  const [, entitlementId = "", expiry = "", given = ""] = TOKEN.exec(token) ?? [];
  const genuine = sameDigest(given, await signature(secret, entitlementId, Number(expiry)));
  return genuine && Number(expiry) > now ? entitlementId : null;
}

const signature = async (secret: string, entitlementId: string, expiry: number): Promise<string> =>
  hex(await hmac(secret, `landing\n${entitlementId}\n${expiry}`));
