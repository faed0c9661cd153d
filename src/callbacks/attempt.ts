// One attempt as a reseller wants it: signed with all of its secrets, authenticated in its own way, posted once. The same
// for a notification, for a sample of one, and for a trial of what a receiver has to notice or to bear.
import { isSandboxReseller } from "../catalogue/builtIn";
import { revealedReseller } from "../catalogue/resellerSecrets";
import type { NotificationAuthentication, Reseller } from "../catalogue/schema";
import { inHouse } from "../sandbox/inHouse";
import { clock } from "../shared/clock";
import { Tokens } from "../shared/oauth2";
import { authenticationHeaders } from "./authentication";
import { CALLBACK_TIMEOUT_MS, deliver, type AttemptResult } from "./deliver";
import { signedHeaders } from "./sign";

export interface Posting {
  id: string;
  body: string;
  /** Empty where neither the entitlement nor the reseller names one. */
  url: string;
  traceparent: string | null;
}

/** How a trial departs from an ordinary post; a notification never does. */
export interface Departure {
  /** The secrets to sign with, from the reseller's own. */
  secrets?: (own: readonly string[]) => string[];
  /** How long ago it claims to have been signed. */
  ageMs?: number;
  /** What is signed in place of the body that is sent. */
  signedBody?: string;
  /** When the wait for an answer is given up. */
  timeoutMs?: number;
}

const tokens = new Tokens();

/** Posts once. Only where a token from before is no longer taken (401) it posts again, with a new one. */
export async function attemptPost(
  env: Pick<Env, "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">,
  stored: Reseller | null,
  { id, body, url, traceparent }: Posting,
  {
    secrets = (own) => [...own],
    ageMs = 0,
    signedBody = body,
    timeoutMs = CALLBACK_TIMEOUT_MS,
  }: Departure = {},
): Promise<AttemptResult> {
  if (stored === null) return unsent("The reseller is not in the catalogue.", url);
  if (url === "") return unsent("There is no URL to send it to.", url);
  const reseller = await revealedReseller(env.CATALOGUE_KEY, stored);
  const { authentication } = reseller;
  const allowLoopback = env.ALLOW_LOOPBACK_TARGETS === "on";
  const post = async (headers: Record<string, string>): Promise<AttemptResult> => {
    const signed = await signedHeaders({
      id,
      timestamp: clock.now() - ageMs,
      body: signedBody,
      secrets: secrets(reseller.signingSecrets),
    });
    const sent = { ...signed, ...headers, ...(traceparent && { traceparent }) };
    const short = isSandboxReseller(stored) && { fetcher: inHouse };
    return deliver({ url, body, headers: sent, allowLoopback, now: clock.now, ...short }, timeoutMs);
  };
  return authentication.type === "oauth2"
    ? withToken(reseller, authentication, allowLoopback, url, post)
    : post(authenticationHeaders(authentication));
}

const unsent = (answer: string, url: string): AttemptResult => ({
  ok: false,
  status: null,
  error: "REFUSED_BY_GUARD",
  retryAfter: null,
  answer,
  durationMs: 0,
  url,
});

type OAuth2 = Extract<NotificationAuthentication, { type: "oauth2" }>;

async function withToken(
  { environment, resellerKey }: Reseller,
  grant: OAuth2,
  allowLoopback: boolean,
  url: string,
  post: (headers: Record<string, string>) => Promise<AttemptResult>,
): Promise<AttemptResult> {
  const startedAt = clock.now();
  const owner = `reseller:${environment}:${resellerKey}`;
  for (let again = false; ; again = true) {
    const got = await tokens.get(owner, grant, { allowLoopback }, clock.now());
    if ("problem" in got) {
      const durationMs = clock.now() - startedAt;
      const nothing = { ok: false, status: null, error: "TOKEN", retryAfter: null } as const;
      return { ...nothing, answer: got.problem, durationMs, url };
    }
    const result = await post({ Authorization: `Bearer ${got.token}` });
    if (result.status === 401) tokens.forget(owner, grant, got.token);
    if (result.status !== 401 || again) return { ...result, durationMs: clock.now() - startedAt };
  }
}
