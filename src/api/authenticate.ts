// Who calls: HTTP Basic (RFC 7617) against the catalogue's credentials. One answer for every way to fail, so that
// nobody learns which part was wrong.
import { currentCatalogue, latestItem, type Seed } from "../catalogue/cache";
import type { Credential } from "../catalogue/schema";
import type { Catalogue } from "../catalogue/store";
import { matchesSecret, type SecretHash } from "../catalogue/secrets";
import type { Caller } from "../entitlement/caller";
import { insideRanges } from "../shared/ipRange";
import { hostAuthentication, type Identity } from "./hostAuthentication";
import { Failure } from "./reasons";

export type Party = "RESELLER" | "MERCHANT" | "OPERATOR";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Seconds after which a caller over its rate may try again: the period of the binding. */
const RETRY_AFTER_SECONDS = "60";

export interface Authenticated {
  caller: Caller;
  /** Where the host vouches for the caller, a name and no credential. */
  credentialId: string;
  isVouched?: true;
}

/** The caller of a request, or a failure: `UNAUTHORIZED`, or `RATE_LIMITED` for one that calls too often. */
export async function authenticate(
  env: Env,
  request: Request,
  party: Party,
  seed: Seed | null,
): Promise<Authenticated> {
  const vouched = await hostAuthentication.of(env)?.(request);
  if (vouched) return vouchedFor(env, vouched, party);
  const header = request.headers.get("Authorization") ?? "";
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const before = provenUnder(catalogue).get(header);
  if (before) return identified(await admitted(env, request, before, party));
  const given = basic(header);
  if (given === null) throw unauthorized();
  const found = await verified(env, given, seed, ipOf(request));
  const credential = await admitted(env, request, found, party);
  if (catalogue.get("credential", given.id) === credential) remember(catalogue, header, credential);
  return identified(credential);
}

/** Somebody whom the host Worker knows: party and rate count as for a credential. */
async function vouchedFor(env: Env, identity: Identity, party: Party): Promise<Authenticated> {
  const { organisation, name: credentialId = `host:${organisation}` } = identity;
  const environment = identity.party === "OPERATOR" ? null : identity.environment;
  const as = ofParty(
    { caller: { side: identity.party, name: organisation, environment }, credentialId, isVouched: true },
    party,
  );
  await withinRate(env, credentialId);
  return as;
}

/**
 * Headers that were found right, as long as the copy of the catalogue is the same: whoever calls again is not hashed
 * again. Found by the whole text, so that a wrong secret is never compared with a right one; it is hashed.
 */
const proven = new WeakMap<Catalogue, Map<string, Credential>>();
const MOST_REMEMBERED = 1_000;
const NOBODY: ReadonlyMap<string, Credential> = new Map();

const provenUnder = (catalogue: Catalogue): ReadonlyMap<string, Credential> =>
  proven.get(catalogue) ?? NOBODY;

function remember(catalogue: Catalogue, header: string, credential: Credential): void {
  const known = proven.get(catalogue) ?? new Map<string, Credential>();
  if (known.size >= MOST_REMEMBERED) known.clear();
  proven.set(catalogue, known.set(header, credential));
}

/** The credential that an id and a secret belong to, whatever its party; the same failures as for a request. */
export const signIn = async (
  env: Env,
  request: Request,
  given: { id: string; secret: string },
  seed: Seed | null,
): Promise<Credential> => admitted(env, request, await verified(env, given, seed, ipOf(request)), null);

/**
 * Who signed in with a credential before, while it may still be used: null once it is revoked, or `stillHas` does not
 * find the secret that was used then among those that live. Throws `RATE_LIMITED` like a request.
 */
export async function signedIn(
  env: Env,
  request: Request,
  id: string,
  stillHas: (credential: Credential) => Promise<boolean>,
  seed: Seed | null,
): Promise<Authenticated | null> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const known = catalogue.get("credential", id);
  const fits = known !== null && (await stillHas(known));
  const credential = fits ? known : await latestItem(env.CATALOGUE, "credential", id);
  if (credential === null || !usable(request, credential)) return null;
  if (!fits && !(await stillHas(credential))) return null;
  await withinRate(env, credential.id);
  return identified(credential);
}

/** Somebody authenticated, on a route of a party. */
export function ofParty(as: Authenticated, party: Party): Authenticated {
  if (as.caller.side !== party) throw unauthorized();
  return as;
}

const identified = ({ id, party, organisation, environment }: Credential): Authenticated => ({
  caller: { side: party, name: organisation, environment },
  credentialId: id,
});

const ipOf = (request: Request): string | null => request.headers.get("CF-Connecting-IP");

/** A credential as far as this request may use it now. */
async function admitted(
  env: Env,
  request: Request,
  credential: Credential | null,
  party: Party | null,
): Promise<Credential> {
  if (credential === null || !usable(request, credential)) throw unauthorized();
  if (party !== null && credential.party !== party) throw unauthorized();
  await withinRate(env, credential.id);
  return credential;
}

const usable = (request: Request, credential: Credential): boolean =>
  !credential.revoked && fromAllowedIp(request, credential);

/** Whether a request was made with one of these secrets. */
export async function madeWith(request: Request, hashes: readonly SecretHash[]): Promise<boolean> {
  const given = basic(request.headers.get("Authorization") ?? "");
  return given !== null && matchesSecret(given.secret, hashes);
}

/** Counts per key and throws `RATE_LIMITED`: per credential; guesses count per address, so that nobody uses up somebody else's rate. */
export async function withinRate(env: Env, key: string): Promise<void> {
  const { success } = await env.RATE_LIMITER.limit({ key });
  if (success) return;
  const headers = { "Retry-After": RETRY_AFTER_SECONDS };
  throw new Failure("RATE_LIMITED", "Too many requests. Try again later.", {}, headers);
}

const unauthorized = (): Failure =>
  new Failure("UNAUTHORIZED", "The credentials are missing or not valid for this request.");

/** The credential that the secret belongs to; what the copy does not know may be new, and is read through once. */
async function verified(
  env: Env,
  { id, secret }: { id: string; secret: string },
  seed: Seed | null,
  ip: string | null,
): Promise<Credential | null> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const known = catalogue.get("credential", id);
  if (known && (await matchesSecret(secret, known.secrets))) return known;
  await withinRate(env, `unknown from ${ip}`);
  const latest = await latestItem(env.CATALOGUE, "credential", id);
  return latest && (await matchesSecret(secret, latest.secrets)) ? latest : null;
}

function fromAllowedIp(request: Request, { ipRanges }: Credential): boolean {
  return ipRanges === null || insideRanges(ipOf(request), ipRanges);
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
