// Who calls: HTTP Basic (RFC 7617) against the catalogue's credentials. One answer for every way to fail, so that
// nobody learns which part was wrong.
import { currentCatalogue, latestItem, type Seed } from "../catalogue/cache";
import type { Credential } from "../catalogue/schema";
import type { Catalogue } from "../catalogue/store";
import { matchesSecret, type SecretHash } from "../catalogue/secrets";
import type { Caller } from "../entitlement/caller";
import { insideRanges } from "../shared/ipRange";
import { Failure } from "./reasons";

export type Party = "RESELLER" | "MERCHANT" | "OPERATOR";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Seconds after which a caller over its rate may try again: the period of the binding. */
const RETRY_AFTER_SECONDS = "60";

export interface Authenticated {
  caller: Caller;
  credentialId: string;
}

/** The caller of a request, or a failure: `UNAUTHORIZED`, or `RATE_LIMITED` for one that calls too often. */
export async function authenticate(
  env: Env,
  request: Request,
  party: Party,
  seed: Seed | null,
): Promise<Authenticated> {
  const header = request.headers.get("Authorization");
  if (header === null) throw unauthorized();
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const credential =
    verifiedUnder(catalogue).get(header) ??
    (await verified(env, header, catalogue, request.headers.get("CF-Connecting-IP")));
  const allowed = credential?.party === party && !credential.revoked && fromAllowedIp(request, credential);
  if (!credential || !allowed) throw unauthorized();
  await withinRate(env, credential.id);
  const { id, organisation, environment } = credential;
  return { caller: { side: party, name: organisation, environment }, credentialId: id };
}

/** Whether a request was made with one of these secrets. */
export async function madeWith(request: Request, hashes: readonly SecretHash[]): Promise<boolean> {
  const given = basic(request.headers.get("Authorization") ?? "");
  return given !== null && matchesSecret(given.secret, hashes);
}

/** Counts per credential; guesses count per address, so that nobody uses up somebody else's rate. */
async function withinRate(env: Env, key: string): Promise<void> {
  const { success } = await env.RATE_LIMITER.limit({ key });
  if (success) return;
  const headers = { "Retry-After": RETRY_AFTER_SECONDS };
  throw new Failure("RATE_LIMITED", "Too many requests. Try again later.", {}, headers);
}

const unauthorized = (): Failure =>
  new Failure("UNAUTHORIZED", "The credentials are missing or not valid for this request.");

/**
 * Headers that were found right, as long as the copy of the catalogue is the same: whoever calls again is not hashed
 * again. Found by the whole text, so that a wrong secret is never compared with a right one; it is hashed.
 */
const verifiedBefore = new WeakMap<Catalogue, Map<string, Credential>>();
const MOST_REMEMBERED = 1_000;

function verifiedUnder(catalogue: Catalogue): Map<string, Credential> {
  const known = verifiedBefore.get(catalogue) ?? new Map<string, Credential>();
  if (known.size === 0) verifiedBefore.set(catalogue, known);
  return known;
}

/** The credential that the secret belongs to; what the copy does not know may be new, and is read through once. */
async function verified(
  env: Env,
  header: string,
  catalogue: Catalogue,
  ip: string | null,
): Promise<Credential | null> {
  const given = basic(header);
  if (given === null) return null;
  const { id, secret } = given;
  const known = catalogue.get("credential", id);
  if (known && (await matchesSecret(secret, known.secrets))) {
    const before = verifiedUnder(catalogue);
    if (before.size >= MOST_REMEMBERED) before.clear();
    before.set(header, known);
    return known;
  }
  await withinRate(env, `unknown from ${ip}`);
  const latest = await latestItem(env.CATALOGUE, "credential", id);
  return latest && (await matchesSecret(secret, latest.secrets)) ? latest : null;
}

function fromAllowedIp(request: Request, { ipRanges }: Credential): boolean {
  return ipRanges === null || insideRanges(request.headers.get("CF-Connecting-IP"), ipRanges);
}

function basic(header: string): { id: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header.trim())?.[1];
  if (encoded === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    const text = utf8.decode(bytes);
    const colon = text.indexOf(":");
    return colon < 1 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  } catch {
    return null;
  }
}
