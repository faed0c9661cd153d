// Who calls: HTTP Basic (RFC 7617) against the catalogue's credentials. One answer for every way to fail, so that
// nobody learns which part was wrong.
import { currentCatalogue, latestItem, type Seed } from "../catalogue/cache";
import type { Credential } from "../catalogue/schema";
import { matchesSecret } from "../catalogue/secrets";
import type { Caller } from "../entitlement/caller";
import { insideRanges } from "../shared/ipRange";
import { Failure } from "./reasons";

export type Party = "RESELLER" | "MERCHANT" | "OPERATOR";

/** Seconds after which a caller over its rate may try again: the period of the binding. */
const RETRY_AFTER_SECONDS = "60";

/** The caller of a request, or a failure: `UNAUTHORIZED`, or `RATE_LIMITED` for one that calls too often. */
export async function authenticate(
  env: Env,
  request: Request,
  party: Party,
  seed: Seed | null,
): Promise<Caller> {
  const given = basic(request.headers.get("Authorization"));
  if (given === null) throw unauthorized();
  const credential = await verified(env, given, seed, request.headers.get("CF-Connecting-IP"));
  const allowed = credential?.party === party && !credential.revoked && fromAllowedIp(request, credential);
  if (!credential || !allowed) throw unauthorized();
  await withinRate(env, credential.id);
  return { side: party, name: credential.organisation, environment: credential.environment };
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
  return ipRanges === null || insideRanges(request.headers.get("CF-Connecting-IP"), ipRanges);
}

function basic(header: string | null): { id: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header?.trim() ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const colon = text.indexOf(":");
    return colon < 1 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  } catch {
    return null;
  }
}
