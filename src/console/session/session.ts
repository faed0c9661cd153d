// A session is a signed cookie, nothing that is stored: who signed in, with which secret, since when, and when last seen.
// It proves nothing by itself: the credential is looked up at each request, so that one that is revoked, or whose secret
// has been rotated away, ends the session as soon as it ends at the API.
import * as z from "zod";
import { signedIn, type Authenticated } from "../../api/authenticate";
import type { Seed } from "../../catalogue/cache";
import type { Credential } from "../../catalogue/schema";
import { matchesSecret } from "../../catalogue/secrets";
import { base64url } from "../../shared/base64";
import { clock } from "../../shared/clock";
import { opened, signature, signed } from "./token";

/** A working day; whoever works longer signs in again. */
export const SESSION_TTL_MS = 8 * 3_600_000;
/** A desk that was left. */
export const IDLE_TTL_MS = 3_600_000;
/** So often a session in use is written anew, rather than with each answer. */
const RENEWED_EVERY_MS = 60_000;

const Session = z.object({
  /** Random; what forms are bound to. */
  id: z.string(),
  /** Null before somebody has signed in: the form for that is bound to a session too. */
  credential: z.object({ id: z.string(), mark: z.string() }).nullable(),
  since: z.number(),
  seen: z.number(),
});
export type Session = z.infer<typeof Session>;

/** A new session, for nobody yet. */
export function newSession(): Session {
  const now = clock.now();
  return { id: crypto.randomUUID(), credential: null, since: now, seen: now };
}

/** A session of somebody who has just given a secret; never the one that the form was bound to. */
export async function sessionOf(worker: string, credential: Credential, secret: string): Promise<Session> {
  for (const one of credential.secrets)
    if (await matchesSecret(secret, [one]))
      return { ...newSession(), credential: { id: credential.id, mark: await markOf(worker, one.hash) } };
  return newSession();
}

/** Stands for a secret without telling anything of it. */
const markOf = async (worker: string, hash: string): Promise<string> =>
  base64url((await signature(worker, "mark", hash)).slice(0, 12));

/** The text of the cookie. */
export const sessionToken = (worker: string, session: Session): Promise<string> =>
  signed(worker, "session", session);

/** The session behind a cookie, or null where there is none that lives. */
export async function readSession(worker: string, token: string | null): Promise<Session | null> {
  const session = token === null ? null : await opened(worker, "session", token, Session);
  if (session === null) return null;
  const now = clock.now();
  const alive = now < session.since + SESSION_TTL_MS && now < session.seen + IDLE_TTL_MS;
  return alive ? session : null;
}

/** The session with today's time where that is worth a new cookie, else null. */
export function renewed(session: Session): Session | null {
  const now = clock.now();
  return now - session.seen < RENEWED_EVERY_MS ? null : { ...session, seen: now };
}

/** Who is behind a session, by the catalogue as it is now. Throws `RATE_LIMITED` like a request to the API. */
export async function whoIs(
  env: Env,
  request: Request,
  { credential }: Session,
  seed: Seed | null,
): Promise<Authenticated | null> {
  if (credential === null) return null;
  const { id, mark } = credential;
  const stillHas = async ({ secrets }: Credential): Promise<boolean> => {
    const marks = await Promise.all(secrets.map(({ hash }) => markOf(env.CATALOGUE_KEY, hash)));
    return marks.includes(mark);
  };
  return signedIn(env, request, id, stillHas, seed);
}
