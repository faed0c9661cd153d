// Products, routes, resellers and credentials of the document as they are stored.
import { resellerSecretOwner } from "../catalogue/resellerSecrets";
import type { Credential, NotificationAuthentication, Product, Reseller, Route } from "../catalogue/schema";
import type { Issue } from "../shared/issues";
import { refuseTarget } from "../shared/target";
import type { CredentialEntry, ProductEntry, ResellerEntry, RouteEntry } from "./document";
import { hashedAs, sealedAs } from "./secrets";

type Keys = Pick<Env, "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">;
type Compiled<T> = { item: T; issues: Issue[] };

const DAY_MS = 24 * 3_600_000;

export function compileProduct(entry: ProductEntry): Product {
  const { activation, verbs, endOfPeriodCancel, userStepOnChange } = entry.capabilities ?? {};
  return {
    environment: entry.environment,
    merchantAccountKey: entry.merchantAccountKey,
    productKey: entry.productKey,
    offerKeys: entry.offerKeys ?? [],
    productName: entry.productName,
    productDescription: entry.productDescription ?? null,
    productLogoURL: entry.productLogoURL ?? null,
    productTermsURL: entry.productTermsURL ?? null,
    capabilities: {
      ...(activation && { activation }),
      ...(verbs && { verbs }),
      ...(typeof endOfPeriodCancel === "boolean" && { endOfPeriodCancel }),
      ...(typeof userStepOnChange === "boolean" && { userStepOnChange }),
    },
    signUpTtlMs: entry.signUpTtlMs ?? null,
  };
}

export const compileRoute = (entry: RouteEntry): Route => ({
  environment: entry.environment,
  resellerKey: entry.resellerKey,
  merchantAccountKey: entry.merchantAccountKey,
  limitPerCustomer: entry.limitPerCustomer ?? 1,
  verbs: entry.verbs ?? null,
  confirmationTtlMs: entry.confirmationTtlMs ?? DAY_MS,
  sharesMerchantExtensionData: entry.sharesMerchantExtensionData ?? false,
  sharesWithMerchant: entry.sharesWithMerchant ?? [],
  routeExtensionData: entry.routeExtensionData ?? null,
});

export async function compileReseller(
  env: Keys,
  before: Reseller | null,
  entry: ResellerEntry,
  at: string,
): Promise<Compiled<Reseller>> {
  const { environment, resellerKey, name, signingSecrets: given, defaultNotificationUrl = null } = entry;
  const issues: Issue[] = [];
  const signing = given?.map((clear, index) => {
    const owner = resellerSecretOwner(entry, "signingSecrets");
    return sealedAs(env.CATALOGUE_KEY, owner, before?.signingSecrets[index], clear);
  });
  const signingSecrets = signing ? await Promise.all(signing) : (before?.signingSecrets ?? []);
  if (signingSecrets.length === 0)
    issues.push({ path: `${at}.signingSecrets`, message: "A new reseller needs one: whsec_ and Base64." });
  const allowLoopback = env.ALLOW_LOOPBACK_TARGETS === "on";
  const refusal = defaultNotificationUrl && refuseTarget(defaultNotificationUrl, { allowLoopback });
  if (refusal) issues.push({ path: `${at}.defaultNotificationUrl`, message: refusal });
  const authentication = await authenticationOf(env, before, entry, (field, message) =>
    issues.push({ path: `${at}.authentication.${field}`, message }),
  );
  return {
    item: { environment, resellerKey, name, defaultNotificationUrl, authentication, signingSecrets },
    issues,
  };
}

/** The reseller's own authentication; a secret that is absent is taken over from one of the same type. */
async function authenticationOf(
  { CATALOGUE_KEY: worker, ALLOW_LOOPBACK_TARGETS }: Keys,
  before: Reseller | null,
  entry: ResellerEntry,
  refuse: (field: string, message: string) => void,
): Promise<NotificationAuthentication> {
  const given = entry.authentication ?? { type: "none" };
  const kept = before?.authentication;
  const secret = async (field: string, stored: string | undefined, clear: string | null | undefined) => {
    const owner = resellerSecretOwner(entry, `authentication.${field}`);
    if (typeof clear === "string") return sealedAs(worker, owner, stored, clear);
    if (stored === undefined) refuse(field, "Nothing is stored: give its value.");
    return stored ?? "";
  };
  switch (given.type) {
    case "none":
      return { type: "none" };
    case "basic": {
      const stored = kept?.type === "basic" ? kept.password : undefined;
      return { ...given, password: await secret("password", stored, given.password) };
    }
    case "apiKey": {
      const stored = kept?.type === "apiKey" ? kept.key : undefined;
      return { ...given, key: await secret("key", stored, given.key) };
    }
    case "bearer": {
      const stored = kept?.type === "bearer" ? kept.token : undefined;
      return { ...given, token: await secret("token", stored, given.token) };
    }
    case "oauth2": {
      const { tokenUrl, clientId, scope, audience, clientAuthentication } = given;
      const refusal = refuseTarget(tokenUrl, { allowLoopback: ALLOW_LOOPBACK_TARGETS === "on" });
      if (refusal) refuse("tokenUrl", refusal);
      const stored = kept?.type === "oauth2" ? kept.clientSecret : undefined;
      return {
        type: "oauth2",
        tokenUrl,
        clientId,
        clientSecret: await secret("clientSecret", stored, given.clientSecret),
        ...(typeof scope === "string" && { scope }),
        ...(typeof audience === "string" && { audience }),
        clientAuthentication,
      };
    }
  }
}

export async function compileCredential(
  before: Credential | null,
  entry: CredentialEntry,
  at: string,
): Promise<Compiled<Credential>> {
  const { id, party, organisation, environment = null, ipRanges = null, secrets: given } = entry;
  const hashes = given?.map((clear) => hashedAs(before?.secrets ?? [], clear));
  const secrets = hashes ? await Promise.all(hashes) : (before?.secrets ?? []);
  const revoked = entry.revoked ?? before?.revoked ?? false;
  const issues = environmentIssue(entry, at);
  if (secrets.length === 0)
    issues.push({
      path: `${at}.secrets`,
      message: "Nothing is stored: give a secret, or create the credential with POST /admin/v1/credential.",
    });
  return { item: { id, party, organisation, environment, secrets, ipRanges, revoked }, issues };
}

/** An operator covers both environments, everybody else has one. */
export function environmentIssue(
  { party, environment = null }: Pick<CredentialEntry, "party" | "environment">,
  at: string,
): Issue[] {
  if ((party === "OPERATOR") === (environment === null)) return [];
  const message =
    party === "OPERATOR"
      ? "An operator covers both environments: leave it out."
      : "Required: sandbox or live.";
  return [{ path: [at, "environment"].filter(Boolean).join("."), message }];
}
