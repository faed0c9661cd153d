// OAuth 2.0 client credentials (RFC 6749 §4.4), towards merchants and resellers alike. Tokens are kept in memory per
// isolate, as values: a promise that one request makes cannot be awaited by another in workerd. So two requests may each
// fetch a token at the same moment; both tokens are good.
import * as z from "zod";
import { base64 } from "./base64";
import { refuseTarget } from "./target";

/** What a token is asked with. */
export interface Grant {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string | undefined;
  audience?: string | undefined;
  /** Where the client's id and secret go (§2.3.1): a Basic header, or the form. */
  clientAuthentication: "basic" | "body";
}

interface Way {
  /** Of the whole call, where there is more to it. */
  signal?: AbortSignal;
  /** The development switch of the target guard. */
  allowLoopback: boolean;
}

type TokenAnswer = { token: string; lifetimeMs: number } | { problem: string };

/** Leaves more than half of the time of a merchant call to the call itself. */
const TOKEN_TIMEOUT_MS = 4_000;
/** A token that is about to expire could do so on its way. */
const MARGIN_MS = 30_000;
/** Servers that do not say when (§5.1 recommends it) let tokens live for minutes at least; a 401 tells otherwise. */
const DEFAULT_LIFETIME_S = 300;
/** A token's answer is a few hundred bytes; what is longer is not one. */
const MAX_ANSWER_BYTES = 65_536;
const MOST_KEPT = 500;

const Answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().nullish(),
});

/** Asks for a token once; why there is none is said without anything of the secret. Never throws. */
async function requestToken(grant: Grant, { signal, allowLoopback }: Way): Promise<TokenAnswer> {
  const refusal = refuseTarget(grant.tokenUrl, { allowLoopback });
  if (refusal !== null) return { problem: `the token endpoint is refused: ${refusal}` };
  try {
    const until = AbortSignal.any([AbortSignal.timeout(TOKEN_TIMEOUT_MS), ...(signal ? [signal] : [])]);
    const init = { method: "POST", redirect: "manual", signal: until, ...tokenRequest(grant) } as const;
    const response = await fetch(grant.tokenUrl, init);
    const text = await textOf(response);
    if (response.status !== 200) return { problem: `the token endpoint answered ${response.status}` };
    const answer = Answer.safeParse(text === null ? null : JSON.parse(text));
    if (!answer.success) return unreadable;
    const { access_token: token, expires_in } = answer.data;
    return { token, lifetimeMs: (expires_in ?? DEFAULT_LIFETIME_S) * 1_000 };
  } catch (error) {
    return error instanceof SyntaxError ? unreadable : { problem: "the token endpoint did not answer" };
  }
}

const unreadable = { problem: "the token endpoint's answer is not one (RFC 6749 §5.1)" } as const;

/** Client authentication by header (§2.3.1, with the encoding that it asks for) or in the body. */
function tokenRequest(grant: Grant): { headers: Record<string, string>; body: string } {
  const { clientId, clientSecret, scope, audience, clientAuthentication } = grant;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  if (audience !== undefined) form.set("audience", audience);
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "resale-edge/1",
  };
  if (clientAuthentication === "basic")
    headers["Authorization"] = `Basic ${base64(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`)}`;
  else {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  return { headers, body: form.toString() };
}

const formEncoded = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);

/** The body as text, or null where it is longer than any token's answer. */
async function textOf({ body }: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The tokens that an isolate has. */
export class Tokens {
  readonly #kept = new Map<string, { token: string; until: number }>();

  /** The token that is kept, else a new one. `owner` keeps apart what two parties ask with equal grants. */
  async get(
    owner: string,
    grant: Grant,
    way: Way,
    now: number,
  ): Promise<{ token: string } | { problem: string }> {
    const name = nameOf(owner, grant);
    const known = this.#kept.get(name);
    if (known && known.until > now) return { token: known.token };
    const answer = await requestToken(grant, way);
    if ("problem" in answer) return answer;
    const { token, lifetimeMs } = answer;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(name, { token, until: now + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) });
    return { token };
  }

  /** Drops a token that is no longer taken, unless a newer one is kept already. */
  forget(owner: string, grant: Grant, token: string): void {
    const name = nameOf(owner, grant);
    if (this.#kept.get(name)?.token === token) this.#kept.delete(name);
  }
}

const nameOf = (owner: string, { tokenUrl, clientId, clientSecret, scope, audience }: Grant): string =>
  JSON.stringify([owner, tokenUrl, clientId, clientSecret, scope, audience]);
