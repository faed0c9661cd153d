// OAuth 2.0 client credentials (RFC 6749 §4.4). Tokens are kept in memory per isolate, as values: a promise that one
// request makes cannot be awaited by another here. While a token is fetched nothing has been asked of the merchant's
// API, so whatever goes wrong is certain to have had no effect.
import * as z from "zod";
import type { MerchantAccess } from "../kind";
import { base64 } from "./base64";
import type { Authentication } from "./definition";
import { Unbuildable } from "./problem";
import { textOf, type Secrets } from "./secrets";
import { send, type Received, type Way } from "./send";

type OAuth2 = Extract<Authentication, { type: "oauth2" }>;

/** Leaves more than half of the time of a call to the call itself. */
const TOKEN_TIMEOUT_MS = 4_000;
/** A token that is about to expire could do so on its way. */
const MARGIN_MS = 30_000;
/** Servers that do not say when (§5.1 recommends it) let tokens live for minutes at least; a 401 tells otherwise. */
const DEFAULT_LIFETIME_S = 300;
const MOST_KEPT = 500;

const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().nullish(),
});

const kept = new Map<string, { token: string; until: number }>();

/** What fetching a token needs beside the authentication. */
export interface TokenUse extends Way {
  merchant: Pick<MerchantAccess, "environment" | "merchantAccountKey">;
  /** Epoch milliseconds. */
  now: number;
}

/** The token that is kept, else a new one. Throws `Unbuildable` where there is none to be had. */
export async function accessToken(oauth2: OAuth2, secrets: Secrets, use: TokenUse): Promise<string> {
  const name = nameOf(oauth2, use);
  const known = kept.get(name);
  if (known && known.until > use.now) return known.token;
  const { access_token: token, expires_in } = await fetched(oauth2, secrets, use);
  const lifetimeMs = (expires_in ?? DEFAULT_LIFETIME_S) * 1_000;
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(name, { token, until: use.now + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) });
  return token;
}

/** Drops the token that is kept: the merchant no longer takes it. */
export function forgetToken(oauth2: OAuth2, use: TokenUse): void {
  kept.delete(nameOf(oauth2, use));
}

const nameOf = (
  { tokenUrl, clientId, clientSecret, scope, audience }: OAuth2,
  { merchant: { environment, merchantAccountKey } }: TokenUse,
): string =>
  JSON.stringify([environment, merchantAccountKey, tokenUrl, clientId, clientSecret, scope, audience]);

async function fetched(
  oauth2: OAuth2,
  secrets: Secrets,
  use: TokenUse,
): Promise<z.infer<typeof TokenAnswer>> {
  const signal = AbortSignal.any([use.signal, AbortSignal.timeout(TOKEN_TIMEOUT_MS)]);
  const sendable = await tokenRequest(oauth2, secrets);
  const received = await send({ method: "POST", url: oauth2.tokenUrl, ...sendable }, { ...use, signal });
  if ("kind" in received) throw new Unbuildable("no access token: the token endpoint did not answer");
  if (received.status !== 200)
    throw new Unbuildable(`no access token: the token endpoint answered ${received.status}`);
  const answer = TokenAnswer.safeParse(jsonOf(received));
  if (!answer.success)
    throw new Unbuildable("no access token: the token endpoint's answer is not one (RFC 6749 §5.1)");
  return answer.data;
}

/** Client authentication by header (§2.3.1, with the encoding that it asks for) or in the body. */
async function tokenRequest(
  { clientId, clientSecret, scope, audience, clientAuthentication }: OAuth2,
  secrets: Secrets,
): Promise<{ headers: Record<string, string>; body: string }> {
  const [id, secret] = [await textOf(clientId, secrets), await textOf(clientSecret, secrets)];
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  if (audience !== undefined) form.set("audience", audience);
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "resale-edge/1",
  };
  if (clientAuthentication === "basic")
    headers["Authorization"] = `Basic ${base64(`${formEncoded(id)}:${formEncoded(secret)}`)}`;
  else {
    form.set("client_id", id);
    form.set("client_secret", secret);
  }
  return { headers, body: form.toString() };
}

const formEncoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);

function jsonOf({ bytes, complete }: Received): unknown {
  try {
    return complete ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  } catch {
    return null;
  }
}
