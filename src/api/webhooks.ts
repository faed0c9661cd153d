// How a reseller tries its endpoint, and how anybody checks our signatures.
import type * as z from "zod";
import { attemptPost } from "../callbacks/attempt";
import { publicKeyOf } from "../callbacks/ed25519";
import { kindOf } from "../callbacks/sign";
import { currentCatalogue, findItem, type Seed } from "../catalogue/cache";
import { revealedReseller } from "../catalogue/resellerSecrets";
import type { Reseller } from "../catalogue/schema";
import { sampleBody } from "../entitlement/sample";
import { clock, iso } from "../shared/clock";
import type { NotificationTest, PublicKey } from "../wire/answers";
import { environmentOf, type Context } from "./context";
import { json, success } from "./envelope";
import { checkNotificationUrl, resellerOf } from "./sale";
import type { TestBody } from "./schemas";

/** POST /v1/notifications/test: the way of every notification, with a sample; the outcome is the answer. */
export async function testNotification(context: Context<z.infer<typeof TestBody>>): Promise<Response> {
  const { env, caller } = context;
  const reseller = await resellerOf(context);
  const url = context.body.url ?? reseller?.defaultNotificationUrl ?? null;
  await checkNotificationUrl(context, url, "url");
  const now = clock.now();
  const id = `test_${crypto.randomUUID()}`;
  const to = { environment: environmentOf(context), resellerKey: caller.name, url: url ?? "" };
  const result = await attemptPost(env, reseller, {
    id,
    body: sampleBody(id, to, now),
    url: to.url,
    traceparent: null,
  });
  const { ok, status, error, answer, durationMs } = result;
  const test: NotificationTest = {
    notificationId: id,
    delivered: ok,
    attempt: { date: iso(now), durationMs, status, error, answer, url },
    signature: reseller === null ? [] : await kindsOf(env, reseller),
  };
  return success({ ...test });
}

/** The kinds of signatures that a reseller gets, each once. */
async function kindsOf(env: Pick<Env, "CATALOGUE_KEY">, reseller: Reseller): Promise<string[]> {
  const { signingSecrets } = await revealedReseller(env.CATALOGUE_KEY, reseller);
  return [...new Set(signingSecrets.map(kindOf))];
}

/** GET /v1/notifications/keys */
export async function ownKeys(context: Context): Promise<Response> {
  const { env } = context;
  const reseller = await resellerOf(context);
  const signatures = reseller === null ? [] : await kindsOf(env, reseller);
  return success({ signatures, keys: await keysOf(env, reseller) });
}

/** Long enough to spare requests, short enough for a new key to be known before the old one goes. */
const KEYS_CACHE = "public, max-age=300";

/** GET /.well-known/webhook-keys/{environment}/{resellerKey}: whoever does not exist has no keys, like many who do. */
export async function publishedKeys(
  env: Env,
  seed: Seed | null,
  { environment = "", resellerKey = "" }: Record<string, string>,
): Promise<Response> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const reseller = await findItem(env.CATALOGUE, catalogue, "reseller", environment, resellerKey);
  return json({ keys: await keysOf(env, reseller) }, 200, { "Cache-Control": KEYS_CACHE });
}

/** The public halves of the ed25519 secrets, newest first; an HMAC secret has none. */
async function keysOf(env: Pick<Env, "CATALOGUE_KEY">, reseller: Reseller | null): Promise<PublicKey[]> {
  if (reseller === null) return [];
  const { signingSecrets } = await revealedReseller(env.CATALOGUE_KEY, reseller);
  const keys = await Promise.all(
    signingSecrets.filter((secret) => kindOf(secret) === "v1a").map(publicKeyOf),
  );
  return keys.map((publicKey) => ({ signature: "v1a", algorithm: "ed25519", publicKey }));
}
