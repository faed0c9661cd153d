// The demo catalogue: what a developer's machine starts with, and the sandbox merchant of every deployment.
//
// The credentials are public, so the whole of it is loaded only where `DEMO_CATALOGUE` is on, which no deployment's
// configuration sets. The sandbox merchant's own secret comes from the environment.
import type { Credential, Product, Reseller, Route } from "../catalogue/schema";
import { sealedReseller } from "../catalogue/resellerSecrets";
import { hashSecret } from "../catalogue/secrets";
import { writeItems, type Entry } from "../catalogue/store";
import type { Seed } from "../catalogue/cache";
import { SANDBOX_MERCHANT_CREDENTIAL } from "./credential";
import { SANDBOX_CAPABILITIES } from "../connectors/sandbox";

const MERCHANT = "MUSIC";

function product(
  productKey: string,
  productName: string,
  activation: "SYNC" | "ASYNC",
  productDescription: string,
): Product {
  return {
    environment: "sandbox",
    merchantAccountKey: MERCHANT,
    productKey,
    offerKeys: ["STANDARD", "BUNDLE"],
    productName,
    productDescription,
    productLogoURL: null,
    productTermsURL: null,
    capabilities: { activation },
    signUpTtlMs: null,
  };
}

const PRODUCTS = [
  product("MUSIC", "Music", "ASYNC", "Music with a sign-up on the merchant's page."),
  product("MUSIC_PREMIUM", "Music Premium", "ASYNC", "The same without advertisements."),
  product("MUSIC_INSTANT", "Music Instant", "SYNC", "Music that is active at once."),
  product("MUSIC_CODE", "Music Gift Code", "SYNC", "Music that is active at once, with an activation code."),
];

function reseller(
  environment: "sandbox" | "live",
  resellerKey: string,
  name: string,
  secret: string,
): Reseller {
  return {
    environment,
    resellerKey,
    name,
    defaultNotificationUrl: null,
    authentication: { type: "none" },
    signingSecrets: [secret],
  };
}

const TELCO_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";
const BANK_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtYmFuay1zZWNyZXQhISE=";

const RESELLERS = [
  reseller("sandbox", "TELCO", "Example Telco", TELCO_SECRET),
  reseller("live", "TELCO", "Example Telco", TELCO_SECRET),
  reseller("sandbox", "BANK", "Example Bank", BANK_SECRET),
];

const route = (resellerKey: string): Route => ({
  environment: "sandbox",
  resellerKey,
  merchantAccountKey: MERCHANT,
  limitPerCustomer: 1,
  verbs: null,
  confirmationTtlMs: 24 * 3_600_000,
  sharesMerchantExtensionData: false,
  sharesWithMerchant: [],
  routeExtensionData: null,
});

async function credential(
  id: string,
  secret: string,
  party: Credential["party"],
  organisation: string,
  environment: Credential["environment"],
): Promise<Entry> {
  const secrets = [await hashSecret(secret)];
  return {
    kind: "credential",
    item: { id, party, organisation, environment, secrets, ipRanges: null, revoked: false },
  };
}

/** Fills an empty catalogue with the demo. */
export function demoSeed(env: Pick<Env, "SANDBOX_MERCHANT_SECRET" | "CATALOGUE_KEY">): Seed {
  return async (database) => {
    const resellers = await Promise.all(RESELLERS.map((item) => sealedReseller(env.CATALOGUE_KEY, item)));
    const credentials = await Promise.all([
      credential("telco-sandbox", "telco-sandbox-secret", "RESELLER", "TELCO", "sandbox"),
      credential("bank-sandbox", "bank-sandbox-secret", "RESELLER", "BANK", "sandbox"),
      credential("telco-live", "telco-live-secret", "RESELLER", "TELCO", "live"),
      credential(SANDBOX_MERCHANT_CREDENTIAL, env.SANDBOX_MERCHANT_SECRET, "MERCHANT", MERCHANT, "sandbox"),
      credential("operator", "operator-secret", "OPERATOR", "OPERATOR", null),
    ]);
    await writeItems(database, [
      {
        kind: "merchant",
        item: {
          environment: "sandbox",
          merchantAccountKey: MERCHANT,
          name: "Sandbox Music",
          connector: "sandbox",
          connectorVersion: 1,
          capabilities: SANDBOX_CAPABILITIES,
          secrets: {},
        },
      },
      ...PRODUCTS.map((item): Entry => ({ kind: "product", item })),
      ...resellers.map((item): Entry => ({ kind: "reseller", item })),
      ...["TELCO", "BANK"].map((key): Entry => ({ kind: "route", item: route(key) })),
      ...credentials,
    ]);
  };
}
