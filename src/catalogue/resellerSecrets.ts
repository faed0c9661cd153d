// A reseller's secrets at rest and in use: sealed in the database, in clear only where a notification is signed.
import { base64OfBytes } from "../shared/base64";
import { hmac } from "../shared/hash";
import { isSandboxReseller } from "./builtIn";
import { SEALED, type NotificationAuthentication, type Reseller } from "./schema";
import { seal, unseal } from "./seal";

/** What a reseller's secret is sealed for. Both signing secrets share one owner, so that they can change places. */
export const resellerSecretOwner = (
  { environment, resellerKey }: Pick<Reseller, "environment" | "resellerKey">,
  field: string,
): string => `reseller:${environment}:${resellerKey}:${field}`;

/** Opened once per item of a copy of the catalogue: every notification needs them, decryption would be the dearest part. */
const opened = new WeakMap<Reseller, Reseller>();

/** The reseller with its secrets in clear; what release 0.1.0 stored in clear stays as it is. */
export async function revealedReseller(worker: string, reseller: Reseller): Promise<Reseller> {
  const known = opened.get(reseller);
  if (known) return known;
  const clear = isSandboxReseller(reseller)
    ? { ...reseller, signingSecrets: [await sandboxResellerSecret(worker)] }
    : await withSecrets(reseller, (owner, stored) => unseal(worker, owner, stored));
  opened.set(reseller, clear);
  return clear;
}

/** What the built-in reseller's notifications are signed with: nobody but this deployment can make it. */
export const sandboxResellerSecret = async (worker: string): Promise<string> =>
  `whsec_${base64OfBytes(await hmac(worker, "signing secret of the sandbox reseller"))}`;

/** The reseller with its secrets sealed; one that is sealed already stays as it is. */
export const sealedReseller = (worker: string, reseller: Reseller): Promise<Reseller> =>
  withSecrets(reseller, async (owner, stored) =>
    SEALED.test(stored) ? stored : seal(worker, owner, stored),
  );

async function withSecrets(
  reseller: Reseller,
  change: (owner: string, secret: string) => Promise<string>,
): Promise<Reseller> {
  const of = (field: string, secret: string) => change(resellerSecretOwner(reseller, field), secret);
  const signing = reseller.signingSecrets.map((secret) => of("signingSecrets", secret));
  const authentication = await withSecret(reseller.authentication, of);
  return { ...reseller, authentication, signingSecrets: await Promise.all(signing) };
}

async function withSecret(
  given: NotificationAuthentication,
  change: (field: string, secret: string) => Promise<string>,
): Promise<NotificationAuthentication> {
  switch (given.type) {
    case "none":
      return given;
    case "basic":
      return { ...given, password: await change("authentication.password", given.password) };
    case "apiKey":
      return { ...given, key: await change("authentication.key", given.key) };
    case "bearer":
      return { ...given, token: await change("authentication.token", given.token) };
    case "oauth2":
      return { ...given, clientSecret: await change("authentication.clientSecret", given.clientSecret) };
  }
}
